/** What `drill` says outside of the drill: why it cannot begin, what came of it, and what to type next. */
import type { DrillSession, LiveSession, Pending } from '../drill/index.ts';
import { questionText } from '../drill/plain/index.ts';
import { momentText } from '../drill/views/moment-text.ts';
import { headlineLines } from '../reports/human/headline.ts';
import { type NextCommand, nextLines } from '../reports/human/next.ts';
import { heading, type Line, line, quiet, renderSections, titleLines, warn } from '../reports/screen.ts';
import { duration } from '../reports/times.ts';
import { type CliContext, screenOf } from './context.ts';
import type { Subject } from './drill-subject.ts';
import { journalCommandLine, quoted, runCommandLine, typedRunbook } from './invocation.ts';
import { asTyped, type RunOutput, tellRun } from './run-outputs.ts';

/** Nobody can be asked here: what this is, and what works without a terminal. */
export function needsTerminalText(file = 'SCENARIO'): string {
  return [
    'zonefall: a drill needs a terminal: in it people are asked to decide, and here nobody is.',
    `  zonefall drill ${quoted(file)} --plain --decisions FILE   plays what a person decided, as lines`,
    `  zonefall run ${quoted(file)}   the same world, with people modelled`,
    '',
  ].join('\n');
}

export function brokenText({ facts: { journalPath }, state: { error = '' } }: DrillSession): string {
  return `zonefall: the drill's world ended unexpectedly: ${error}\nGo on where it was: ${resumeCommand(journalPath)}\n`;
}

export interface ToldDrill {
  readonly session: LiveSession;
  readonly subject: Subject;
  readonly outputs: readonly RunOutput[];
  /** The question at which nobody was there. */
  readonly question?: Pending;
  readonly wallSeconds: number;
}

/**
 * A short summary on stdout, and on stderr where the journals are. Once the run has come to its end what was asked for with `-o` is
 * written; on stdout it takes the summary's place.
 */
export async function tellDrill(context: CliContext, told: ToldDrill): Promise<void> {
  const { session, subject, outputs, question } = told;
  const { stdout, stderr, env } = context.process;
  const { state } = session;
  const paths = subject.journals.tell();
  if (question !== undefined) {
    stderr.write(`zonefall: needs a person: ${questionText(question)}\n`);
    stderr.write('zonefall: answer it with --decisions FILE, or where there is a terminal\n');
  }
  if (state.phase === 'broken') return;
  if (outputs.length > 0 && state.result !== undefined) await writeOutputs(context, told, paths[state.fork]);
  else if (outputs.length > 0)
    stderr.write('zonefall: the run has not come to its end: nothing is written of it yet\n');
  if (state.result !== undefined && outputs.some(({ file }) => file === undefined)) return;
  const screen = screenOf(stdout, env);
  const next = nextCommands(session, paths[state.fork]).map(asTyped(env));
  const sections = [headline(session, screen.width), runLines(session, paths), nextLines(next, screen.width)];
  stdout.write(renderSections(sections, screen));
}

async function writeOutputs(
  context: CliContext,
  { session, subject, outputs, wallSeconds }: ToldDrill,
  journalPath: string | undefined,
): Promise<void> {
  const { variant, vars, plan = subject.plan } = session.request;
  const { scenario } = plan;
  await tellRun(context, outputs, {
    ...{ scenario, journalPath, wallSeconds },
    file: subject.file,
    chosen: { variant, vars, runbook: typedRunbook(subject.file, session.request), decisions: journalPath },
    result: session.state.result!,
    journal: subject.journals.linesOf(session.state.fork),
  });
}

function headline({ facts, state }: LiveSession, width: number): Line[] {
  const { result, events, nowUs, pending } = state;
  if (result !== undefined) return headlineLines({ events, result }, width);
  return [
    ...titleLines(facts.title, width),
    line(quiet(`${facts.id} · variant ${facts.variant} · seed ${facts.seed}`)),
    line(warn('■ left    '), `at ${momentText(nowUs)}${openText(pending)}`),
  ];
}

function openText(pending: readonly Pending[]): string {
  const [first] = pending;
  return first === undefined ? '' : `; open: ${questionText(first)}`;
}

/** Somebody went back: every run, with what it came to and where its journal is. */
function runLines({ forks }: LiveSession, paths: readonly (string | undefined)[]): Line[] {
  if (forks.length < 2) return [];
  const lines = forks.map(({ index, name, atUs, result }) => {
    const from = index === 0 ? '' : `, from ${momentText(atUs)}`;
    const rto = result?.recovery.rtoSeconds ?? undefined;
    const came =
      result === undefined ? 'left' : rto === undefined ? 'not recovered' : `recovered after ${duration(rto)}`;
    const path = paths[index] === undefined ? [] : [{ ...line('    ', quiet(paths[index])), whole: true }];
    return [line(`  ${name}${from}: ${came}`), ...path];
  });
  return [heading('RUNS'), ...lines.flat()];
}

function nextCommands({ state, facts }: LiveSession, path: string | undefined): NextCommand[] {
  if (path === undefined) return [];
  if (state.result === undefined) return [{ command: resumeCommand(path), shows: 'go on at this very moment' }];
  return [
    { command: journalCommandLine('report', path), shows: 'where the time went' },
    { command: journalCommandLine('replay', path), shows: 'run it again, event by event' },
    {
      command: runCommandLine({ scenario: facts.file, decisions: path }),
      shows: 'the same decisions without a screen',
    },
    { command: resumeCommand(path), shows: 'look back, decide otherwise, debrief' },
  ];
}

function resumeCommand(path: string): string {
  return journalCommandLine('drill --resume', path);
}

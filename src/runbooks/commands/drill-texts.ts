/** What `drill` says outside of the drill: why it cannot begin, what came of it, and what to type next. */
import type { LiveSession, Pending } from '../drill/index.ts';
import { questionText } from '../drill/plain/index.ts';
import { momentText } from '../drill/views/moment-text.ts';
import { headlineLines } from '../reports/human/headline.ts';
import { type NextCommand, nextLines } from '../reports/human/next.ts';
import { type Line, line, quiet, renderSections, titleLines, warn } from '../reports/screen.ts';
import { duration } from '../reports/times.ts';
import { type CliContext, screenOf } from './context.ts';
import type { Subject } from './drill-subject.ts';
import { quoted, withPlugins } from './invocation.ts';
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

export function brokenText({ facts: { journalPath }, state: { error = '' } }: LiveSession): string {
  return `zonefall: the drill's world ended unexpectedly: ${error}\nGo on where it was: ${resumeCommand(journalPath)}\n`;
}

export interface ToldDrill {
  readonly session: LiveSession;
  readonly subject: Subject;
  readonly outputs: readonly RunOutput[];
  /** The question at which nobody was there. */
  readonly question?: Pending;
}

/** A short summary on stdout, and on stderr where the journals are; what was asked for with `-o` once the run has come to its end. */
export async function tellDrill(context: CliContext, told: ToldDrill): Promise<void> {
  const { session, subject, outputs, question } = told;
  const { stdout, stderr, env } = context.process;
  const { state, facts } = session;
  const paths = subject.journals.tell();
  const path = paths[state.fork];
  if (question !== undefined) {
    stderr.write(`zonefall: needs a person: ${questionText(question)}\n`);
    stderr.write('zonefall: answer it with --decisions FILE, or where there is a terminal\n');
  }
  if (state.phase === 'broken') return;
  const { result } = state;
  if (result !== undefined && outputs.length > 0) {
    const { file, journals } = subject;
    const { variant, vars, runbook } = session.request;
    const chosen = { variant, vars, runbook };
    const journal = journals.linesOf(state.fork);
    const { scenario } = session.request.plan ?? subject.plan;
    await tellRun(context, outputs, { file, chosen, scenario, result, journal, journalPath: path, wallSeconds: 0 });
    return;
  }
  if (outputs.length > 0) stderr.write('zonefall: the run has not come to its end: nothing is written of it yet\n');
  const screen = screenOf(stdout, env);
  const headline =
    result === undefined
      ? [
          ...titleLines(facts.title, screen.width),
          line(quiet(`${facts.id} · variant ${facts.variant} · seed ${facts.seed}`)),
          line(warn('■ left    '), `at ${momentText(state.nowUs)}${openText(state.pending)}`),
        ]
      : headlineLines({ events: state.events, result }, screen.width);
  const next = nextCommands(session, path).map(asTyped(env));
  stdout.write(renderSections([headline, forkLines(session, paths), nextLines(next, screen.width)], screen));
}

function openText(pending: readonly Pending[]): string {
  const [first] = pending;
  return first === undefined ? '' : `; open: ${questionText(first)}`;
}

/** Somebody went back: every run, with what it came to and where its journal is. */
function forkLines({ forks }: LiveSession, paths: readonly (string | undefined)[]): Line[] {
  if (forks.length < 2) return [];
  return forks.map(({ index, name, atUs, result }) => {
    const from = index === 0 ? '' : `, from ${momentText(atUs)}`;
    const rto = result?.recovery.rtoSeconds ?? undefined;
    const came =
      result === undefined ? 'left' : rto === undefined ? 'not recovered' : `recovered after ${duration(rto)}`;
    return line(`  ${name}${from}: ${came}  `, quiet(paths[index] ?? ''));
  });
}

function nextCommands({ state, facts }: LiveSession, path: string | undefined): NextCommand[] {
  if (path === undefined) return [];
  if (state.result === undefined) return [{ command: resumeCommand(path), shows: 'go on at this very moment' }];
  return [
    { command: withPlugins(`zonefall report ${quoted(path)}`), shows: 'where the time went' },
    { command: withPlugins(`zonefall replay ${quoted(path)}`), shows: 'run it again, event by event' },
    {
      command: withPlugins(`zonefall run ${quoted(facts.file)} --decisions ${quoted(path)}`),
      shows: 'the same decisions without a screen',
    },
    { command: resumeCommand(path), shows: 'look back, decide otherwise, debrief' },
  ];
}

function resumeCommand(path: string): string {
  return withPlugins(`zonefall drill --resume ${quoted(path)}`);
}

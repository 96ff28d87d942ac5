import { host } from '../../sim/kernel/host-globals.ts';
import {
  type DrillSession,
  type DrillState,
  type LiveSession,
  type Pace,
  type Pending,
  startDrill,
} from '../drill/index.ts';
import { playPlain } from '../drill/plain/index.ts';
import { playersSession } from '../drill/players-session.ts';
import type { Screen } from '../drill/screen.ts';
import { momentText } from '../drill/views/moment-text.ts';
import { exitCodeOf } from '../verdict/index.ts';
import { type CliContext, exitCodes } from './context.ts';
import { type Subject, type SubjectFlags, subjectOf } from './drill-subject.ts';
import { brokenText, needsTerminalText, tellDrill } from './drill-texts.ts';
import { UsageError } from './failures.ts';
import { type InterruptWatch, watchInterrupts } from './interrupt.ts';
import { chosenOutputs } from './outputs.ts';
import type { RunOutput } from './run-outputs.ts';
import { type SecondSeat, serveSecondSeat } from './second-seat.ts';
import { whoIs } from './who.ts';

export type DrillFlags = SubjectFlags & {
  readonly speed?: Pace;
  readonly plain?: boolean;
  readonly record?: string;
  readonly theme?: string;
  readonly facilitate?: string;
  readonly output?: readonly RunOutput[];
};

/**
 * `zonefall drill`: the world of `run`, with people who are asked. Returns the exit code of the verdict; 5 for a drill that was left before
 * its end, 7 where nobody can be asked, or the code of the signal that ended it.
 *
 * The journal grows on disk while the drill runs, and the moment beside it: after a kill `--resume` goes on with the same questions open.
 */
export async function drill(context: CliContext, flags: DrillFlags, file?: string): Promise<number> {
  if (flags.facilitate !== undefined) return (await import('./facilitate.ts')).facilitate(context, flags, file);
  const { stdout, stderr, stdin } = context.process;
  const attended = stdin?.isTTY === true;
  const plain = flags.plain === true;
  refuseFlags(flags, plain);
  if (!plain && !(attended && stdout.isTTY === true)) {
    stderr.write(needsTerminalText(file ?? flags.resume));
    return exitCodes.needsAPerson;
  }
  // The screen loads while the files are read and the world is raised.
  const screen = plain ? undefined : context.screen?.();
  screen?.catch(() => {});
  const outputs = flags.output === undefined ? [] : chosenOutputs(flags.output, 'human');
  const subject = await subjectOf(context, flags, file);
  const { plan, request, journals, decisions, resume } = subject;
  const startMs = host.monotonicMs();
  const watch = watchInterrupts();
  let session: LiveSession | undefined;
  let second: Promise<SecondSeat | undefined> | undefined;
  try {
    session = startDrill({
      ...{ plan, request, file: subject.file, journalPath: journals.pathOf(0), decisions, resume, pace: flags.speed },
      // Where nobody is, nobody's name stands under a note that is left empty.
      by: attended ? whoIs(flags) : 'nobody',
      onLine: (line, run) => journals.take(line, run),
    });
    journals.follow(session);
    second = serveSecondSeat(context, session, subject);
    // What a facilitator types is not shown to those who play: what follows from it is.
    const shown = playersSession(session);
    const played =
      screen === undefined ? playLines(context, subject, shown, watch) : playScreen(context, flags, shown, screen);
    const question = await played;
    journals.close();
    const exitCode = watch.exitCode() ?? exitCodeAt(session.state, question);
    const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
    await tellDrill(context, { session, subject, outputs, question, wallSeconds });
    return exitCode;
  } finally {
    journals.close();
    watch.end();
    await (await second)?.close();
    await session?.close();
  }
}

/** Until somebody leaves, the world breaks or a signal comes. */
async function playScreen(
  { process: { stdin, stdout, stderr, env }, folder }: CliContext,
  { theme, record, resume }: DrillFlags,
  session: DrillSession,
  screen: Promise<Screen>,
): Promise<undefined> {
  await (await screen)(session, {
    ...{ stderr, env, theme, record, folder },
    // Both are terminals: it was looked at before.
    stdin: stdin as NodeJS.ReadStream,
    stdout: stdout as NodeJS.WriteStream,
    tour: resume === undefined,
  });
}

/** Gives the question at which nobody was there, if that was the end of it. */
async function playLines(
  { process: { stdin, stdout, stderr } }: CliContext,
  { resume }: Subject,
  session: DrillSession,
  { signal }: InterruptWatch,
): Promise<Pending | undefined> {
  const input = stdin?.isTTY === true ? stdin : undefined;
  if (resume !== undefined) stdout.write(`goes on at ${momentText(resume.atUs)}, paused (? lists what can be typed)\n`);
  const end = await playPlain(session, { input, output: stdout, signal, fromUs: resume?.atUs });
  if (end.kind === 'broken') stderr.write(brokenText(session));
  return end.kind === 'needs-a-person' ? end.question : undefined;
}

function exitCodeAt({ phase, result }: DrillState, question: Pending | undefined): number {
  if (question !== undefined) return exitCodes.needsAPerson;
  if (phase === 'broken') return exitCodes.internal;
  return result === undefined ? exitCodes.stopped : exitCodeOf(result.verdict);
}

function refuseFlags(flags: DrillFlags, plain: boolean): void {
  const forScreen = (['record', 'theme'] as const).find((name) => flags[name] !== undefined);
  if (plain && forScreen !== undefined) throw new UsageError(`--${forScreen} is for screens, and --plain has none`);
}

import { host } from '../../sim/kernel/host-globals.ts';
import { type DrillSession, type DrillState, type LiveSession, type Pending, startDrill } from '../drill/index.ts';
import { playPlain } from '../drill/plain/index.ts';
import { playersSession } from '../drill/players-session.ts';
import { momentText } from '../drill/views/moment-text.ts';
import { exitCodeOf } from '../verdict/index.ts';
import { type CliContext, exitCodes } from './context.ts';
import type { DrillFlags } from './drill.ts';
import type { Stage } from './drill-stage.ts';
import { type Subject, subjectOf } from './drill-subject.ts';
import { brokenText, tellDrill } from './drill-texts.ts';
import type { InterruptWatch } from './interrupt.ts';
import { chosenOutputs } from './outputs.ts';
import { type SecondSeat, serveSecondSeat } from './second-seat.ts';
import { whoIs } from './who.ts';

/** Reads what is drilled, plays it, and tells what came of it. Without a stage it is played as lines. Returns the exit code. */
export async function playDrill(
  context: CliContext,
  flags: DrillFlags,
  file: string | undefined,
  { stage, watch }: { readonly stage: Stage | undefined; readonly watch: InterruptWatch },
): Promise<number> {
  const attended = context.process.stdin?.isTTY === true;
  const outputs = flags.output === undefined ? [] : chosenOutputs(flags.output, 'human');
  const subject = await subjectOf(context, flags, file);
  const { plan, request, journals, decisions, resume } = subject;
  const startMs = host.monotonicMs();
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
    const question = await (stage === undefined ? playLines(context, subject, shown, watch) : stage.play(shown));
    journals.close();
    const exitCode = watch.exitCode() ?? exitCodeAt(session.state, question);
    const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
    await tellDrill(context, { session, subject, outputs, question, wallSeconds });
    return exitCode;
  } finally {
    journals.close();
    await (await second)?.close();
    await session?.close();
  }
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

function exitCodeAt({ phase, result, error = '' }: DrillState, question: Pending | undefined): number {
  if (question !== undefined) return exitCodes.needsAPerson;
  if (phase === 'broken') return error.includes('it diverged') ? exitCodes.diverged : exitCodes.internal;
  return result === undefined ? exitCodes.stopped : exitCodeOf(result.verdict);
}

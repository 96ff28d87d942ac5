/**
 * One run, in this thread: a scenario's texts and a seed go in, a journal and a result come out.
 *
 * ```ts
 * const { result, exitCode } = await execute({ sources, variant: 'both-fixes', seed: 17 });
 * ```
 *
 * The story: the prologue, until the steady state holds; then the faults; monitoring and status pages tell people; they
 * open the runbook, decide and act; the steady state holds again, or the horizon comes. Everything that happens is in
 * the journal.
 */
import type { DrainKind } from '../sim/kernel/index.ts';
import type { JournalEvent } from './journal/index.ts';
import { OpenRun } from './open-run.ts';
import type { RunOutcome, RunRequest } from './request.ts';

export type { Plan, Reseed, RunOutcome, RunRequest } from './request.ts';

export interface ExecuteOptions {
  onEvent?(event: JournalEvent, line: string): void;
  /** Asked after each journal event: true ends the run as an operator's stop. */
  stopRequested?(): boolean;
  drain?: DrainKind;
}

/**
 * Throws FileProblems for texts that are no scenario; NeedsAPerson where people are asked and the request's `inputs` do not answer;
 * whatever the kernel throws (TripwireError, DeadlockError) for a world that breaks its own rules.
 */
export async function execute(request: RunRequest, options: ExecuteOptions = {}): Promise<RunOutcome> {
  let run: OpenRun | undefined;
  const onEvent = (event: JournalEvent, line: string): void => {
    options.onEvent?.(event, line);
    if (options.stopRequested?.()) run?.stop();
  };
  const given = { drain: options.drain, onEvent };
  if (request.inputs === undefined) {
    run = await OpenRun.open(request, given);
    await run.advance(Number.POSITIVE_INFINITY);
  } else {
    const { Player } = await import('./drill/player.ts');
    const player = await Player.open(request, request.inputs, given);
    run = player.run;
    await player.advance(Number.POSITIVE_INFINITY);
  }
  return run.finish();
}

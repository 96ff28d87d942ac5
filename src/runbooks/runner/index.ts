/**
 * The runner: carries out a runbook in virtual time and writes everything down.
 *
 * What may start next is a pure function of the steps' states (`plan.ts`); starting it is `run.ts`, in which every list
 * is the same thing: the plan itself, a group of parallel steps, the steps of an `on-failure`, a called runbook.
 * Waiting is the state of a step, never of the run: while one waits for a person, a machine or its next attempt, all
 * others go on. The rules, where the file format leaves room:
 *
 * - `needs` alone orders a list. A need that was skipped (its `if`, the ungraceful mode) lets its followers start; one
 *   that failed bars them, unless its
 *   `on-failure` says `then: continue` and its steps went well. Branches that do not need it go on; `then: stop` lets nothing more start.
 * - `timeout` is for the step as a whole, all its attempts together. `retry` is for actions: decisions, called runbooks
 *   and groups are not repeated.
 * - `preflight` looks all at once, for a minute at most, and only tells: those who decide see what it found.
 * - `ungraceful: skip`: skipped once the run is ungraceful (the old place is given up; called runbooks go along). When
 *   such a step fails in a graceful run
 *   and has no `on-failure`, a role that may `go-ungraceful` is asked; AWS ARC Region switch changes a running plan's mode in the same way.
 * - `undo` runs for steps that succeeded since the last checkpoint. A called runbook rolls back its own steps by its own strategy.
 *
 * ```ts
 * const outcome = await runRunbook(runbook, { targetRegion: 'us-west-1' }, { journal, clock, people, handlers, ... });
 * if (outcome.status === 'failed') console.error(outcome.why);
 * ```
 */
import type { Runbook } from '../files/index.ts';
import { RunbookRun } from './run.ts';
import { Session } from './session.ts';
import type { Inputs, RunbookOutcome, RunnerOptions } from './types.ts';

export { Cancellation, Cancelled } from './cancellation.ts';
export { ModelledPeople } from './modelled-people.ts';
export * from './types.ts';

/** Runs a runbook to its end; rejects only on inputs that it does not take, and on errors in the machinery around it. */
export async function runRunbook(runbook: Runbook, inputs: Inputs, options: RunnerOptions): Promise<RunbookOutcome> {
  const session = new Session(options);
  return new RunbookRun({ runbook, inputs, session, prefix: '', rulesAbove: [], depth: 0 }).run(session.cancelled);
}

/**
 * What the journal of a run in wall time says besides the story: everything that came from outside the runner, so that the runner can run
 * again and be answered from here. A simulated run has none of it: it is computed again.
 */
import type { Json } from './json.ts';

/** How something came out: a value; an error; or a person said that it is to be left out. */
export type Outcome =
  | { readonly value: Json }
  | { readonly error: string; readonly permanent?: true; readonly cancelled?: true }
  | { readonly skipped: string };

export type EffectWhat = 'action' | 'sleep' | 'timer' | 'answer' | 'note' | 'measure';

/** An action is about to be begun: on the disk before it is, so that after a crash it is known that it may have been done. */
export interface EffectStarted {
  readonly kind: 'effect.started';
  /** What the runner asks for is numbered, from 1, in the order in which it asks. */
  readonly effect: number;
  readonly path: string;
  readonly uses: string;
  readonly purpose: 'step' | 'check' | 'undo';
}

export interface EffectEnded {
  readonly kind: 'effect.ended';
  readonly effect: number;
  readonly what: EffectWhat;
  /** The step; for a measurement the probe. */
  readonly path: string;
  readonly outcome: Outcome;
}

export type Resolution = 'retry' | 'skip' | 'mark-done';

/** A person said what shall become of a step that a crash had left in the middle. */
export interface StepResolved {
  readonly kind: 'step.resolved';
  readonly effect: number;
  readonly path: string;
  readonly choice: Resolution;
  readonly by: string;
  readonly reason?: string;
}

/** Another process goes on. Time in which no process ran does not count for timeouts, sleeps and escalations. */
export interface RunResumed {
  readonly kind: 'run.resumed';
  readonly by: string;
}

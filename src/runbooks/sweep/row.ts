/** What a sweep keeps of one seed: enough for statistics, a merge and a line that reproduces it; nothing that differs between machines. */
import { type Phases, phasesOf, type RunResult } from '../verdict/index.ts';

/** Of one budget, measured in one run. */
export interface RowBudget {
  readonly id: string;
  /** Null when there was nothing to measure. */
  readonly actualSeconds: number | null;
  readonly passed: boolean;
}

export interface SweepRow {
  readonly seed: number;
  /** The run's verdict; `crashed` when its world broke, `hung` when it did not end in the time that a seed may take. */
  readonly verdict: RunResult['verdict'] | 'crashed' | 'hung';
  readonly rtoSeconds: number | null;
  readonly phases: Phases;
  /** In the order of the scenario; empty for a run that gave no result. */
  readonly budgets: readonly RowBudget[];
  /** Why the verdict is not `passed`, a sentence each. */
  readonly reasons: readonly string[];
  readonly traceSha256: string | null;
}

/** The row of a run that came to its end. */
export function rowOf({ seed, verdict, recovery, budgets, reasons, trace }: RunResult): SweepRow {
  return {
    seed,
    verdict,
    rtoSeconds: recovery.rtoSeconds,
    phases: recovery.phases,
    budgets: budgets.map(({ id, actualSeconds, passed }) => ({ id, actualSeconds, passed })),
    reasons,
    traceSha256: trace.sha256,
  };
}

/** The row of a run that gave no result. `why` is one sentence and the same on every machine. */
export function rowWithoutResult(seed: number, verdict: 'crashed' | 'hung', why: string): SweepRow {
  return { seed, verdict, rtoSeconds: null, phases: phasesOf({}), budgets: [], reasons: [why], traceSha256: null };
}

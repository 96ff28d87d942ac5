/** Rows that no world had to be built for. */
import type { Budget } from '../../../src/runbooks/files/index.ts';
import type { SweepRow } from '../../../src/runbooks/sweep/index.ts';

export const rto: Budget = { id: 'rto', measure: 'recovery', maxSeconds: 3600, percentile: 95 };
export const decide: Budget = { id: 'decide', measure: 'phase.decide', maxSeconds: 1200, percentile: 95 };
export const rpo: Budget = { id: 'rpo', measure: 'data-loss', maxSeconds: 5, percentile: 100 };

export interface RowPhases {
  readonly detect?: number;
  readonly decide?: number;
  readonly mobilise?: number;
  readonly recover?: number;
  readonly verify?: number;
}

/** A run that recovered: its phases add up to the recovery time, and it lost so many seconds of writes. */
export function recovered(seed: number, given: RowPhases = {}, lossSeconds = 0): SweepRow {
  const phases = { detect: 60, decide: 600, mobilise: 600, recover: 900, verify: 120, ...given };
  const rtoSeconds = Object.values(phases).reduce((sum, seconds) => sum + seconds, 0);
  const budgets = [
    { id: 'rto', actualSeconds: rtoSeconds, passed: rtoSeconds <= rto.maxSeconds },
    { id: 'decide', actualSeconds: phases.decide, passed: phases.decide <= decide.maxSeconds },
    { id: 'rpo', actualSeconds: lossSeconds, passed: lossSeconds <= rpo.maxSeconds },
  ];
  const reasons = budgets.filter(({ passed }) => !passed).map(({ id }) => `the budget "${id}" was missed: too long`);
  const verdict = reasons.length === 0 ? 'passed' : 'failed';
  return { seed, verdict, rtoSeconds, phases, budgets, reasons, traceSha256: seed.toString(16).padStart(64, '0') };
}

/** A run that ended in another way: nothing was measured. */
export function without(seed: number, verdict: SweepRow['verdict'], ...reasons: string[]): SweepRow {
  const noResult = verdict === 'crashed' || verdict === 'hung';
  const budgets = noResult ? [] : [rto, decide, rpo].map(({ id }) => ({ id, actualSeconds: null, passed: false }));
  const phases = { detect: null, decide: null, mobilise: null, recover: null, verify: null };
  return { seed, verdict, rtoSeconds: null, phases, budgets, reasons, traceSha256: noResult ? null : '0'.repeat(64) };
}

/** A list of rows with the seeds from 1 on. */
export function rowsOf(count: number, row: (seed: number) => SweepRow): SweepRow[] {
  return Array.from({ length: count }, (_, at) => row(at + 1));
}

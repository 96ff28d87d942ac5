/** What one run says: which budgets it missed, and whether something is wrong that is no matter of a budget. */
import type { SweepRow } from '../sweep/index.ts';

/**
 * `ok`: within the budget. `miss`: above it, nothing to measure, never recovered, crashed or hung. `unknown`: the run was inconclusive
 * (its fault found no target, say): it counts against the budget, for it does not show that it holds, but it shows no failure either.
 */
export type Outcome = 'ok' | 'miss' | 'unknown';

export function outcomeOf(row: SweepRow, budgetId: string): Outcome {
  if (row.verdict === 'inconclusive') return 'unknown';
  return row.budgets.find(({ id }) => id === budgetId)?.passed === true ? 'ok' : 'miss';
}

/** What a run measured for a budget; null if there was nothing to measure. */
export function actualOf(row: SweepRow, budgetId: string): number | null {
  return row.budgets.find(({ id }) => id === budgetId)?.actualSeconds ?? null;
}

/**
 * The reasons of a run that are no matter of a budget: a stop condition, a broken invariant. A run that never recovered has missed its
 * budgets, and that is all that its failed plan means; where there is no budget to miss it is a finding like any other.
 */
export function findingsOf({ verdict, budgets, reasons }: SweepRow): readonly string[] {
  if (verdict === 'stopped') return reasons;
  if (verdict !== 'failed') return [];
  const counted = budgets.some(({ passed }) => !passed);
  return reasons.filter((reason) => !(counted && (isMissedBudget(reason) || isNotRecovered(reason))));
}

/** The judge's sentences (see `verdict/judge.ts`); a test holds the two together. */
function isMissedBudget(reason: string): boolean {
  return reason.startsWith('the budget "');
}

function isNotRecovered(reason: string): boolean {
  return reason.startsWith('the plan failed: ') || reason === 'the steady state was never reached';
}

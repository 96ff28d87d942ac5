/** The plan of a gate: what was typed, and what it comes to for the budgets of a scenario. */
import type { Budget } from '../files/index.ts';
import { type Aim, missesAllowed, planConfidence, shows, smallestSeeds } from './fixed-plan.ts';
import type { PlanReport } from './report.ts';
import { characteristics, cleanRuns, type Sprt, sprtFor } from './sprt.ts';

/** As it was typed. Without `misses` as many may miss as the seeds allow; without `seeds` there are as few as the misses allow. */
export type PlanChoice =
  | { readonly kind: 'fixed'; readonly misses?: number; readonly seeds?: number }
  | { readonly kind: 'sprt'; readonly seedsMax?: number };

/** A plan for a scenario: how many seeds at most, and what of them each percentile may miss. */
export interface GatePlan {
  readonly kind: PlanChoice['kind'];
  readonly seeds: number;
  /** In percent. */
  readonly confidence: number;
  /** The percentile that the plan was made for. */
  readonly percentile: number;
  /** Of the seeds, how many may miss a budget of this percentile; null if so few show nothing (fixed plans only). */
  allowed(percentile: number): number | null;
  /** Whether the plan, kept to its end, shows such a percentile. */
  canShow(percentile: number): boolean;
  /** In percent, what holding the plan really gives; 0 for nothing, or where it cannot be held. */
  confidenceOf(percentile: number): number;
  readonly report: PlanReport;
}

/** 5 of 208 for p95: passes a build with 1 % of misses in 98 of 100 gates, where none of 59 would refuse it in 45. */
export const seedsDefault = 208;

/** Where a sequential test ends undecided: with 1 or 5 % of misses it comes to that less than once in a million gates. */
export const sprtSeedsDefault = 1000;

/** Throws a RangeError for a plan that no number of seeds could hold. */
export function planFor(
  choice: PlanChoice,
  budgets: readonly Pick<Budget, 'percentile'>[],
  confidence: number,
): GatePlan {
  const percentiles = [...new Set(budgets.map(({ percentile }) => percentile))].filter((p) => p < 100);
  const strictest = percentiles.length === 0 ? 95 : Math.max(...percentiles);
  return choice.kind === 'sprt'
    ? sequential(choice.seedsMax ?? sprtSeedsDefault, strictest, confidence)
    : fixed(choice, percentiles, strictest, confidence);
}

function fixed(
  choice: Extract<PlanChoice, { kind: 'fixed' }>,
  percentiles: readonly number[],
  strictest: number,
  confidence: number,
): GatePlan {
  const { misses } = choice;
  const seeds =
    choice.seeds ??
    (misses === undefined ? seedsDefault : smallestSeeds(misses, { percentile: strictest, confidence }));
  const aim = (percentile: number): Aim => ({ percentile, confidence });
  const shown = percentiles.filter((p) =>
    misses === undefined ? missesAllowed(seeds, aim(p)) !== null : shows(misses, seeds, aim(p)),
  );
  // A typed k is meant for the strictest percentile that k of n shows; for all if it shows none. Others get what n seeds allow them.
  const meant = shown.length === 0 ? strictest : Math.max(...shown);
  const allowed = kept((percentile: number): number | null => {
    if (percentile === 100) return 0;
    if (misses !== undefined && (percentile === meant || shown.length === 0)) return misses;
    return missesAllowed(seeds, aim(percentile));
  });
  const confidenceOf = (percentile: number): number => {
    const k = allowed(percentile);
    return k === null || percentile === 100 ? 0 : planConfidence(k, seeds, percentile);
  };
  const k = allowed(meant);
  return {
    kind: 'fixed',
    seeds,
    confidence,
    percentile: meant,
    allowed,
    canShow: kept((percentile) => percentile === 100 || canShow(allowed(percentile), seeds, aim(percentile))),
    confidenceOf,
    report: {
      kind: 'fixed',
      text: `${k ?? 0}/${seeds}`,
      seeds,
      misses: k,
      percentile: meant,
      confidence: confidenceOf(meant),
    },
  };
}

function canShow(misses: number | null, seeds: number, aim: Aim): boolean {
  return misses !== null && shows(misses, seeds, aim);
}

function sequential(seeds: number, percentile: number, confidence: number): GatePlan {
  // A budget that no run may miss is looked at for as long as the plan's own percentile needs.
  const testOf = (p: number): Sprt => sprtFor({ percentile: p < 100 ? p : percentile, confidence });
  // Nothing is accepted before so many runs without a miss: fewer seeds than that are too few.
  const canShow = (p: number): boolean => cleanRuns(testOf(p)) <= seeds;
  const confidenceOf = kept((p: number): number => {
    if (p === 100 || !canShow(p)) return 0;
    const test = testOf(p);
    return 100 * (1 - characteristics(test, test.badRate, seeds).accepts);
  });
  const { badRate, goodRate } = testOf(percentile);
  return {
    kind: 'sprt',
    seeds,
    confidence,
    percentile,
    allowed: () => null,
    canShow,
    confidenceOf,
    report: {
      kind: 'sprt',
      text: 'sprt',
      seedsMax: seeds,
      badRate,
      goodRate,
      percentile,
      confidence: confidenceOf(percentile),
    },
  };
}

/** Asked for each row, and exact arithmetic is slow: every percentile is computed once. */
function kept<V>(compute: (percentile: number) => V): (percentile: number) => V {
  const values = new Map<number, V>();
  return (percentile) => {
    if (!values.has(percentile)) values.set(percentile, compute(percentile));
    return values.get(percentile)!;
  };
}

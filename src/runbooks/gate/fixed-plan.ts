/**
 * Fixed plans: run n seeds, and allow k of them to miss. "The p-th percentile is below the budget" is shown with confidence c if at most k
 * of n runs miss it, where k of n would be seen with a probability of at most 1 - c if more than 1 - p of all runs missed it. These are
 * the sample sizes of Wilks (https://doi.org/10.1214/aoms/1177731788), computed in whole numbers.
 *
 * ```ts
 * smallestSeeds(5, { percentile: 95, confidence: 95 });      // 208
 * missesAllowed(208, { percentile: 95, confidence: 95 });    // 5
 * planConfidence(5, 208, 95);                                // 95.07...
 * ```
 */
import { atMost, binomialTails, compareShares, percent, rest, toNumber } from './binomial.ts';

/** What is to be shown: that a percentile is below its budget, with a confidence. Both in percent, above 0 and below 100. */
export interface Aim {
  readonly percentile: number;
  readonly confidence: number;
}

/** More seeds than this are no gate. */
export const seedsMax = 100_000;

/** How surely k misses of n show the percentile, in percent. Throws a RangeError if k of n is no count. */
export function planConfidence(misses: number, seeds: number, percentile: number): number {
  countsOrThrow(misses, seeds);
  return 100 * toNumber(rest(atMost(misses, seeds, rest(percent(percentile)))));
}

/** Whether k misses of n are few enough. */
export function shows(misses: number, seeds: number, { percentile, confidence }: Aim): boolean {
  countsOrThrow(misses, seeds);
  return compareShares(atMost(misses, seeds, rest(percent(percentile))), rest(percent(confidence))) <= 0;
}

/**
 * The most misses of n that still show the percentile; null if even none would not (58 seeds for p95). n minus this is the rank of the
 * order statistic that bounds the percentile from above: 196 of 200.
 */
export function missesAllowed(seeds: number, { percentile, confidence }: Aim): number | null {
  countsOrThrow(0, seeds);
  const rate = rest(percent(percentile));
  const limit = rest(percent(confidence));
  const all = rate.denominator ** BigInt(seeds);
  let allowed = -1;
  for (const numerator of binomialTails(seeds, rate)) {
    if (compareShares({ numerator, denominator: all }, limit) > 0) break;
    allowed += 1;
  }
  return allowed < 0 ? null : allowed;
}

/**
 * The rank (from 1, ascending) of the value that the percentile lies below with this confidence, whatever the distribution: the 196th of
 * 200 for p95 at 95 %. Null where no value is high enough.
 */
export function upperRank(values: number, aim: Aim): number | null {
  const allowed = missesAllowed(values, aim);
  return allowed === null ? null : values - allowed;
}

/** The fewest seeds of which k may miss. Throws a RangeError where that would be more than a hundred thousand. */
export function smallestSeeds(misses: number, aim: Aim): number {
  countsOrThrow(misses, Math.max(misses, 1));
  let enough = Math.max(1, misses + 1);
  while (!shows(misses, enough, aim)) {
    if (enough > seedsMax) {
      throw new RangeError(`p${aim.percentile} with ${misses} misses needs more than ${seedsMax} seeds.`);
    }
    enough *= 2;
  }
  let tooFew = misses;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (shows(misses, middle, aim)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Whether so many misses show, with the same confidence, that the percentile is NOT below its budget. */
export function refutes(misses: number, seeds: number, { percentile, confidence }: Aim): boolean {
  countsOrThrow(misses, seeds);
  // P(X >= misses) at the rate that is just allowed.
  return compareShares(atMost(misses - 1, seeds, rest(percent(percentile))), percent(confidence)) >= 0;
}

function countsOrThrow(misses: number, seeds: number): void {
  if (!Number.isInteger(misses) || !Number.isInteger(seeds) || misses < 0 || seeds < 0 || misses > seeds) {
    throw new RangeError(`${misses} misses of ${seeds} seeds are no plan.`);
  }
}

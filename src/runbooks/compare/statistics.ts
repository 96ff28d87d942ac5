import { upperRank } from '../gate/fixed-plan.ts';

/**
 * A median with an interval that holds it with at least 95 % confidence; the ends are null where there are too few pairs for one (below
 * 6).
 */
export interface MedianInterval {
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The quantile of some values by nearest rank: the smallest value that at least the share p of the values does not exceed. It is always
 * one of the values, so a seed belongs to it that can be run again.
 *
 * @param p in (0, 1]
 */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError('There is no quantile of no values.');
  if (!(p > 0 && p <= 1)) throw new RangeError(`A quantile lies above 0 and at most at 1, not at ${p}.`);
  const sorted = ascending(values);
  // The product is rounded a little first: 0.95 * 20 is 19, and 0.07 * 100 must be 7 and not 7.000000000000001.
  return sorted[Math.max(1, Math.ceil(Number((p * sorted.length).toPrecision(12)))) - 1]!;
}

/**
 * The median of paired differences and its 95 % interval, from order statistics (the inverted sign test): the k-th smallest and the k-th
 * largest difference, with the largest k for which a fair coin shows fewer than k heads in n throws with a probability of at most 2.5 %.
 *
 * Nothing is assumed about the differences but that the pairs are independent. Below 6 pairs no such k exists, and the ends are null.
 * With an even number of pairs the median is the middle of the two in the middle.
 */
export function pairedMedianInterval(differences: readonly number[]): MedianInterval {
  const n = differences.length;
  if (n === 0) throw new RangeError('There is no median of no differences.');
  const sorted = ascending(differences);
  const middle = Math.floor(n / 2);
  const median = n % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const k = signTestRank(n);
  if (k === 0) return { median, low: null, high: null };
  return { median, low: sorted[k - 1]!, high: sorted[n - k]! };
}

/** The largest k with P(heads < k) <= 2.5 % for n throws of a fair coin, in exact arithmetic; 0 if there is none. */
function signTestRank(n: number): number {
  const all = 2n ** BigInt(n);
  let binomial = 1n;
  let below = 0n;
  let k = 0;
  while (k < n) {
    below += binomial;
    if (40n * below > all) return k;
    binomial = (binomial * BigInt(n - k)) / BigInt(k + 1);
    k += 1;
  }
  return k;
}

/**
 * The upper bound of the 95th percentile with a confidence in percent, as an order statistic: at 95 % the 59th of 59 values, the 99th of
 * 100, the 196th of 200. Null where no value is high enough: below 59 values at 95 %.
 */
export function p95UpperBound(values: readonly number[], confidence = 95): number | null {
  const rank = upperRank(values.length, { percentile: 95, confidence });
  return rank === null ? null : ascending(values)[rank - 1]!;
}

/** What `compare` and `sweep` say about a distribution of recovery times, in seconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  /** Upper 95 % bound of p95; null below 59 values. */
  readonly p95Upper: number | null;
  readonly p99: number;
  readonly max: number;
}

/** The percentiles by nearest rank; null if there is no value at all. */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  return {
    p50: quantile(values, 0.5),
    p90: quantile(values, 0.9),
    p95: quantile(values, 0.95),
    p95Upper: p95UpperBound(values),
    p99: quantile(values, 0.99),
    max: quantile(values, 1),
  };
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** What independent estimates say together. */

export interface Interval {
  readonly mean: number;
  /** 95 %, by Student's t over the repeats; never below 0. */
  readonly low: number;
  readonly high: number;
}

/** The mean of independent, unbiased estimates and its 95 % interval. At least 2 of them. */
export async function intervalOf(estimates: readonly number[]): Promise<Interval> {
  const n = estimates.length;
  if (n < 2) throw new RangeError(`an interval needs two estimates or more, not ${n}`);
  // Loaded only here: it takes a while, and nobody else needs it.
  const { default: jstat } = await import('jstat');
  // The 97.5th percentile of Student's t with n - 1 degrees, by way of the beta distribution.
  const t = Math.sqrt((n - 1) * (1 / jstat.ibetainv(0.05, (n - 1) / 2, 0.5) - 1));
  const mean = estimates.reduce((sum, value) => sum + value, 0) / n;
  const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = t * Math.sqrt(variance / n);
  return { mean, low: Math.max(0, mean - half), high: mean + half };
}

/** How many plain runs give an interval as narrow. */
export function plainRuns({ mean, high }: Interval): number | undefined {
  const error = (high - mean) / 1.96;
  return mean > 0 && error > 0 ? Math.round((mean * (1 - mean)) / error ** 2) : undefined;
}

/** Tails of the binomial distribution in whole numbers: nothing is rounded, so that 5 of 208 and 5 of 207 are never confused. */

/** A share as a fraction. */
export interface Share {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A percentage as it was typed: 99.9 is 999/1000, 95 is 19/20, not the doubles next to them. Throws a RangeError outside 0 to 100. */
export function percent(value: number): Share {
  const digits = /^(\d+)(?:\.(\d+))?$/.exec(value.toFixed(12).replace(/\.?0+$/, ''));
  if (digits === null || value > 100) throw new RangeError(`A percentage lies between 0 and 100, not at ${value}.`);
  const [, whole = '', fraction = ''] = digits;
  const share = { numerator: BigInt(whole + fraction), denominator: 100n * 10n ** BigInt(fraction.length) };
  const common = commonDivisor(share.numerator, share.denominator);
  return { numerator: share.numerator / common, denominator: share.denominator / common };
}

/** By Euclid. Powers of small numbers are half as long as those of large ones, and take half the time. */
function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b);
}

/** What is missing to the whole: the share of runs that may be above a percentile. */
export function rest({ numerator, denominator }: Share): Share {
  return { numerator: denominator - numerator, denominator };
}

/**
 * P(X = 0), P(X <= 1), P(X <= 2), ... for X of n trials that each hit with probability `rate`, as numerators over
 * `rate.denominator ** n`, up to P(X <= n), which is the whole.
 */
export function* binomialTails(n: number, rate: Share): Generator<bigint> {
  const { numerator: hit } = rate;
  const { numerator: miss } = rest(rate);
  if (miss === 0n) {
    for (let k = 0; k <= n; k += 1) yield k === n ? hit ** BigInt(n) : 0n;
    return;
  }
  let term = miss ** BigInt(n);
  let sum = 0n;
  for (let k = 0; k <= n; k += 1) {
    sum += term;
    yield sum;
    term = (term * BigInt(n - k) * hit) / (BigInt(k + 1) * miss);
  }
}

/** P(X <= k) for n trials, exactly. 0 below k = 0. */
export function atMost(k: number, n: number, rate: Share): Share {
  const denominator = rate.denominator ** BigInt(n);
  if (k < 0) return { numerator: 0n, denominator };
  if (k >= n) return { numerator: denominator, denominator };
  let at = 0;
  for (const numerator of binomialTails(n, rate)) {
    if (at === k) return { numerator, denominator };
    at += 1;
  }
  throw new RangeError(`${k} of ${n} is no count.`);
}

/** Below zero if a is smaller than b, zero if they are the same. */
export function compareShares(a: Share, b: Share): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The double next to a share, from above zero to one; exact to fifteen digits. */
export function toNumber({ numerator, denominator }: Share): number {
  const scale = 10n ** 18n;
  return Number((numerator * scale) / denominator) / 1e18;
}

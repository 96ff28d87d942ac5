import fc from 'fast-check';
import jstat from 'jstat';
import { binomialDistribution } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { missesAllowed, planConfidence, refutes, shows, smallestSeeds } from '../../../src/runbooks/gate/fixed-plan.ts';

const p95 = { percentile: 95, confidence: 95 };
const p99 = { percentile: 99, confidence: 95 };

/** P(X <= k) as an independent library sums it, in doubles. */
function atMost(k: number, n: number, rate: number): number {
  return binomialDistribution(n, rate)!
    .slice(0, k + 1)
    .reduce((sum, probability) => sum + probability, 0);
}

describe('a fixed plan', () => {
  it.each([
    [0, 59, p95],
    [1, 93, p95],
    [2, 124, p95],
    [5, 208, p95],
    [10, 336, p95],
    [0, 299, p99],
    [5, 1049, p99],
    [0, 90, { percentile: 95, confidence: 99 }],
    [0, 2995, { percentile: 99.9, confidence: 95 }],
  ])('with %i misses needs %i seeds, not one fewer', (misses, seeds, aim) => {
    expect(smallestSeeds(misses, aim)).toBe(seeds);
    expect(shows(misses, seeds, aim)).toBe(true);
    expect(shows(misses, seeds - 1, aim)).toBe(false);
    expect(shows(misses + 1, seeds, aim)).toBe(false);
    expect(missesAllowed(seeds, aim)).toBe(misses);
  });

  it('says what it really gives: 5/208 a little more than 95 %, 0/20 only 64 %', () => {
    expect(planConfidence(5, 208, 95)).toBeCloseTo(95.0775, 4);
    expect(planConfidence(0, 20, 95)).toBeCloseTo(100 * (1 - 0.95 ** 20), 10);
    expect(planConfidence(20, 20, 95)).toBe(0);
  });

  it('shows nothing with 58 seeds, not even if none misses', () => {
    expect(missesAllowed(58, p95)).toBeNull();
    expect(missesAllowed(0, p95)).toBeNull();
  });

  it('agrees with two libraries for any percentile, misses and seeds', () => {
    const percentile = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constantFrom(99.9, 97.5, 0.5));
    fc.assert(
      fc.property(percentile, fc.integer({ min: 1, max: 400 }), fc.nat(400), (p, n, k) => {
        const misses = Math.min(k, n - 1);
        const ours = planConfidence(misses, n, p) / 100;
        // simple-statistics ends its list of probabilities where less than a ten-thousandth is left.
        expect(Math.abs(ours - (1 - atMost(misses, n, (100 - p) / 100)))).toBeLessThan(1.01e-4);
        expect(ours).toBeCloseTo(jstat.ibeta((100 - p) / 100, misses + 1, n - misses), 7);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with the sum of whole numbers, written out', () => {
    const choose = (n: number, k: number): bigint => {
      let ways = 1n;
      for (let i = 1; i <= k; i += 1) ways = (ways * BigInt(n - k + i)) / BigInt(i);
      return ways;
    };
    for (const [misses, seeds] of [
      [5, 208],
      [5, 207],
      [0, 59],
      [0, 58],
      [10, 336],
    ] as const) {
      const ways = Array.from({ length: misses + 1 }, (_, k) => choose(seeds, k) * 19n ** BigInt(seeds - k));
      const few = ways.reduce((sum, each) => sum + each, 0n);
      expect(shows(misses, seeds, p95)).toBe(20n * few <= 20n ** BigInt(seeds));
    }
  });

  it('allows as many misses as show the percentile, and one more does not', () => {
    const aims = fc.record({
      percentile: fc.constantFrom(50, 80, 90, 95, 99, 99.9),
      confidence: fc.constantFrom(80, 90, 95, 99),
    });
    fc.assert(
      fc.property(aims, fc.integer({ min: 1, max: 600 }), (aim, n) => {
        const allowed = missesAllowed(n, aim);
        if (allowed === null) {
          expect(shows(0, n, aim)).toBe(false);
          return;
        }
        expect(shows(allowed, n, aim)).toBe(true);
        if (allowed < n) expect(shows(allowed + 1, n, aim)).toBe(false);
        // The fewest seeds for so many misses are no more than these.
        expect(smallestSeeds(allowed, aim)).toBeLessThanOrEqual(n);
      }),
      { numRuns: 150 },
    );
  });

  it('never shows and refutes a percentile at the same time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), (n, k) => {
        const misses = Math.min(k, n);
        expect(shows(misses, n, p95) && refutes(misses, n, p95)).toBe(false);
      }),
      { numRuns: 200 },
    );
    expect(refutes(208, 208, p95)).toBe(true);
    expect(refutes(0, 208, p95)).toBe(false);
    expect(refutes(1, 1, p95)).toBe(true);
    expect(refutes(6, 208, p95)).toBe(false);
  });

  it('that is no plan is refused, and one that nobody could run too', () => {
    expect(() => planConfidence(6, 5, 95)).toThrow(/6 misses of 5 seeds/);
    expect(() => smallestSeeds(0, { percentile: 99.99999, confidence: 95 })).toThrow(/more than 100000 seeds/);
  });
});

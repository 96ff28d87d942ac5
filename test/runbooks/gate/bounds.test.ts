import fc from 'fast-check';
import alea from 'seedrandom/lib/alea.js';
import { binomialDistribution } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { clopperPearson, shareBelow } from '../../../src/runbooks/gate/bounds.ts';
import { upperRank } from '../../../src/runbooks/gate/fixed-plan.ts';
import { upperBound } from '../../../src/runbooks/gate/percentiles.ts';

const p95 = { percentile: 95, confidence: 95 };

function atMost(k: number, n: number, rate: number): number {
  return binomialDistribution(n, rate)!
    .slice(0, k + 1)
    .reduce((sum, probability) => sum + probability, 0);
}

describe('the upper bound of a percentile', () => {
  it.each([
    [59, 59],
    [100, 99],
    [200, 196],
    [208, 203],
    [1000, 962],
  ])('of %i runs is the run of rank %i', (values, rank) => {
    expect(upperRank(values, p95)).toBe(rank);
  });

  it('is never when the runs above it never recovered', () => {
    const some = (never: number) => Array.from({ length: 200 }, (_, at) => (at < never ? null : at));
    expect(upperBound(some(4), p95)).toBe(199);
    expect(upperBound(some(5), p95)).toBeNull();
  });

  // The true percentile of each is known; whatever the distribution, the bound must lie above it at the stated rate.
  it.each([
    ['even', (u: number) => u, 0.95],
    ['with a long tail', (u: number) => 1 / (1 - u), 20],
    ['of two humps', (u: number) => (u < 0.9 ? u : 100 + u), 100.95],
  ])('covers p95 in 95 of 100 samples of 208, %s', (name, draw, truth) => {
    const random = alea(`coverage ${name}`);
    const samples = 3000;
    let covered = 0;
    for (let at = 0; at < samples; at += 1) {
      const bound = upperBound(
        Array.from({ length: 208 }, () => draw(random())),
        p95,
      )!;
      if (bound >= truth) covered += 1;
    }
    // 3,000 samples have a confidence of their own: 99.9 % from both sides, around the exact rate of this plan.
    const exact = 1 - atMost(5, 208, 0.05);
    const own = clopperPearson(covered, samples, 99.9);
    expect(own.low).toBeLessThan(exact);
    expect(own.high).toBeGreaterThan(exact);
    expect(own.high).toBeGreaterThan(0.95);
  });
});

describe('the interval of the miss rate', () => {
  it('is that of Clopper and Pearson: at its ends an independent library finds the tails that it leaves out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(500),
        fc.constantFrom(90, 95, 99, 99.9),
        (seeds, some, confidence) => {
          const misses = Math.min(some, seeds);
          const tail = (1 - confidence / 100) / 2;
          const { low, high } = clopperPearson(misses, seeds, confidence);
          if (misses === 0) expect(low).toBe(0);
          else expect(1 - atMost(misses - 1, seeds, low)).toBeCloseTo(tail, 7);
          if (misses === seeds) expect(high).toBe(1);
          else expect(atMost(misses, seeds, high)).toBeCloseTo(tail, 7);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of no miss in 208 ends at 1.43 % from one side', () => {
    expect(shareBelow(0, 208, 95)).toBeCloseTo(1 - 0.05 ** (1 / 208), 10);
    expect(shareBelow(208, 208, 95)).toBe(1);
    expect(() => shareBelow(0, 0, 95)).toThrow(/no sample/);
  });

  it('holds the true rate at least as often as it says', () => {
    const random = alea('clopper pearson');
    for (const rate of [0.01, 0.05, 0.4]) {
      let covered = 0;
      for (let at = 0; at < 2000; at += 1) {
        let misses = 0;
        for (let run = 0; run < 100; run += 1) if (random() < rate) misses += 1;
        const { low, high } = clopperPearson(misses, 100, 95);
        if (low <= rate && rate <= high) covered += 1;
      }
      expect(clopperPearson(covered, 2000, 99.9).high).toBeGreaterThan(0.95);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  p95UpperBound,
  pairedMedianInterval,
  percentiles,
  quantile,
} from '../../../src/runbooks/compare/statistics.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const values = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 1, maxLength: 80 });

describe('a quantile', () => {
  it('is the value of the nearest rank', () => {
    expect(quantile(upTo(20), 0.5)).toBe(10);
    expect(quantile(upTo(20), 0.95)).toBe(19);
    expect(quantile(upTo(100), 0.07)).toBe(7);
    expect(quantile([5], 0.99)).toBe(5);
    expect(quantile([3, 1, 2], 1)).toBe(3);
  });

  it('is one of the values, and at least the share p of them does not exceed it', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, p) => {
        const found = quantile(given, p);
        expect(given).toContain(found);
        expect(given.filter((value) => value <= found).length).toBeGreaterThanOrEqual(p * given.length - 1e-6);
        expect(given.filter((value) => value < found).length).toBeLessThan(p * given.length + 1e-6);
      }),
    );
  });

  it('of nothing is refused', () => {
    expect(() => quantile([], 0.5)).toThrow(/no values/);
    expect(() => quantile([1], 0)).toThrow(/above 0/);
    expect(percentiles([])).toBeNull();
  });
});

describe('the interval of a paired median', () => {
  // Ranks from the standard tables for the sign test's 95 % interval (n: rank of the lower end).
  it.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [12, 3],
    [15, 4],
    [20, 6],
    [25, 8],
    [50, 18],
  ])('of %i pairs begins at the difference of rank %i', (n, rank) => {
    const { low, high } = pairedMedianInterval(upTo(n));
    expect({ low, high }).toEqual({ low: rank, high: n + 1 - rank });
  });

  it('does not exist for fewer than six pairs, and says so', () => {
    expect(pairedMedianInterval([-1800])).toEqual({ median: -1800, low: null, high: null });
    expect(pairedMedianInterval([1, 2, 3, 4, 5])).toEqual({ median: 3, low: null, high: null });
    expect(() => pairedMedianInterval([])).toThrow(/no median/);
  });

  it('holds the median, whatever the order of the pairs', () => {
    fc.assert(
      fc.property(values, (given) => {
        const found = pairedMedianInterval(given);
        expect(pairedMedianInterval([...given].reverse())).toEqual(found);
        expect(found.low === null).toBe(given.length < 6);
        expect(found.high === null).toBe(given.length < 6);
        expect(found.low ?? found.median).toBeLessThanOrEqual(found.median);
        expect(found.high ?? found.median).toBeGreaterThanOrEqual(found.median);
      }),
    );
  });
});

describe('the upper bound of the 95th percentile', () => {
  it.each([
    [59, 59],
    [93, 92],
    [100, 99],
    [200, 196],
    [1000, 962],
  ])('of %i runs is the run of rank %i', (n, rank) => {
    expect(p95UpperBound(upTo(n))).toBe(rank);
  });

  it('does not exist for 58 runs', () => {
    expect(p95UpperBound(upTo(58))).toBeNull();
    expect(p95UpperBound([])).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { histogramOf } from '../../../src/runbooks/sweep/histogram.ts';
import {
  distributionOf,
  missedABudget,
  phaseDistributions,
  type SweepRow,
  worstRows,
} from '../../../src/runbooks/sweep/index.ts';

const row = (seed: number, rtoSeconds: number | null, verdict: SweepRow['verdict'] = 'passed'): SweepRow => ({
  seed,
  verdict,
  rtoSeconds,
  phases: { detect: 60, decide: null, mobilise: null, recover: rtoSeconds, verify: null },
  budgets: [{ id: 'rto', actualSeconds: rtoSeconds, passed: rtoSeconds !== null && rtoSeconds <= 600 }],
  reasons: [],
  traceSha256: null,
});

describe('a distribution', () => {
  test('counts a run that never recovered as later than any other, so that a few quick ones do not hide it', () => {
    const values = [...Array.from({ length: 90 }, (_, at) => 100 + at), ...Array.from({ length: 10 }, () => null)];
    expect(distributionOf(values)).toEqual({ p50: 149, p90: 189, p95: null, p95Upper: null, p99: null, max: null });
  });

  test('is none at all where nothing recovered', () => {
    expect(distributionOf([null, null])).toBeNull();
    expect(distributionOf([])).toBeNull();
  });

  test('of a phase leaves out the runs in which it did not happen, but not those in which it did not end', () => {
    const { detect, decide, recover } = phaseDistributions([row(1, 300), row(2, 500), row(3, null, 'failed')]);
    expect(decide).toBeNull();
    expect(detect).toMatchObject({ p50: 60, max: 60 });
    expect(recover).toMatchObject({ p50: 500, max: null });
  });

  test('lists the worst first: what gave no result, what never recovered, then the slowest, ties by their order', () => {
    const rows = [row(1, 300), row(2, 500), row(3, null, 'failed'), row(4, null, 'hung'), row(5, 500)];
    expect(worstRows(rows, 4).map(({ seed }) => seed)).toEqual([4, 3, 2, 5]);
    expect(rows.filter(missedABudget).map(({ seed }) => seed)).toEqual([3, 4]);
  });
});

test('every bar of a histogram is wholly within the budget or wholly over it, and every run is in one bar', () => {
  const times = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(times, fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }), (values, budget) => {
      const { bins, budgetAt } = histogramOf(values, budget);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      expect(bins.length).toBeLessThanOrEqual(14);
      for (const { from, to, count } of bins) {
        expect(values.filter((value) => value > from && value <= to).length).toBe(count);
      }
      const within = bins.slice(0, budgetAt).reduce((sum, { count }) => sum + count, 0);
      expect(within).toBe(values.filter((value) => value <= (budget ?? Number.POSITIVE_INFINITY)).length);
      expect(budgetAt === undefined).toBe(budget === undefined);
    }),
  );
});

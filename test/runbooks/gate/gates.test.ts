/** Whole gates on builds whose miss rate is known: they must accept and refuse as often as they say. */
import alea from 'seedrandom/lib/alea.js';
import { binomialDistribution } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { clopperPearson, GateSample, type PlanChoice, planFor } from '../../../src/runbooks/gate/index.ts';
import { characteristics, cleanRuns, sprtDecision, sprtFor } from '../../../src/runbooks/gate/sprt.ts';
import { recovered, rto } from './rows.ts';

const gates = 10_000;
const good = recovered(1);
const late = recovered(2, { recover: 9999 });

/** Runs so many gates on a build that misses its budget at this rate; the share that each decision has. */
function simulate(choice: PlanChoice, rate: number, name: string) {
  const plan = planFor(choice, [rto], 95);
  const random = alea(`${name} ${rate}`);
  const counts = { held: 0, failed: 0, open: 0, runs: 0 };
  for (let at = 0; at < gates; at += 1) {
    const sample = new GateSample(plan, [rto]);
    while (!sample.complete && sample.add(random() < rate ? late : good) === null);
    counts[sample.decisionOn(sample.counts[0]!)] += 1;
    counts.runs += sample.rows.length;
  }
  return counts;
}

/** Whether so many of 10,000 gates fit an exact rate, within the 99.9 % confidence that 10,000 have themselves. */
function expectRate(count: number, exact: number) {
  const { low, high } = clopperPearson(count, gates, 99.9);
  expect(low).toBeLessThanOrEqual(exact);
  expect(high).toBeGreaterThanOrEqual(exact);
}

function atMost(k: number, n: number, rate: number): number {
  return binomialDistribution(n, rate)!
    .slice(0, k + 1)
    .reduce((sum, probability) => sum + probability, 0);
}

describe('10,000 gates with the plan 5/208', () => {
  it.each([
    [0.01, 'good'],
    [0.025, 'so so'],
    [0.05, 'just bad'],
    [0.1, 'bad'],
  ])('on a build that misses at a rate of %d (%s) accept as often as they must', (rate) => {
    const { held, failed, open } = simulate({ kind: 'fixed', misses: 5, seeds: 208 }, rate, 'fixed');
    expect(open).toBe(0);
    expect(held + failed).toBe(gates);
    expectRate(held, atMost(5, 208, rate));
  });

  it('pass a build with 1 % of misses 98 times of 100, where 0/59 refuses it 45 times', () => {
    expect(simulate({ kind: 'fixed', misses: 5, seeds: 208 }, 0.01, 'friendly').held / gates).toBeGreaterThan(0.97);
    const strict = simulate({ kind: 'fixed', misses: 0, seeds: 59 }, 0.01, 'strict');
    expectRate(strict.failed, 1 - 0.99 ** 59);
    expect(strict.failed / gates).toBeCloseTo(0.45, 1);
  });

  it('accept a build that just misses the percentile no more often than in 5 of 100', () => {
    for (const [misses, seeds] of [
      [0, 59],
      [2, 124],
    ] as const) {
      const { held } = simulate({ kind: 'fixed', misses, seeds }, 0.05, `edge ${misses}`);
      expect(clopperPearson(held, gates, 99.9).low).toBeLessThanOrEqual(0.05);
      expectRate(held, atMost(misses, seeds, 0.05));
    }
  });
});

describe('10,000 sequential gates', () => {
  const test = sprtFor({ percentile: 95, confidence: 95 });

  it.each([0.01, 0.025, 0.05, 0.1])('at a miss rate of %d end as the walk itself says', (rate) => {
    const { accepts, refuses, meanRuns } = characteristics(test, rate, 1000);
    const { held, failed, runs } = simulate({ kind: 'sprt' }, rate, 'sequential');
    expectRate(held, accepts);
    expectRate(failed, refuses);
    expect(Math.abs(runs / gates / meanRuns - 1)).toBeLessThan(0.05);
  });

  it('accept a bad build and refuse a good one at most 5 times of 100, in far fewer runs than 208', () => {
    expect(characteristics(test, 0.05, 1000).accepts).toBeLessThanOrEqual(0.05);
    expect(characteristics(test, 0.01, 1000).refuses).toBeLessThanOrEqual(0.05);
    expect(characteristics(test, 0.01, 1000).meanRuns).toBeCloseTo(112.6, 1);
    expect(characteristics(test, 0.1, 1000).meanRuns).toBeCloseTo(29.6, 1);
  });

  it('accept after 72 clean runs, not after 71, and refuse two misses at once', () => {
    expect(cleanRuns(test)).toBe(72);
    expect(sprtDecision(test, 0, 71)).toBe('open');
    expect(sprtDecision(test, 0, 72)).toBe('accept');
    expect(sprtDecision(test, 1, 1)).toBe('open');
    expect(sprtDecision(test, 2, 2)).toBe('refuse');
  });

  it('lose nothing of the walk: what is accepted, refused and open is the whole', () => {
    for (const rate of [0, 0.003, 0.03, 0.3, 1]) {
      const { accepts, refuses, open } = characteristics(test, rate, 300);
      expect(accepts + refuses + open).toBeCloseTo(1, 10);
    }
  });

  it.each([80, 90, 97.5, 99, 99.9])('keep their word for p%d too, to a third of a percent', (percentile) => {
    const other = sprtFor({ percentile, confidence: 95 });
    expect(characteristics(other, other.badRate, 20_000).accepts).toBeLessThan(0.0533);
  });
});

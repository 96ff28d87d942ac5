import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/runbooks/files/index.ts';
import { budgetClaim } from '../../../src/runbooks/gate/claims.ts';
import { GateSample, type PlanChoice, planFor } from '../../../src/runbooks/gate/index.ts';
import type { SweepRow } from '../../../src/runbooks/sweep/index.ts';
import { decide, recovered, rowsOf, rpo, rto, without } from './rows.ts';

const plan208: PlanChoice = { kind: 'fixed', misses: 5, seeds: 208 };
const late = { recover: 9999 };

/** A gate that takes the rows until it ends; what it says about each budget, and why it ended. */
function gated(choice: PlanChoice, rows: readonly SweepRow[], budgets: readonly Budget[] = [rto], confidence = 95) {
  const plan = planFor(choice, budgets, confidence);
  const sample = new GateSample(plan, budgets);
  let end: string | null = null;
  for (const row of rows.slice(0, plan.seeds)) {
    end = sample.add(row);
    if (end !== null) break;
  }
  const told = sample.counts.map((count) => {
    const decision = sample.decisionOn(count);
    return { decision, claim: budgetClaim(count, decision, plan, sample.complete) };
  });
  return {
    end,
    runs: sample.rows.length,
    plan,
    decisions: told.map(({ decision }) => decision),
    claims: told.map(({ claim }) => claim),
  };
}

describe('a gate with a fixed plan', () => {
  it('holds with three misses of 208, and says so in words', () => {
    const { decisions, claims, runs } = gated(
      plan208,
      rowsOf(208, (seed) => recovered(seed, seed % 60 === 0 ? late : {})),
      [rto],
    );
    expect(decisions).toEqual(['held']);
    expect(claims).toEqual(['with 95 % confidence p95 RTO is below 60 min: 3 of 208 missed']);
    expect(runs).toBe(208);
  });

  it('holds with the fifth miss and fails with the sixth, wherever they are', () => {
    const missing = (count: number) => rowsOf(208, (seed) => recovered(seed, seed > 208 - count ? late : {}));
    expect(gated(plan208, missing(5)).decisions).toEqual(['held']);
    const { decisions, claims } = gated(plan208, missing(6));
    expect(decisions).toEqual(['failed']);
    expect(claims).toEqual(['p95 RTO is not shown to be below 60 min: 6 of 208 missed, 5 of 208 may']);
  });

  it('ends with the sixth miss, and never goes on until it would pass', () => {
    const { end, runs, decisions, claims } = gated(
      plan208,
      rowsOf(208, (seed) => recovered(seed, late)),
    );
    expect(runs).toBe(6);
    expect(end).toBe('6 of 6 runs missed the budget "rto", 5 of 208 may');
    expect(decisions).toEqual(['failed']);
    expect(claims).toEqual(['with 95 % confidence p95 RTO is above 60 min: 6 of 6 missed']);
  });

  it('claims that a budget is missed only if the misses came too soon for chance', () => {
    const every = (runs: number) => rowsOf(208, (seed) => recovered(seed, seed % runs === 0 ? late : {}));
    expect(gated(plan208, every(25))).toMatchObject({
      runs: 150,
      claims: ['p95 RTO is not shown to be below 60 min: 6 of 150 missed, 5 of 208 may'],
    });
    expect(gated(plan208, every(5))).toMatchObject({
      runs: 30,
      claims: ['with 95 % confidence p95 RTO is above 60 min: 6 of 30 missed'],
    });
  });

  it('that is lost goes on for a budget that many runs miss, until it can say all that is wrong', () => {
    const rows = rowsOf(208, (seed) => recovered(seed, { decide: 2400, recover: seed < 3 ? 0 : 900 }));
    const { runs, decisions } = gated(plan208, rows, [rto, decide]);
    expect(decisions).toEqual(['failed', 'failed']);
    expect(runs).toBe(8);
  });

  it('does not hold what it did not look at to the end', () => {
    const rows = rowsOf(208, (seed) => recovered(seed, { decide: 2400, recover: 0 }));
    const { decisions, claims } = gated(plan208, rows, [rto, decide]);
    expect(decisions).toEqual(['open', 'failed']);
    expect(claims[0]).toBe('not decided when the gate ended: 0 of 6 missed');
  });

  it('counts a run that never recovered, crashed or hung as a miss', () => {
    for (const verdict of ['failed', 'crashed', 'hung'] as const) {
      const { decisions, runs } = gated(
        plan208,
        rowsOf(208, (seed) => without(seed, verdict, 'the plan failed: no machine')),
      );
      expect(decisions).toEqual(['failed']);
      expect(runs).toBe(6);
    }
  });

  it('shows nothing when every run is inconclusive, and does not pass with a few of them either', () => {
    const nothing = without(1, 'inconclusive', 'no fault started: nothing was tested');
    const all = gated(
      plan208,
      rowsOf(208, () => nothing),
    );
    expect(all.decisions).toEqual(['open']);
    expect(all.claims).toEqual(['not decided: 6 of 6 missed (6 inconclusive); a run that tests nothing shows nothing']);
    const some = (count: number) =>
      gated(
        plan208,
        rowsOf(208, (seed) => (seed <= count ? nothing : recovered(seed))),
      );
    expect(some(5).decisions).toEqual(['held']);
    expect(some(5).claims[0]).toMatch(/5 of 208 missed \(5 inconclusive\)/);
    expect(some(6).decisions).toEqual(['open']);
  });

  it('of a budget that no run may miss says how rare a miss must be', () => {
    const clean = gated(plan208, rowsOf(208, recovered), [rpo]);
    expect(clean.decisions).toEqual(['held']);
    expect(clean.claims).toEqual([
      'data loss was never above 5 s: 0 of 208 missed; with 95 % confidence fewer than 1.43 % do',
    ]);
    const once = gated(
      plan208,
      rowsOf(208, (seed) => recovered(seed, {}, seed === 100 ? 60 : 0)),
      [rto, rpo],
    );
    expect(once.decisions).toEqual(['held', 'failed']);
    expect(once.claims[1]).toBe('data loss may never be above 5 s: 1 of 208 missed');
  });
});

describe('a plan', () => {
  const p99 = { ...rto, id: 'p99', percentile: 99 };
  const p90 = { ...rto, id: 'p90', percentile: 90 };

  it('is 208 seeds if nothing else was typed, of which each percentile may miss what they allow it', () => {
    const plan = planFor({ kind: 'fixed' }, [rto, p90, p99, rpo], 95);
    expect(plan.seeds).toBe(208);
    expect([95, 90, 99, 100].map(plan.allowed)).toEqual([5, 13, null, 0]);
    expect(planFor({ kind: 'fixed' }, [rto, rpo], 95).report).toMatchObject({
      text: '5/208',
      misses: 5,
      percentile: 95,
    });
  });

  it('with only misses is as short as it can be for the strictest percentile', () => {
    expect(planFor({ kind: 'fixed', misses: 5 }, [rto, rpo], 95).seeds).toBe(208);
    expect(planFor({ kind: 'fixed', misses: 5 }, [rto, p99], 95).seeds).toBe(1049);
    expect(planFor({ kind: 'fixed', misses: 0 }, [rto], 99).seeds).toBe(90);
  });

  it('with only seeds allows as many misses as still show it', () => {
    expect(planFor({ kind: 'fixed', seeds: 336 }, [rto], 95).allowed(95)).toBe(10);
    expect(planFor({ kind: 'fixed', seeds: 58 }, [rto], 95).allowed(95)).toBeNull();
  });

  it('that is typed is kept for the strictest percentile that it shows, the others get what its seeds allow', () => {
    const plan = planFor({ kind: 'fixed', misses: 5, seeds: 1049 }, [rto, p99], 95);
    expect(plan.allowed(99)).toBe(5);
    expect(plan.allowed(95)).toBeGreaterThan(35);
    expect(plan.report).toMatchObject({ text: '5/1049', percentile: 99 });
  });

  it('too short for its percentile shows nothing, and says what would be long enough', () => {
    const { decisions, claims, plan } = gated({ kind: 'fixed', misses: 0, seeds: 20 }, rowsOf(20, recovered));
    expect(plan.report).toMatchObject({ confidence: expect.closeTo(64.15, 2) });
    expect(decisions).toEqual(['open']);
    expect(claims).toEqual([
      'too few seeds for p95: 0 of 20 missed, which shows it with 64.1 % confidence; --plan 0/59 has enough',
    ]);
    // A miss more than it allows is one too many all the same.
    expect(gated({ kind: 'fixed', misses: 0, seeds: 20 }, [recovered(1, late)]).decisions).toEqual(['failed']);
  });

  it('too short can still show that a budget is missed', () => {
    const everywhere = gated(
      { kind: 'fixed', seeds: 20 },
      rowsOf(20, (seed) => recovered(seed, late)),
    );
    expect(everywhere.decisions).toEqual(['failed']);
    expect(everywhere.claims).toEqual(['with 95 % confidence p95 RTO is above 60 min: 20 of 20 missed']);
    const once = gated(
      { kind: 'fixed', seeds: 20 },
      rowsOf(20, (seed) => recovered(seed, seed === 1 ? late : {})),
    );
    expect(once.decisions).toEqual(['open']);
  });

  it('holds a lower confidence if that is what was asked for', () => {
    const { decisions, claims } = gated({ kind: 'fixed', misses: 0, seeds: 20 }, rowsOf(20, recovered), [rto], 60);
    expect(decisions).toEqual(['held']);
    expect(claims).toEqual(['with 60 % confidence p95 RTO is below 60 min: 0 of 20 missed']);
  });
});

describe('a sequential gate', () => {
  it('accepts after 72 clean runs and refuses after two late ones', () => {
    const green = gated({ kind: 'sprt' }, rowsOf(1000, recovered), [rto, rpo]);
    expect(green).toMatchObject({ runs: 72, decisions: ['held', 'held'] });
    expect(green.claims[0]).toBe(
      'with 95 % confidence p95 RTO is below 60 min: 0 of 72 missed, accepted by the sequential test (5 % against 1 %)',
    );
    const red = gated(
      { kind: 'sprt' },
      rowsOf(1000, (seed) => recovered(seed, late)),
      [rto, rpo],
    );
    expect(red).toMatchObject({ runs: 2, decisions: ['failed', 'open'] });
    expect(red.claims[0]).toBe(
      'p95 RTO below 60 min is refused by the sequential test (5 % against 1 %): 2 of 2 missed',
    );
  });

  it('keeps what it has decided about one budget while it looks at another', () => {
    // The decision is late once at run 30, so its test takes longer; the recovery, late at run 80, was accepted at 72.
    const rows = rowsOf(1000, (seed) => recovered(seed, seed === 30 ? { decide: 1300 } : seed === 80 ? late : {}));
    const { decisions, claims, runs } = gated({ kind: 'sprt' }, rows, [rto, decide]);
    expect(decisions).toEqual(['held', 'held']);
    expect(runs).toBeGreaterThan(100);
    expect(claims[0]).toMatch(/0 of 72 missed/);
    expect(claims[1]).toMatch(/1 of 112 missed/);
  });

  it('gives up undecided where its seeds end', () => {
    const { decisions, claims } = gated({ kind: 'sprt', seedsMax: 50 }, rowsOf(50, recovered));
    expect(decisions).toEqual(['open']);
    expect(claims).toEqual(['not decided: the sequential test (5 % against 1 %) came to no end: 0 of 50 missed']);
  });

  it('that needs more seeds than it has can show nothing, and claims no confidence', () => {
    const few = planFor({ kind: 'sprt', seedsMax: 50 }, [rto], 95);
    expect([few.canShow(95), few.confidenceOf(95), few.report.confidence]).toEqual([false, 0, 0]);
    const enough = planFor({ kind: 'sprt', seedsMax: 72 }, [rto], 95);
    expect(enough.canShow(95)).toBe(true);
    expect(enough.report.confidence).toBeGreaterThan(95);
    const strict = { ...rto, percentile: 99.9 };
    expect(planFor({ kind: 'sprt' }, [strict], 95).canShow(99.9)).toBe(false);
    expect(planFor({ kind: 'sprt', seedsMax: 3679 }, [strict], 95).canShow(99.9)).toBe(true);
    // None may miss the other budget: it is looked at for as long as this one.
    expect(few.canShow(100)).toBe(false);
  });

  it('claims no more than its walk gives: a little less than 95 % for p97.5', () => {
    const budget = { ...rto, percentile: 97.5 };
    const { decisions, claims } = gated({ kind: 'sprt' }, rowsOf(1000, recovered), [budget]);
    expect(decisions).toEqual(['held']);
    expect(claims[0]).toMatch(/^with 94\.9 % confidence p97\.5 RTO is below 60 min: 0 of \d+ missed/);
  });

  it('refuses nothing on inconclusive runs alone', () => {
    const nothing = without(1, 'inconclusive', 'no fault started: nothing was tested');
    expect(
      gated(
        { kind: 'sprt' },
        rowsOf(1000, () => nothing),
      ).decisions,
    ).toEqual(['open']);
  });

  it('fails a budget that no run may miss with its first miss, though it may decide about the others', () => {
    const rows = rowsOf(1000, (seed) => recovered(seed, {}, seed === 7 ? 60 : 0));
    expect(gated({ kind: 'sprt' }, rows, [rto, rpo]).decisions).toEqual(['held', 'failed']);
  });
});

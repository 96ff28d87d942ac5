import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/runbooks/files/index.ts';
import { type GateReport, type PlanChoice, planFor, runGate } from '../../../src/runbooks/gate/index.ts';
import { gateReport } from '../../../src/runbooks/reports/gate.ts';
import type { SweepRow } from '../../../src/runbooks/sweep/index.ts';
import { decide, recovered, rpo, rto, without } from '../gate/rows.ts';

const screen = { width: 80, colour: false, unicode: true };

interface Story {
  readonly budgets?: readonly Budget[];
  readonly plan?: PlanChoice;
  readonly pins?: readonly number[];
  row(seed: number): SweepRow;
}

async function told(
  { budgets = [rto, decide, rpo], plan = { kind: 'fixed' }, pins = [], row }: Story,
  on = screen,
): Promise<string> {
  const planned = planFor(plan, budgets, 95);
  const subject = {
    file: 'scenarios/az-loss.yaml',
    scenario: { id: 'az-loss', sha256: 'ab', title: 'A zone loses power' },
    variant: 'none',
    choices: {},
    budgets,
  };
  const result = await runGate(
    {
      subject,
      request: { sources: [] },
      plan: planned,
      seeds: Array.from({ length: planned.seeds }, (_, at) => at + 1),
      seedsFrom: { from: 'scenario' },
      pins: pins.map((seed) => ({ scenario: 'az-loss', variant: 'none', seed, why: 'it was late on a Sunday' })),
    },
    async function* (_request, seeds) {
      for (const seed of seeds) yield row(seed);
    },
    { clock: () => 0 },
  );
  const report: GateReport = {
    environment: 'simulated',
    decision: result.decision,
    exitCode: 0,
    results: [result],
    next: [{ command: 'zonefall run scenarios/az-loss.yaml --seed 1', shows: 'one of them' }],
    wallSeconds: 1,
  };
  const text = gateReport(report, on);
  for (const line of text.split('\n')) {
    if (!on.colour && !line.includes('zonefall run')) expect([...line].length, line).toBeLessThanOrEqual(on.width);
  }
  return text;
}

describe('what a gate tells a person', () => {
  it('begins with SIMULATED and the claim, and ends with the next thing to type', async () => {
    const lines = (await told({ row: (seed) => recovered(seed) })).trim().split('\n');
    expect(lines[0]).toBe('SIMULATED  A zone loses power');
    expect(lines[1]).toBe('scenarios/az-loss.yaml · none · 208 seeds, 1..208');
    expect(lines[2]).toMatch(/^✓ passed {3}with 95 % confidence p95 RTO is below 60 min: 0 of 208 missed/);
    expect(lines.at(-1)).toMatch(/^ {2}zonefall run/);
  });

  it('has a row for each budget: what was seen, its bound, the limit, the misses and how many there may be', async () => {
    const text = await told({ row: (seed) => recovered(seed, seed === 9 ? { recover: 4000 } : {}) });
    expect(text).toMatch(/^ {2}ok {4}rto {5}p95 +38 min +38 min +60 min +1 of 208 +5 of 208$/m);
    expect(text).toMatch(/^ {2}ok {4}rpo {5}all +0 s +— +5 s +0 of 208 +none$/m);
  });

  it('shows runs that gave no result, and the way to them', async () => {
    const text = await told({
      row: (seed) => without(seed, 'crashed', 'the world broke: DeadlockError: nobody moves'),
    });
    expect(text).toMatch(/^✗ FAILED {3}3 of 3 budgets fail: rto, decide, rpo$/m);
    expect(text).toMatch(/FAIL {2}rto +p95 +never/);
    expect(text).toContain('Reproduce: zonefall run scenarios/az-loss.yaml --seed 1');
  });

  it('lists findings apart from budgets, and not all of a hundred', async () => {
    const broken = (seed: number): SweepRow => ({
      ...recovered(seed),
      verdict: 'stopped',
      reasons: [
        'the stop condition "split-brain" was met: probe(couchdb:writable-masters) > 1 in two regions at the same time',
      ],
    });
    const text = await told({ row: broken });
    expect(text).toContain('FINDINGS');
    expect(text).toContain('and 1 more');
  });

  it('says that pinned seeds are no part of the sample', async () => {
    const text = await told({
      pins: [700, 800],
      row: (seed) => recovered(seed, seed === 800 ? { recover: 9000 } : {}),
    });
    expect(text).toMatch(/^PINNED SEEDS {2}1 of 2 pass; they are no part of the sample$/m);
    expect(text).toMatch(/FAIL {2}seed 800: the budget "rto" was missed/);
    expect(text).toContain('pinned for: it was late on a Sunday');
    expect(text).toContain('0 of 208 seeds');
  });

  it('says that a scenario without budgets holds nothing', async () => {
    const text = await told({ budgets: [], row: (seed) => recovered(seed) });
    expect(text).toContain('? inconclusive  the scenario has no budgets: there is nothing to hold');
  });

  it('tells of a sequential test, without colour, without Unicode, on a narrow screen', async () => {
    const row = (seed: number) => recovered(seed);
    expect(await told({ plan: { kind: 'sprt' }, row })).toContain('sequential test of p95, 5 % against 1 %');
    const red = await told({ plan: { kind: 'sprt' }, row: (seed) => recovered(seed, { decide: 2400 }) });
    expect(red.replaceAll(/\s+/g, ' ')).toContain(
      'decide: p95 decide phase below 20 min is refused by the sequential test (5 % against 1 %): 2 of 2 missed',
    );
    expect(await told({ row }, { ...screen, unicode: false })).not.toMatch(/[^\n -~]/);
    expect(await told({ row }, { ...screen, width: 60 })).toContain('BUDGETS');
    expect(await told({ row }, { ...screen, colour: true })).toContain('\u001b[');
  });
});

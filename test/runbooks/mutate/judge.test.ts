import { describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/runbooks/files/index.ts';
import { judge } from '../../../src/runbooks/mutate/index.ts';
import { rowWithoutResult, type SweepRow } from '../../../src/runbooks/sweep/index.ts';

const budgets: Budget[] = [
  { id: 'rto', measure: 'recovery', maxSeconds: 3600, percentile: 95 },
  { id: 'rpo', measure: 'data-loss', maxSeconds: 5, percentile: 100 },
];

const phases = { detect: 0, decide: 0, mobilise: 0, recover: 0, verify: 0 };
const row = (seed: number, missed: readonly string[] = [], reasons: readonly string[] = []): SweepRow => ({
  seed,
  verdict: missed.length + reasons.length === 0 ? 'passed' : 'failed',
  rtoSeconds: 60,
  phases,
  budgets: budgets.map(({ id }) => ({ id, actualSeconds: 60, passed: !missed.includes(id) })),
  reasons: [...missed.map((id) => `the budget "${id}" was missed: it took longer`), ...reasons],
  traceSha256: `trace ${seed}`,
});
/** So many seeds, of which the first some miss a budget. */
const rows = (count: number, misses: number, id = 'rto') =>
  Array.from({ length: count }, (_, at) => row(at + 1, at < misses ? [id] : []));
const gate = (given: readonly SweepRow[]) => judge(given, budgets).gate;

describe('a few seeds', () => {
  it('are green when nothing was missed', () => {
    expect(judge(rows(3, 0), budgets)).toEqual({ gate: 'green', caught: [] });
  });

  it('refute a budget on the 95th percentile with one of one, two of two to seven, three of eight', () => {
    expect([
      gate(rows(1, 1)),
      gate(rows(2, 1)),
      gate(rows(2, 2)),
      gate(rows(7, 2)),
      gate(rows(8, 2)),
      gate(rows(8, 3)),
    ]).toEqual(['red', 'unclear', 'red', 'red', 'unclear', 'red']);
  });

  it('refute a budget that allows no miss, and an invariant, with the first', () => {
    expect(gate(rows(50, 1, 'rpo'))).toBe('red');
    const broken = row(51, [], ['the invariant "one-couch-master" was broken: 2 CouchDB take writes']);
    expect(judge([...rows(50, 0), broken], budgets)).toEqual({
      gate: 'red',
      caught: [{ by: 'invariant one-couch-master', seeds: [51] }],
    });
  });

  it('name what caught it, what was seen most often first', () => {
    const stopped: SweepRow = {
      ...row(2),
      verdict: 'stopped',
      reasons: ['the stop condition "split-brain" was met: x > 1'],
    };
    const { caught } = judge([row(1, ['rto', 'rpo']), row(3, ['rpo']), { ...stopped, budgets: [] }], budgets);
    expect(caught.map(({ by }) => by)).toEqual(['budget rpo', 'budget rto', 'stop condition split-brain']);
    expect(caught[0]!.seeds).toEqual([1, 3, 2]);
  });

  it('are red for a world that broke, and unclear after one that tested nothing', () => {
    expect(judge([rowWithoutResult(1, 'crashed', 'the world broke')], budgets).caught).toEqual([
      { by: 'a world that crashed', seeds: [1] },
    ]);
    const nothing: SweepRow = { ...row(1), verdict: 'inconclusive', reasons: ['no fault started: nothing was tested'] };
    expect(judge([nothing], budgets)).toMatchObject({ gate: 'unclear', caught: [{ by: 'inconclusive' }] });
  });
});

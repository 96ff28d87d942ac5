import { describe, expect, it } from 'vitest';
import { findingsOf, outcomeOf } from '../../../src/runbooks/gate/misses.ts';
import type { JournalEvent } from '../../../src/runbooks/journal/index.ts';
import { type Findings, judge } from '../../../src/runbooks/verdict/judge.ts';
import { recovered, without } from './rows.ts';

const event = (kind: string, more: object = {}) => ({ seq: 1, at: 0, kind, ...more }) as unknown as JournalEvent;
const fault = event('fault.started', { name: 'power-lost', targets: ['euw1-az1'] });

/** A row of a run that the judge itself has judged. */
function judged(findings: Partial<Findings>) {
  const budgets = findings.budgets ?? [];
  const { verdict, reasons } = judge({
    ...{ events: [fault], recovered: true, watchedSeconds: 9999, budgets, invariants: [], ending: 'finished' },
    ...findings,
  });
  return {
    ...recovered(1),
    verdict,
    reasons,
    budgets: budgets.map(({ id, actualSeconds, passed }) => ({ id, actualSeconds, passed })),
  };
}

const met = { id: 'rto', measure: 'recovery', maxSeconds: 60, actualSeconds: 50, passed: true };
const missed = { ...met, actualSeconds: 70, passed: false, why: 'recovery took 70 s' };
const never = { ...met, actualSeconds: null, passed: false, why: 'recovery has no value' };

describe('a run', () => {
  it('that missed a budget has missed a budget, and nothing else', () => {
    const row = judged({ budgets: [missed] });
    expect(row.verdict).toBe('failed');
    expect(findingsOf(row)).toEqual([]);
    expect(outcomeOf(row, 'rto')).toBe('miss');
  });

  it('whose plan failed has never recovered: that is a miss, too', () => {
    const ended = event('runbook.ended', { path: '', status: 'failed', why: 'the replica does not answer' });
    const row = judged({ budgets: [never], recovered: false, events: [fault, ended] });
    expect(row.reasons).toContain('the plan failed: the replica does not answer');
    expect(row.reasons).toContain('the steady state was never reached');
    expect(findingsOf(row)).toEqual([]);
    expect(outcomeOf(row, 'rto')).toBe('miss');
  });

  it('that never recovered and has no budget to miss is a finding', () => {
    const ended = event('runbook.ended', { path: '', status: 'failed', why: 'the replica does not answer' });
    expect(findingsOf(judged({ recovered: false, events: [fault, ended] }))).toHaveLength(2);
  });

  it('with a broken invariant is a finding, however fast it was', () => {
    const broken = { name: 'one-couch-master', held: false, brokenAtSeconds: 7, why: 'two wrote' };
    const row = judged({ budgets: [missed], invariants: [broken] });
    expect(findingsOf(row)).toEqual(['the invariant "one-couch-master" was broken: two wrote']);
    expect(findingsOf(judged({ budgets: [met], invariants: [broken] }))).toHaveLength(1);
  });

  it('that a stop condition ended is a finding', () => {
    const stop = event('stop-condition.met', { name: 'split-brain', when: 'probe(...) > 1' });
    const row = judged({ budgets: [met], ending: 'stop-condition', events: [fault, stop] });
    expect(row.verdict).toBe('stopped');
    expect(findingsOf(row)).toEqual(['the stop condition "split-brain" was met: probe(...) > 1']);
  });

  it('that tested nothing is neither within a budget nor over it', () => {
    const row = judged({ budgets: [met], events: [] });
    expect(row.verdict).toBe('inconclusive');
    expect(outcomeOf(row, 'rto')).toBe('unknown');
    expect(findingsOf(row)).toEqual([]);
  });

  it('that crashed or hung is a miss of every budget, and no finding', () => {
    for (const verdict of ['crashed', 'hung'] as const) {
      expect(outcomeOf(without(1, verdict, 'the world broke'), 'rto')).toBe('miss');
      expect(findingsOf(without(1, verdict, 'the world broke'))).toEqual([]);
    }
  });

  it('that passed is within its budgets; a budget that it knows nothing of is missed', () => {
    expect(outcomeOf(recovered(1), 'rto')).toBe('ok');
    expect(outcomeOf(recovered(1), 'another')).toBe('miss');
  });
});

import { expect, it } from 'vitest';
import { isMissed } from '../../../src/runbooks/shrink/shrink.ts';
import type { RunResult } from '../../../src/runbooks/verdict/index.ts';
import { incidentResult } from '../reports/incident.ts';

/** A run of which one budget measured so much, or nothing. */
function run(verdict: RunResult['verdict'], recovered: boolean, actualSeconds: number | null): RunResult {
  const passed = actualSeconds !== null && actualSeconds <= 3600;
  const budgets = [{ id: 'rto', measure: 'recovery', maxSeconds: 3600, actualSeconds, passed }];
  return {
    ...incidentResult,
    verdict,
    budgets,
    recovery: { ...incidentResult.recovery, recovered, rtoSeconds: actualSeconds },
  };
}

it('a budget stays broken when it is late, or never recovered', () => {
  expect(isMissed(run('failed', true, 3601), 'rto')).toBe(true);
  expect(isMissed(run('failed', false, null), 'rto')).toBe(true);
  expect(isMissed(run('stopped', true, 4000), 'rto')).toBe(true);
});

it('what ended otherwise is another failure, and is not shrunk into', () => {
  expect(isMissed(run('passed', true, 60), 'rto')).toBe(false);
  expect(isMissed(run('failed', true, 60), 'rto')).toBe(false);
  expect(isMissed(run('stopped', false, null), 'rto')).toBe(false);
  expect(isMissed(run('inconclusive', false, null), 'rto')).toBe(false);
  // A phase that never happened, because everything came back before anybody decided.
  expect(isMissed(run('failed', true, null), 'rto')).toBe(false);
});

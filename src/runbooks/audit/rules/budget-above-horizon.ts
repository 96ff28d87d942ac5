import { duration } from '../../reports/times.ts';
import { firstFaultSeconds } from '../losses.ts';
import type { Rule } from '../rule.ts';

/** A budget that a run cannot miss, because it ends before. */
export const budgetAboveHorizon: Rule = {
  id: 'budget-above-horizon',
  severity: 'error',
  title: 'A budget is above the horizon',
  why: 'A run that the horizon ends before the budget is spent shows nothing: the gate can never fail on it.',
  remedy: 'Raise clock.horizon above the largest budget, with room to see by how much it is missed.',
  *find({ file, scenario }) {
    const watched = scenario.clock.horizonSeconds - (firstFaultSeconds(scenario) ?? 0);
    for (const [index, { id, measure, maxSeconds }] of scenario.budgets.entries()) {
      if (measure.endsWith('data-loss') || maxSeconds < watched) continue;
      yield {
        file,
        path: ['budgets', index, 'max'],
        message: `the budget "${id}" allows ${duration(maxSeconds)}, and a run is watched for ${duration(watched)} after its first fault`,
        also: [{ file, path: ['clock', 'horizon'], says: 'the horizon' }],
      };
    }
  },
};

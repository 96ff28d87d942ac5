import { type Mutator, withRunbooks, withSteps } from '../design.ts';

export const indexesThrownAway: Mutator = {
  name: 'indexes-thrown-away',
  sentence: 'A new master builds every view index again, even where the replica has them',
  apply: (design) =>
    withRunbooks(design, (runbook) =>
      withSteps(runbook, (step) => {
        if (!('uses' in step) || step.uses !== 'couchdb:seed-from-replica' || step.with.views === 'rebuild')
          return step;
        return { ...step, with: { ...step.with, views: 'rebuild' } };
      }),
    ),
};

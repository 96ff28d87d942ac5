import { type Mutator, withRunbooks, withSteps } from '../design.ts';

export const retriesRemoved: Mutator = {
  name: 'retries-removed',
  sentence: 'No step is tried a second time',
  apply: (design) =>
    withRunbooks(design, (runbook) =>
      withSteps(runbook, (step) => {
        if (step.retry === undefined || step.retry.attempts === 1) return step;
        const { retry: _, ...once } = step;
        return once;
      }),
    ),
};

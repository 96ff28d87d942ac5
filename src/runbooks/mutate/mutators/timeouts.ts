import type { Step } from '../../files/index.ts';
import { type Design, type Mutator, withRunbooks, withSteps } from '../design.ts';

export const timeoutsDoubled: Mutator = {
  name: 'timeouts-doubled',
  sentence: 'Every step may take twice as long before somebody gives it up',
  apply: (design) => timesTimeout(design, 2),
};

export const timeoutsCut: Mutator = {
  name: 'timeouts-cut',
  sentence: 'Every step is given up after a tenth of its time',
  apply: (design) => timesTimeout(design, 0.1),
};

function timesTimeout(design: Design, factor: number): Design | undefined {
  const change = (step: Step): Step =>
    step.timeoutSeconds === undefined ? step : { ...step, timeoutSeconds: step.timeoutSeconds * factor };
  return withRunbooks(design, (runbook) => withSteps(runbook, change));
}

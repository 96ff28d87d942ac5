import { type Design, type Mutator, withRunbooks } from '../design.ts';
import { stepsToRecovery, withoutStep } from '../without-step.ts';

export const fencesRemoved: Mutator = {
  name: 'fences-removed',
  sentence: 'No old master is fenced before a new one is promoted',
  apply: (design) => withoutFences(design),
};

/** The design without any of its fences; undefined if it has none that can be taken out. */
export function withoutFences(design: Design): Design | undefined {
  return withRunbooks(design, (runbook) =>
    stepsToRecovery(runbook)
      .filter((step) => 'uses' in step && step.uses.endsWith(':fence'))
      .reduce((left, { id }) => withoutStep(left, id), runbook),
  );
}

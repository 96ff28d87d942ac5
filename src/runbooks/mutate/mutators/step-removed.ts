import type { Runbook } from '../../files/index.ts';
import { type Design, type Mutator, withRunbooks } from '../design.ts';
import { stepsToRecovery, withoutStep } from '../without-step.ts';

/** Each step of each runbook in turn, up to the recovery: what comes after it no budget can see. */
export const stepRemoved: Mutator = {
  name: 'step-removed',
  sentence: 'This step is missing from the runbook',
  targets: (design) =>
    [...design.runbooks.values()].flatMap((runbook) =>
      stepsToRecovery(runbook).map(({ id }) => nameOf(design, runbook, id)),
    ),
  apply: (design, target) =>
    withRunbooks(design, (runbook) => {
      const found = stepsToRecovery(runbook).find(({ id }) => nameOf(design, runbook, id) === target);
      return found === undefined ? runbook : withoutStep(runbook, found.id);
    }),
};

/** `fence` of the scenario's own runbook, `rebuild-kernel/launch` of another: ids are unique in their runbook. */
function nameOf({ scenario }: Design, runbook: Runbook, id: string): string {
  return scenario.runbook?.file === runbook.file ? id : `${runbook.id}/${id}`;
}

import { allSteps, type Runbook, type Step } from '../files/index.ts';
import { withInnerSteps } from './design.ts';

/** All steps up to the recovery, those inside parallel and on-failure too. */
export function stepsToRecovery({ activate }: Runbook): Step[] {
  return [...allSteps(activate, [])].map(({ step }) => step);
}

/**
 * A runbook without one of its steps; what needed it needs what it needed. The same object when the step cannot be taken out: somebody
 * reads its outputs, so that the file without it would be refused, or nothing would be left.
 */
export function withoutStep(runbook: Runbook, id: string): Runbook {
  const activate = removed(runbook.activate, id);
  if (activate === runbook.activate || activate.length === 0) return runbook;
  const changed = { ...runbook, activate };
  const left = new Set(stepsToRecovery(changed).map((step) => step.id));
  const gone = stepsToRecovery(runbook).filter((step) => !left.has(step.id));
  const json = JSON.stringify([activate, runbook.postRecovery]);
  return gone.some((step) => isRead(json, step.id)) ? runbook : changed;
}

/** The list without that step, wherever in it it stands; the same object when it is not there or cannot go. */
function removed(steps: readonly Step[], id: string): readonly Step[] {
  const found = steps.find((step) => step.id === id);
  if (found !== undefined) return steps.filter((step) => step !== found).map((step) => rewired(step, found));
  const changed = steps.map((step) =>
    withInnerSteps(step, (inner) => {
      const rest = removed(inner, id);
      // A group of nothing is none: the group itself is a step that can be taken out.
      return rest.length === 0 ? inner : rest;
    }),
  );
  return changed.every((step, at) => step === steps[at]) ? steps : changed;
}

function rewired(step: Step, gone: Step): Step {
  if (!step.needs.includes(gone.id)) return step;
  return { ...step, needs: [...new Set(step.needs.flatMap((need) => (need === gone.id ? gone.needs : [need])))] };
}

/** Whether an expression in these steps, as JSON, reads what a step put out: `steps.launch.`, `steps['seed-couch']`. */
function isRead(json: string, id: string): boolean {
  return [`steps.${id}.`, `steps['${id}']`, `steps[\\"${id}\\"]`].some((read) => json.includes(read));
}

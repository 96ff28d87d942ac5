import { type StepName, stepEntry } from './catalogue/steps.ts';
import { formatPath, hint } from './problems.ts';
import type { Action, ResolvedStep, Runbook, StepScope } from './runbook-types.ts';
import { fillTemplates } from './templates.ts';
import { mergeValues, type Values, valueMistake } from './variables.ts';

/** Thrown when a step is about to start and what it is given does not fit, because an output of another step is not what was expected. */
export class StepInputError extends Error {
  override readonly name = 'StepInputError';
}

/**
 * What a step (or an undo, or a check) is given, when it starts: expressions evaluated, read by the schema of its kind.
 * Throws ExpressionError or StepInputError.
 */
export function resolveStep(action: Action, scope: StepScope): ResolvedStep {
  const given = fillTemplates(action.with, { inputs: scope.inputs, steps: scope.steps });
  const result = stepEntry(action.uses).with.safeParse(given);
  if (!result.success) {
    const reasons = result.error.issues.map((issue) => `${formatPath(issue.path as string[])}: ${issue.message}`);
    throw new StepInputError(`${action.uses} cannot start: ${reasons.join('; ')}`);
  }
  return { uses: action.uses as StepName, with: result.data } as ResolvedStep;
}

/**
 * All inputs of a runbook for a call that is made while a run goes on. Throws StepInputError if some are missing,
 * unknown or do not fit.
 */
export function resolveInputs(runbook: Runbook, given: Values): Values {
  for (const [name, value] of Object.entries(given)) {
    const declared = Object.hasOwn(runbook.inputs, name) ? runbook.inputs[name] : undefined;
    if (declared === undefined) {
      throw new StepInputError(
        `the runbook ${runbook.id} has no input "${name}"${hint(name, Object.keys(runbook.inputs))}`,
      );
    }
    const wrong = valueMistake(declared, value);
    if (wrong !== undefined) throw new StepInputError(`input "${name}" of the runbook ${runbook.id}: ${wrong}`);
  }
  const inputs = mergeValues(runbook.inputs, given);
  const missing = Object.keys(runbook.inputs).find((name) => !Object.hasOwn(inputs, name));
  if (missing !== undefined) throw new StepInputError(`the runbook ${runbook.id} needs the input "${missing}"`);
  return inputs;
}

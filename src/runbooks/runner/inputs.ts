import type { Runbook } from '../files/runbook-types.ts';
import type { VariableValue } from '../files/variables.ts';
import { type Inputs, StepFailed } from './types.ts';

/** A runbook's inputs: what the caller gave, else the defaults. Throws a permanent StepFailed on one that is unknown, missing, or not among the allowed values. */
export function completeInputs(runbook: Runbook, given: Inputs): Inputs {
  const complete: Record<string, VariableValue> = {};
  for (const [name, declaration] of Object.entries(runbook.inputs)) {
    const value = given[name] ?? declaration.default;
    if (value === undefined) throw refuse(runbook, `needs a value for its input "${name}"`);
    if (declaration.enum !== undefined && !declaration.enum.includes(value)) {
      throw refuse(runbook, `takes ${declaration.enum.join(', ')} as "${name}", not "${value}"`);
    }
    complete[name] = value;
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(runbook.inputs, name));
  if (unknown !== undefined) throw refuse(runbook, `has no input "${unknown}"`);
  return complete;
}

function refuse(runbook: Runbook, what: string): StepFailed {
  return new StepFailed(`the runbook "${runbook.id}" ${what}`, { permanent: true });
}

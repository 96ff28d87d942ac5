import type { z } from 'zod';
import { addedSteps } from './added.ts';
import { made, type StepEntry } from './entry.ts';
import { cloudSteps } from './steps-cloud.ts';
import { peopleSteps } from './steps-people.ts';
import { storeSteps } from './steps-stores.ts';

/**
 * Every kind of step that a runbook can use. The implementation of each is keyed by the same name.
 * `with` is what the file gives; the schemas turn it into camelCase with units in the names.
 */
export const steps = made({ ...peopleSteps, ...storeSteps, ...cloudSteps });

/** The name of a kind of step. */
export type StepName = keyof typeof steps;
/** What a kind of step is given, after its schema: camelCase, durations in seconds, defaults filled in. */
export type StepWith<N extends StepName = StepName> = z.output<(typeof steps)[N]['with']>;

/** The kinds that come with the program. */
export const stepNames = Object.keys(steps) as StepName[];

/** Every kind that a runbook can use now: those of the plug-ins of this thread come last. */
export function knownStepNames(): readonly StepName[] {
  return [...stepNames, ...(addedSteps.keys() as Iterable<StepName>)];
}

/** The entry of a kind of step. */
export function stepEntry(name: StepName): StepEntry {
  return addedSteps.get(name) ?? steps[name];
}

/** What a plan's runbooks can ask people, so that a file of answers can be held to it before anything runs. */
import { isParallel, type Runbook, type Step } from '../files/index.ts';
import { failedStep } from '../runner/session.ts';

/** The names by which a question can be answered, and what can be answered; undefined where that is known only when it is asked. */
export interface Askable {
  readonly names: readonly string[];
  readonly choices: readonly string[] | undefined;
}

/** What may be made of a step that failed; which of them depends on the roles of its runbook. */
const failedStepChoices = ['retry', 'skip', 'mark-done', 'fail'];
const ungraceful = 'go-ungraceful';

/** The questions with choices. Steps of all kinds are among them: each may fail, and then somebody is asked. */
export function askables(runbooks: Iterable<Runbook>): readonly Askable[] {
  const steps = [...runbooks].flatMap(stepsOf);
  return [
    ...steps.flatMap(asked),
    { names: [ungraceful], choices: [ungraceful, 'abort'] },
    { names: [failedStep, ...steps.map(({ id }) => id)], choices: failedStepChoices },
  ];
}

/** The steps that ask for a note, by id. */
export function notesOf(runbooks: Iterable<Runbook>): readonly string[] {
  const steps = [...runbooks].flatMap(stepsOf);
  return steps.filter((step) => !isParallel(step) && step.uses === 'people:note').map(({ id }) => id);
}

function asked(step: Step): Askable[] {
  if (isParallel(step)) return [];
  const { decision, choices, word } = step.with;
  if (step.uses === 'people:approve') {
    const names = [step.id, ...(typeof decision === 'string' ? [decision] : [])];
    return [{ names, choices: isTexts(choices) ? choices : undefined }];
  }
  if (step.uses !== 'checkpoint' || word === undefined) return [];
  return [{ names: [step.id, 'checkpoint'], choices: isPlain(word) ? [word, 'abort'] : undefined }];
}

function stepsOf({ activate, postRecovery }: Pick<Runbook, 'activate' | 'postRecovery'>): Step[] {
  const within = (step: Step): Step[] => [
    step,
    ...(isParallel(step) ? step.parallel.flatMap(within) : []),
    ...(step.onFailure?.steps ?? []).flatMap(within),
  ];
  return [...activate, ...postRecovery].flatMap(within);
}

/** An expression is read when its step starts. */
function isPlain(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('${{');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isPlain);
}

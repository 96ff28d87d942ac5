import type { Distribution, Loaded, Runbook, Scenario, Step, World } from '../files/index.ts';

/** What can be broken on purpose: the world, the people and the runbooks of a plan. Its texts and its hash stay those of the files. */
export type Design = Pick<Loaded, 'scenario' | 'runbooks'>;

/** A way to break a design. Each is a file in `mutators/`. */
export interface Mutator {
  /** `kernel-in-main-zone`; one that is aimed at a part is typed with it: `step-removed:fence`. */
  readonly name: string;
  /** What is wrong with the design then, in a sentence without its full stop. */
  readonly sentence: string;
  /** The parts that it can be aimed at, one mutant for each; without it the mutator is for the design as a whole. */
  targets?(design: Design): readonly string[];
  /** The broken design; undefined where there is nothing to break, or nothing would differ. A pure function. */
  apply(design: Design, target: string): Design | undefined;
}

export function withWorld({ scenario, runbooks }: Design, world: Partial<World>): Design {
  return { runbooks, scenario: { ...scenario, world: { ...scenario.world, ...world } } };
}

export function withScenario({ scenario, runbooks }: Design, changed: Partial<Scenario>): Design {
  return { runbooks, scenario: { ...scenario, ...changed } };
}

/** The design with each of its runbooks changed; undefined when `change` returned each as it was. */
export function withRunbooks(design: Design, change: (runbook: Runbook) => Runbook): Design | undefined {
  const runbooks = new Map([...design.runbooks].map(([file, runbook]) => [file, change(runbook)]));
  const same = [...runbooks].every(([file, runbook]) => design.runbooks.get(file) === runbook);
  return same ? undefined : { ...design, runbooks };
}

/** A runbook with each of its steps changed, those inside parallel and on-failure first; the same object when none was. */
export function withSteps(runbook: Runbook, change: (step: Step) => Step): Runbook {
  const activate = eachStep(runbook.activate, change);
  const postRecovery = eachStep(runbook.postRecovery, change);
  if (activate === runbook.activate && postRecovery === runbook.postRecovery) return runbook;
  return { ...runbook, activate, postRecovery };
}

function eachStep(steps: readonly Step[], change: (step: Step) => Step): readonly Step[] {
  const changed = steps.map((step) => change(withInnerSteps(step, (inner) => eachStep(inner, change))));
  return changed.every((step, at) => step === steps[at]) ? steps : changed;
}

/** A step with the lists of steps inside it changed; the same object when they were not. */
export function withInnerSteps(step: Step, change: (steps: readonly Step[]) => readonly Step[]): Step {
  const parallel = 'parallel' in step ? change(step.parallel) : undefined;
  const cure = step.onFailure === undefined ? undefined : change(step.onFailure.steps);
  const changed = {
    ...step,
    ...(parallel !== undefined && { parallel }),
    // biome-ignore lint/suspicious/noThenProperty: the file's word; it is never a function
    ...(cure !== undefined && { onFailure: { steps: cure, then: step.onFailure!.then } }),
  };
  const same = (!('parallel' in step) || parallel === step.parallel) && cure === step.onFailure?.steps;
  return same ? step : changed;
}

/** The same shape, so many times as long. */
export function scaled(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case 'fixed':
      return { ...distribution, seconds: distribution.seconds * factor };
    case 'lognormal':
      return { ...distribution, p50Seconds: distribution.p50Seconds * factor };
    case 'normal': {
      const { meanSeconds, sdSeconds, minSeconds } = distribution;
      return {
        ...distribution,
        meanSeconds: meanSeconds * factor,
        sdSeconds: sdSeconds * factor,
        minSeconds: minSeconds * factor,
      };
    }
    case 'triangular': {
      const { minSeconds, modeSeconds, maxSeconds } = distribution;
      return {
        ...distribution,
        minSeconds: minSeconds * factor,
        modeSeconds: modeSeconds * factor,
        maxSeconds: maxSeconds * factor,
      };
    }
    case 'uniform': {
      const { minSeconds, maxSeconds } = distribution;
      return { ...distribution, minSeconds: minSeconds * factor, maxSeconds: maxSeconds * factor };
    }
  }
}

/** A record with each value changed. */
export function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

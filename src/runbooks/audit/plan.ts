/**
 * The steps of a scenario's runbooks in the order in which they would run, with what is known before the run: what each is given, when it
 * begins at the earliest, what is over by then, and what happens if it fails.
 */
import { posix } from 'node:path';
import { sample } from '../files/distribution.ts';
import {
  type Action,
  type Distribution,
  evaluate,
  type Path,
  type ResolvedStep,
  type Runbook,
  resolveInputs,
  type Scenario,
  type Step,
  stepEntry,
  type VariableValue,
} from '../files/index.ts';
import { fillTemplates } from '../files/templates.ts';
import { firstFaultSeconds } from './losses.ts';

type Inputs = Readonly<Record<string, VariableValue>>;

export interface PlannedStep {
  readonly runbook: Runbook;
  readonly step: Step;
  /** Where it stands in the runbook's file. */
  readonly path: Path;
  /** What it does; undefined for a group, and where that depends on outputs of other steps. */
  readonly does?: ResolvedStep;
  /** From the start of the clock; typical draws, nothing fails, machines take no time: it begins no earlier. */
  readonly fromSeconds: number;
  /** Everything that is over, or was tried in place of what failed, when it begins. */
  readonly after: ReadonlySet<PlannedStep>;
  /** What the plan has for its failure, or for that of the group or the runbook around it. */
  readonly answer?: 'on-failure' | 'ungraceful';
  /** Only if another step fails. */
  readonly onlyOnFailure: boolean;
  readonly afterwards: boolean;
}

/** How deep runbooks may call each other, as when they run. */
const depthMax = 8;

/** Every step that can run, runbooks that others call included. A step whose condition is known to be false is none. */
export function plannedSteps(scenario: Scenario, runbooks: ReadonlyMap<string, Runbook>): PlannedStep[] {
  const root = scenario.runbook === undefined ? undefined : runbooks.get(scenario.runbook.file);
  if (scenario.runbook === undefined || root === undefined) return [];
  const planner = new Planner(scenario, runbooks);
  const begin = planner.beginSeconds();
  const inputs = scenario.runbook.inputs;
  const during = { after: new Set<PlannedStep>(), onlyOnFailure: false, afterwards: false, depth: 0 };
  const activated = planner.list(root, inputs, root.activate, ['activate'], { ...during, fromSeconds: begin });
  planner.list(root, inputs, root.postRecovery, ['post-recovery'], {
    ...during,
    after: new Set(activated.covers),
    fromSeconds: activated.endSeconds,
    afterwards: true,
  });
  return planner.steps;
}

interface Around {
  readonly fromSeconds: number;
  readonly after: ReadonlySet<PlannedStep>;
  readonly answer?: PlannedStep['answer'];
  readonly onlyOnFailure: boolean;
  readonly afterwards: boolean;
  readonly depth: number;
}

interface Walked {
  readonly endSeconds: number;
  /** The steps themselves and all below them. */
  readonly covers: readonly PlannedStep[];
}

interface Ordered extends Walked {
  /** What is over when it begins. */
  readonly before: ReadonlySet<PlannedStep>;
}

class Planner {
  readonly steps: PlannedStep[] = [];
  readonly #scenario: Scenario;
  readonly #runbooks: ReadonlyMap<string, Runbook>;

  constructor(scenario: Scenario, runbooks: ReadonlyMap<string, Runbook>) {
    this.#scenario = scenario;
    this.#runbooks = runbooks;
  }

  /** When somebody opens the runbook: after the first fault and the checks that must fail, or a signal before, people have to react. */
  beginSeconds(): number {
    return this.#alertSeconds() + typicalSeconds(this.#scenario.people.onCall.reacts);
  }

  #alertSeconds(): number {
    const { everySeconds, failures } = this.#scenario.monitoring;
    const noticed = (firstFaultSeconds(this.#scenario) ?? 0) + everySeconds * failures;
    return Math.min(noticed, ...this.#scenario.signals.map(({ atSeconds }) => atSeconds));
  }

  list(runbook: Runbook, inputs: Inputs, steps: readonly Step[], path: Path, around: Around): Walked {
    const walked = new Map<string, Ordered>();
    const walk = (id: string): Ordered | undefined => {
      const index = steps.findIndex((step) => step.id === id);
      const known = walked.get(id);
      if (known !== undefined || index < 0) return known;
      const step = steps[index]!;
      const needs = step.needs.flatMap((need) => walk(need) ?? []);
      const before = new Set([...around.after, ...needs.flatMap((need) => [...need.before, ...need.covers])]);
      const fromSeconds = Math.max(around.fromSeconds, ...needs.map(({ endSeconds }) => endSeconds));
      const found = isNever(step, inputs)
        ? { endSeconds: fromSeconds, covers: [] }
        : this.#step(runbook, inputs, step, [...path, index], { ...around, after: before, fromSeconds });
      const done = { ...found, before };
      walked.set(id, done);
      return done;
    };
    const all = steps.flatMap(({ id }) => walk(id) ?? []);
    return {
      endSeconds: Math.max(around.fromSeconds, ...all.map(({ endSeconds }) => endSeconds)),
      covers: all.flatMap(({ covers }) => covers),
    };
  }

  #step(runbook: Runbook, inputs: Inputs, step: Step, path: Path, around: Around): Walked {
    const { fromSeconds, after, onlyOnFailure, afterwards } = around;
    const answer = answerOf(runbook, step) ?? around.answer;
    const does = 'uses' in step ? actionOf(step, inputs) : undefined;
    const planned: PlannedStep = {
      ...{ runbook, step, path, fromSeconds, after, onlyOnFailure, afterwards },
      ...(does !== undefined && { does }),
      ...(answer !== undefined && { answer }),
    };
    this.steps.push(planned);
    const inside = { ...around, ...(answer !== undefined && { answer }) };
    const below =
      'parallel' in step
        ? this.list(runbook, inputs, step.parallel, [...path, 'parallel'], inside)
        : this.#child(runbook, does, inside);
    const instead =
      step.onFailure === undefined
        ? []
        : this.list(runbook, inputs, step.onFailure.steps, [...path, 'on-failure', 'steps'], {
            ...around,
            onlyOnFailure: true,
          }).covers;
    const endSeconds = Math.max(below?.endSeconds ?? fromSeconds, this.#ownEndSeconds(does, fromSeconds));
    return { endSeconds, covers: [planned, ...(below?.covers ?? []), ...instead] };
  }

  #child(from: Runbook, does: ResolvedStep | undefined, around: Around): Walked | undefined {
    if (does?.uses !== 'runbook:run' || around.depth >= depthMax) return undefined;
    const runbook = this.#runbooks.get(posix.join(posix.dirname(from.file), does.with.file));
    if (runbook === undefined) return undefined;
    const inputs = inputsOf(runbook, does.with.inputs);
    const within = { ...around, depth: around.depth + 1 };
    const active = this.list(runbook, inputs, runbook.activate, ['activate'], within);
    // It runs at once, before the caller goes on.
    const then = this.list(runbook, inputs, runbook.postRecovery, ['post-recovery'], {
      ...within,
      after: new Set([...around.after, ...active.covers]),
      fromSeconds: active.endSeconds,
    });
    return { endSeconds: then.endSeconds, covers: [...active.covers, ...then.covers] };
  }

  /** A decision falls so long after the first alert; hands-on work takes its typical time; nothing else is known. */
  #ownEndSeconds(does: ResolvedStep | undefined, fromSeconds: number): number {
    const { decides, does: works } = this.#scenario.people;
    if (does?.uses === 'people:approve') {
      const decided = decides[does.with.decision];
      return decided === undefined ? fromSeconds : this.#alertSeconds() + typicalSeconds(decided);
    }
    const work = does?.uses === 'people:do' ? works[does.with.work] : undefined;
    return work === undefined ? fromSeconds : fromSeconds + typicalSeconds(work);
  }
}

function answerOf(runbook: Runbook, step: Step): PlannedStep['answer'] {
  if (step.onFailure !== undefined && step.onFailure.then !== 'stop') return 'on-failure';
  const mayGiveUp = Object.values(runbook.roles).some(({ may }) => may.includes('go-ungraceful'));
  return step.ungraceful === 'skip' && mayGiveUp ? 'ungraceful' : undefined;
}

/** A condition over inputs alone has its value before the run. */
function isNever({ if: condition }: Step, inputs: Inputs): boolean {
  if (condition === undefined || /\bsteps\b/.test(condition)) return false;
  try {
    return evaluate(condition, { inputs }) === false;
  } catch {
    return false;
  }
}

/** What an action is given, as far as it is known before the run; undefined if its kind cannot read the rest. */
function actionOf(action: Action, inputs: Inputs): ResolvedStep | undefined {
  const read = stepEntry(action.uses).with.safeParse(filledAsFarAsKnown(action.with, inputs));
  return read.success ? ({ uses: action.uses, with: read.data } as ResolvedStep) : undefined;
}

function filledAsFarAsKnown(value: unknown, inputs: Inputs): unknown {
  if (Array.isArray(value)) return value.map((item) => filledAsFarAsKnown(item, inputs));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledAsFarAsKnown(item, inputs)]));
  }
  try {
    return fillTemplates(value, { inputs, steps: {} });
  } catch {
    return value;
  }
}

function inputsOf(runbook: Runbook, given: Inputs): Inputs {
  try {
    return resolveInputs(runbook, given);
  } catch {
    return given;
  }
}

/** The median of a distribution, or its mean. */
function typicalSeconds(distribution: Distribution): number {
  return sample(distribution, { uniform: () => 0.5, normal: () => 0 });
}

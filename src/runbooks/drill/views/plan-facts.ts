/**
 * What the scenario's files say about the plan: how long a step may take, which probes make the steady state. A journal carries the texts;
 * they are read once, when a drill begins, and reading is loaded only then.
 */
import type { Runbook, Step } from '../../files/runbook-types.ts';
import { type JournalEvent, ofKind } from '../../journal/index.ts';

export interface StepFacts {
  readonly title?: string;
  /** The step's own limit, or its runbook's. */
  readonly timeoutSeconds?: number;
  /** The recovery time that the called runbook promises. */
  readonly objectiveSeconds?: number;
}

export interface PlanFacts {
  /** By `stepKey`. */
  readonly steps: ReadonlyMap<string, StepFacts>;
  /** Names of probes, in the order in which they are asked. */
  readonly steady: readonly string[];
  readonly invariants: readonly string[];
  readonly holdForSeconds: number;
  /** Files of runbooks that promise a recovery time, by the runbook's id. */
  readonly objectives: ReadonlyMap<string, number>;
}

export const noFacts: PlanFacts = {
  steps: new Map(),
  steady: [],
  invariants: [],
  holdForSeconds: 0,
  objectives: new Map(),
};

/** A step by its runbook's id and by its path inside that runbook. */
export function stepKey(runbook: string, path: string): string {
  return `${runbook} ${path}`;
}

/** Reads them from the journal's first event. Nothing is known of a plan whose files this version cannot read. */
export async function readPlanFacts(events: readonly JournalEvent[]): Promise<PlanFacts> {
  const started = ofKind(events, 'run.started')[0];
  if (started === undefined) return noFacts;
  const { parseScenario } = await import('../../files/load.ts');
  const sources = started.sources.map(({ file, text }) => ({ path: file, text }));
  const { vars, runbook } = started;
  const variant = started.variant === 'none' ? undefined : started.variant;
  try {
    const { scenario, runbooks } = parseScenario(sources, { variant, vars, runbook });
    const { steadyState, invariants } = scenario;
    const rtos = [...runbooks.values()].flatMap(({ id, objectives }): [string, number][] =>
      objectives.rtoSeconds === undefined ? [] : [[id, objectives.rtoSeconds]],
    );
    return {
      steps: new Map([...runbooks.values()].flatMap((each) => factsOf(each, runbooks))),
      steady: steadyState.probes.map(({ name }) => name),
      invariants: invariants.map(({ name }) => name),
      holdForSeconds: steadyState.holdForSeconds,
      objectives: new Map(rtos),
    };
  } catch {
    return noFacts;
  }
}

type Runbooks = ReadonlyMap<string, Runbook>;

function factsOf(runbook: Runbook, runbooks: Runbooks): [string, StepFacts][] {
  const walk = (steps: readonly Step[], prefix: string): [string, StepFacts][] =>
    steps.flatMap((step) => {
      const path = `${prefix}${step.id}`;
      const inside = 'parallel' in step ? walk(step.parallel, `${path}/`) : [];
      const afterFailure = walk(step.onFailure?.steps ?? [], `${path}/`);
      const { title, timeoutSeconds } = step;
      const facts = { title, timeoutSeconds, objectiveSeconds: objectiveOf(step, runbook, runbooks) };
      return [[stepKey(runbook.id, path), facts], ...inside, ...afterFailure];
    });
  return [...walk(runbook.activate, ''), ...walk(runbook.postRecovery, 'post-recovery/')];
}

/** `rebuild-kernel.runbook.yaml` lies beside the runbook that names it. */
function objectiveOf(step: Step, from: Runbook, runbooks: Runbooks): number | undefined {
  if ('parallel' in step || step.uses !== 'runbook:run' || typeof step.with.file !== 'string') return undefined;
  const folder = from.file.slice(0, from.file.lastIndexOf('/') + 1);
  return runbooks.get(`${folder}${step.with.file}`)?.objectives.rtoSeconds;
}

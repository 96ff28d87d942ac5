/** The kinds of steps and probes that can be done for real: those of plug-ins. What the catalogue brings works in simulated worlds. */
import { host } from '../../sim/kernel/host-globals.ts';
import {
  FileProblems,
  isParallel,
  type Position,
  type ProbeName,
  type Problem,
  probeEntry,
  type Runbook,
  type Step,
  type StepName,
  stepsOf,
} from '../files/index.ts';
import { pluginLooks, pluginSteps, type Surroundings } from '../plugin/adapt.ts';
import { probeKinds, stepKinds } from '../plugin/kinds.ts';
import type { WallPorts } from './ports.ts';

/** The runner's own. */
const ofTheRunner = new Set<string>(['people:approve', 'people:do', 'people:note', 'checkpoint', 'runbook:run']);

const wall: Surroundings = {
  environment: 'live',
  nowMs: host.wallMs,
  sleepUs: (us) => new Promise((resolve) => void host.setTimeout(resolve, us / 1000)),
  fetch: (url, init) => host.fetch(url, init),
};

export function realWorld(): Pick<WallPorts, 'handlers' | 'measure'> {
  const looks = pluginLooks(wall);
  return {
    handlers: pluginSteps(wall),
    measure: async (probe) => {
      const given = probeEntry(probe).with.safeParse({});
      if (!given.success) return undefined;
      const { value } = await looks[probe]!(given.data as never, {} as never);
      return typeof value === 'number' ? value : undefined;
    },
  };
}

/** Throws FileProblems with everything in these runbooks that nobody here can do for real. */
export function refuseWhatIsSimulated(runbooks: Iterable<Runbook>): void {
  const problems = [...runbooks].flatMap((runbook) => [...problemsOf(runbook)]);
  if (problems.length > 0) throw new FileProblems(problems);
}

function* problemsOf(runbook: Runbook): Generator<Problem> {
  for (const { uses, position } of runbook.preflight) yield* stepProblem(uses, position);
  for (const { step } of stepsOf(runbook)) {
    for (const uses of usedBy(step)) yield* stepProblem(uses, step.position);
    if (step.progress !== undefined) yield* probeProblem(step.progress, step.position);
  }
  for (const { of } of runbook.safetyRules) yield* probeProblem(of, { file: runbook.file, line: 0, column: 0 });
}

function usedBy(step: Step): StepName[] {
  const more = [...(step.undo === undefined ? [] : [step.undo.uses]), ...step.verify.map(({ uses }) => uses)];
  return isParallel(step) ? more : [step.uses, ...more];
}

function* stepProblem(uses: StepName, position: Position): Generator<Problem> {
  if (ofTheRunner.has(uses) || stepKinds.has(uses)) return;
  const message = `"${uses}" works in a simulated world only; in wall time a step is people:*, checkpoint, runbook:run or of a --plugin`;
  yield { ...position, message, path: '' };
}

function* probeProblem(probe: ProbeName, position: Position): Generator<Problem> {
  if (probeKinds.has(probe)) return;
  yield {
    ...position,
    message: `the probe "${probe}" looks at a simulated world only; name one of a --plugin`,
    path: '',
  };
}

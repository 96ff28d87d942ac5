import { modelNames, type Scenario } from '../../files/index.ts';
import type { ReportedRun } from './reported-run.ts';

/** What each environment proves, and what it does not. */
const proves = {
  simulated:
    'Every step of this run was simulated: it shows that the plan was rehearsed and its assumptions were challenged. It does not prove that production recovers.',
  mixed:
    'Some steps of this run were simulated and some ran on real systems: each is labelled, and only what ran live is proven to work there.',
  live: 'The steps of this run changed real systems. It proves what it did on that day, on those systems, under that load.',
} as const;

/** The limits of the model, a sentence each: what a reader must not conclude from this report. */
export function limitsOf({ result, scenario, events }: ReportedRun): string[] {
  const started = events[0]?.kind === 'run.started' ? events[0] : undefined;
  return [
    proves[result.environment],
    ...(scenario === undefined
      ? ['Nothing was broken on purpose and nothing was probed: the time of the recovery is that of the plan itself.']
      : modelLimits(result, scenario, started?.people === 'asked')),
    ...(events.at(-1)?.kind === 'run.ended' ? [] : ['The run was interrupted: its journal has no end.']),
  ];
}

function modelLimits(result: ReportedRun['result'], { world, people }: Scenario, asked: boolean): string[] {
  const drawn = modelNames.filter((name) => name in world.models);
  // In a drill people decide; what they would do with their hands still takes the time of the model.
  const modelled = [...(asked ? [] : Object.keys(people.decides)), ...Object.keys(people.does)];
  const near = result.fit.filter(({ fits }) => fits).length;
  return [
    'This is one run with one seed. How often the plan fits its budgets is the question of a gate over many seeds.',
    ...(drawn.length === 0
      ? []
      : [`Drawn from distributions that the scenario states, not measured here: ${drawn.join(', ')}.`]),
    ...(modelled.length === 0
      ? []
      : [
          `${asked ? 'People decided, but their work was modelled' : 'People were modelled, not asked'}: how long they take is an assumption (${modelled.join(', ')}).`,
        ]),
    result.fit.length === 0
      ? 'Nothing in the scenario says what really happened, so the model is not held against history.'
      : `The model was held against history at ${result.fit.length} points, and fits at ${near}.`,
    'The recovery clock starts at the first fault, and stops when the steady state has held for its time.',
  ];
}

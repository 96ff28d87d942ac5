import type { Plan, RunRequest } from '../request.ts';
import type { Seat } from './input.ts';
import type { DrillFacts } from './session.ts';

export interface FactsOptions {
  readonly plan: Plan;
  readonly request: Pick<RunRequest, 'seed' | 'variant'>;
  /** The scenario as it was typed. */
  readonly file: string;
  /** Relative to the folder where the command was typed. */
  readonly journalPath: string;
  readonly by: string;
  /** Default `player`. */
  readonly seat?: Seat;
}

/** What does not change while a drill runs. */
export function factsOf({ plan, request, file, journalPath, by, seat = 'player' }: FactsOptions): DrillFacts {
  const { scenario } = plan;
  const { startEpochMs, zone, horizonSeconds } = scenario.clock;
  return {
    id: scenario.id,
    title: scenario.title,
    file,
    variant: request.variant ?? scenario.causes?.baseline ?? 'none',
    seed: request.seed ?? scenario.seed,
    zeroMs: startEpochMs,
    zone,
    horizonSeconds,
    budgets: scenario.budgets.map(({ id, measure, maxSeconds }) => ({ id, measure, maxSeconds })),
    variants: Object.keys(scenario.variants),
    journalPath,
    seat,
    by,
  };
}

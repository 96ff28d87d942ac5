import type { Budget, Fit } from '../files/index.ts';
import { type JournalEvent, ofKind } from '../journal/index.ts';
import type { BudgetResult, FitResult, Phases, RunResult } from './result.ts';

/** What budgets and anchors are held against; null is not known. */
export interface Measured {
  readonly rtoSeconds: number | null;
  readonly rpoSeconds: number | null;
  readonly phases: Phases;
  readonly milestones: RunResult['milestones'];
  /** The last `measure` of each name. */
  readonly named: ReadonlyMap<string, number>;
}

/**
 * The value of a budget's measure: `recovery`, `data-loss`, `phase.<name>`, `milestone.<id>`, or what the world
 * measured under that name.
 */
export function measureOf(measure: string, measured: Measured): number | null {
  if (measure === 'recovery') return measured.rtoSeconds;
  if (measure === 'data-loss') return measured.rpoSeconds;
  if (measure.startsWith('phase.')) return measured.phases[measure.slice('phase.'.length) as keyof Phases] ?? null;
  if (measure.startsWith('milestone.')) return milestoneAt(measure.slice('milestone.'.length), measured);
  return measured.named.get(measure) ?? null;
}

function milestoneAt(id: string, measured: Measured): number | null {
  return measured.milestones.find((milestone) => milestone.id === id)?.atSeconds ?? null;
}

/** A budget against one run. A measure that there is not, fails. */
export function judgeBudget(budget: Pick<Budget, 'id' | 'measure' | 'maxSeconds'>, measured: Measured): BudgetResult {
  const { id, measure, maxSeconds } = budget;
  const actualSeconds = measureOf(measure, measured);
  if (actualSeconds !== null && actualSeconds <= maxSeconds)
    return { id, measure, maxSeconds, actualSeconds, passed: true };
  const why =
    actualSeconds === null
      ? `${measure} has no value: it was not reached, or nothing measured it`
      : `${measure} took ${actualSeconds} s, ${round(actualSeconds - maxSeconds)} s more than ${maxSeconds} s`;
  return { id, measure, maxSeconds, actualSeconds, passed: false, why };
}

/** How far a run is from an anchor of history. */
export function judgeFit(fit: Fit, measured: Measured): FitResult {
  const { event, atSeconds: expectedSeconds, withinSeconds } = fit;
  const actualSeconds = milestoneAt(event, measured);
  const fits = actualSeconds !== null && Math.abs(actualSeconds - expectedSeconds) <= withinSeconds;
  return { event, expectedSeconds, withinSeconds, actualSeconds, fits };
}

/** The last value of each measure that the world wrote down. */
export function namedMeasures(events: readonly JournalEvent[]): ReadonlyMap<string, number> {
  return new Map(ofKind(events, 'measure').map(({ name, value }) => [name, value]));
}

function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

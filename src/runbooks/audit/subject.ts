import type { Loaded, Runbook, Scenario } from '../files/index.ts';
import { type Losses, lossesOf } from './losses.ts';
import { type PlannedStep, plannedSteps } from './plan.ts';

/** What rules look at: a loaded scenario as plain data, and what can be read off it without running it. */
export interface Subject {
  /** The scenario's path. */
  readonly file: string;
  readonly scenario: Scenario;
  /** Every runbook that its files name, by path. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  /** Every step that can run. */
  readonly steps: readonly PlannedStep[];
  readonly losses: Losses;
}

export function subjectOf({ scenario, runbooks, sources }: Pick<Loaded, 'scenario' | 'runbooks' | 'sources'>): Subject {
  return {
    file: sources[0]!.path,
    scenario,
    runbooks,
    steps: plannedSteps(scenario, runbooks),
    losses: lossesOf(scenario),
  };
}

/** The runbooks that can run, each once, the scenario's first. */
export function runbooksThatRun({ steps }: Subject): Runbook[] {
  return [...new Set(steps.map(({ runbook }) => runbook))];
}

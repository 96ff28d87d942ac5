import type { Plan, RunRequest } from '../execute.ts';
import type { Fault } from '../files/index.ts';
import { actualOf, outcomeOf } from '../gate/misses.ts';
import { rowOf } from '../sweep/index.ts';
import type { RunResult } from '../verdict/index.ts';
import { type FaultPlan, reduce } from './reduce.ts';
import { type Trial, Trials, type TrialsOptions } from './trials.ts';

export interface ShrinkOptions extends TrialsOptions {
  /** Which budget is to stay broken; the first one that is without it. */
  readonly budget?: string;
}

/** What a budget measured with a plan. */
export interface Measured {
  readonly verdict: RunResult['verdict'] | 'crashed';
  /** Null when there was nothing to measure: it never recovered, say. */
  readonly actualSeconds: number | null;
}

export interface Kept {
  readonly fault: Fault;
  /** The rest without it, which breaks no more: why it cannot go. Undefined when it is the last one. */
  readonly without: Measured | undefined;
}

export interface Shrunk {
  readonly budget: string;
  /** With the plan of the scenario. */
  readonly before: Measured & { readonly faults: number };
  /** With the plan that is left. */
  readonly after: Measured;
  readonly kept: readonly Kept[];
  /** How many different plans were run. */
  readonly runs: number;
}

/**
 * The smallest fault plan that still breaks a budget with that seed: no fault of it can be dropped, and none can be a notch shorter or
 * weaker. Undefined when the whole plan breaks none. The same for the same request, whatever `jobs` is.
 *
 * Rejects with the reason of `signal`.
 */
export async function shrink(
  request: RunRequest & { readonly plan: Plan },
  { budget, ...options }: ShrinkOptions = {},
): Promise<Shrunk | undefined> {
  const { scenario } = request.plan;
  const wanted = scenario.budgets.filter(({ id }) => budget === undefined || id === budget).map(({ id }) => id);
  let target: string | undefined;
  const trials = new Trials(request, (result) => isMissed(result, target!), options);
  const abort = (): void => void trials.end();
  options.signal?.addEventListener('abort', abort);
  try {
    const whole = await trials.of(scenario.method);
    target = whole && wanted.find((id) => isMissed(whole, id));
    if (target === undefined) return undefined;
    const plan = await reduce(scenario.method, (plans) => trials.firstBreaking(plans));
    const measured = (trial: Trial) => measuredIn(trial, target!);
    const after = measured(await trials.of(plan));
    const kept: Kept[] = [];
    for (const fault of plan) {
      const rest: FaultPlan = plan.filter((other) => other !== fault);
      kept.push({ fault, without: rest.length === 0 ? undefined : measured(await trials.of(rest)) });
    }
    const before = { ...measured(whole), faults: scenario.method.length };
    return { budget: target, before, after, kept, runs: trials.count };
  } finally {
    options.signal?.removeEventListener('abort', abort);
    await trials.end();
  }
}

/**
 * Late, or never recovered. It must stay the failure that somebody wants to see smaller: a run that a stop condition ended, or a phase that
 * did not happen because everything came back by itself, is another one.
 */
export function isMissed(result: RunResult, id: string): boolean {
  const row = rowOf(result);
  if (result.verdict === 'passed' || outcomeOf(row, id) !== 'miss') return false;
  return actualOf(row, id) !== null || (result.verdict === 'failed' && !result.recovery.recovered);
}

function measuredIn(trial: Trial, budget: string): Measured {
  if (trial === undefined) return { verdict: 'crashed', actualSeconds: null };
  return { verdict: trial.verdict, actualSeconds: actualOf(rowOf(trial), budget) };
}

/** What to do next, as functions of data: nothing here starts, waits or writes. */
import type { Retry, RollbackStrategy } from '../files/index.ts';
import type { RunbookStatus } from '../journal/index.ts';
import type { StepState } from './types.ts';

interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

export interface Moves<S> {
  readonly start: readonly S[];
  readonly block: readonly { readonly step: S; readonly why: string }[];
}

const lets = new Set<StepState | undefined>(['succeeded', 'handled', 'skipped']);
const bars = new Set<StepState | undefined>(['failed', 'blocked']);

/**
 * The steps of a list that may start now, and those that never will. `needs` is all that orders a list: a step without
 * any starts at once, wherever it stands. A need that was skipped lets its followers start; one that failed and was not
 * handled bars them. Once the plan is halted nothing starts any more.
 */
export function nextMoves<S extends Node>(
  steps: readonly S[],
  states: ReadonlyMap<string, StepState>,
  haltedWhy?: string,
): Moves<S> {
  const start: S[] = [];
  const block: { step: S; why: string }[] = [];
  for (const step of steps) {
    if (states.get(step.id) !== 'waiting') continue;
    const barredBy = step.needs.find((need) => bars.has(states.get(need)));
    if (barredBy !== undefined) block.push({ step, why: blockedWhy(barredBy, states.get(barredBy)!) });
    else if (haltedWhy !== undefined) block.push({ step, why: haltedWhy });
    else if (step.needs.every((need) => lets.has(states.get(need)))) start.push(step);
  }
  return { start, block: start.length + block.length > 0 ? block : blockStuck(steps, states) };
}

function blockedWhy(need: string, state: StepState): string {
  return state === 'failed' ? `it needs "${need}", which failed` : `it needs "${need}", which never ran`;
}

/** Needs that go in a circle or point to nothing are refused when files are read; should they come here, the list still ends. */
function blockStuck<S extends Node>(steps: readonly S[], states: ReadonlyMap<string, StepState>) {
  if (steps.some((step) => states.get(step.id) === 'running')) return [];
  const stuck = steps.filter((step) => states.get(step.id) === 'waiting');
  return stuck.map((step) => ({ step, why: `its needs never end: ${step.needs.join(', ')}` }));
}

/** Whether every step of a list has come to its end, and how. */
export function listStatus(
  steps: readonly Node[],
  states: ReadonlyMap<string, StepState>,
): 'running' | 'succeeded' | 'failed' {
  const all = steps.map((step) => states.get(step.id));
  if (all.some((state) => state === 'waiting' || state === 'running')) return 'running';
  return all.some((state) => bars.has(state)) ? 'failed' : 'succeeded';
}

/** How long to wait after attempt number `attempt` (from 1) failed; undefined when it was the last one. */
export function retryDelaySeconds(retry: Retry | undefined, attempt: number): number | undefined {
  if (retry === undefined || attempt >= retry.attempts) return undefined;
  return retry.backoff === 'exponential' ? retry.delaySeconds * 2 ** (attempt - 1) : retry.delaySeconds;
}

/**
 * Whether a runbook that ended so is rolled back. `default`: after a failure or a decision to abort; `deviated`: only
 * after a failure that no `on-failure` of the plan had an answer for; `always`: after a success too (an exercise that
 * puts everything back). One that was stopped from outside is left as it is.
 */
export function rollsBack(strategy: RollbackStrategy, status: RunbookStatus, deviated: boolean): boolean {
  if (strategy === 'never' || status === 'stopped') return false;
  if (strategy === 'always') return true;
  return strategy === 'deviated' ? deviated : status !== 'succeeded';
}

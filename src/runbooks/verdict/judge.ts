/** From what happened to one word, and the sentences that explain it. */
import { type JournalEvent, ofKind, type RunEnding, type Verdict } from '../journal/index.ts';
import type { BudgetResult, InvariantResult } from './result.ts';

export interface Findings {
  readonly events: readonly JournalEvent[];
  readonly ending: RunEnding | undefined;
  readonly recovered: boolean;
  /** From the first fault to the end of the run. */
  readonly watchedSeconds: number;
  readonly budgets: readonly BudgetResult[];
  readonly invariants: readonly InvariantResult[];
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/**
 * In this order: `stopped` by a stop condition, an operator or a decision to abort; `inconclusive` when nothing was
 * tested (no fault, a fault without a target, a steady state that was broken beforehand, a run without an end);
 * `failed` by a broken invariant, a missed budget, or a plan that ended without a steady state; `inconclusive` when the
 * horizon came while the plan went on, or an invariant was never measured; else `passed`. A run that the horizon ends
 * has missed a budget on the recovery if it was watched for longer than the budget allows: then the recovery is late,
 * whenever it comes.
 */
export function judge(findings: Findings): Judgement {
  for (const [verdict, look] of looks) {
    const reasons = look(findings);
    if (reasons.length > 0) return { verdict, reasons };
  }
  return { verdict: 'passed', reasons: [] };
}

const looks: readonly (readonly [Verdict, (findings: Findings) => readonly string[]])[] = [
  ['stopped', whatStopped],
  ['inconclusive', whatWasNotTested],
  ['failed', whatFailed],
  ['inconclusive', whatIsOpen],
];

function whatStopped({ events, ending }: Findings): readonly string[] {
  if (ending === 'operator') return ['an operator stopped the run'];
  if (ending === 'aborted') {
    const why = ofKind(events, 'runbook.ended').findLast(({ status }) => status === 'aborted')?.why;
    return [`the plan was aborted${why === undefined ? '' : `: ${why}`}`];
  }
  if (ending !== 'stop-condition') return [];
  const met = ofKind(events, 'stop-condition.met').map(
    ({ name, when }) => `the stop condition "${name}" was met: ${when}`,
  );
  return met.length > 0 ? met : ['a stop condition was met'];
}

function whatWasNotTested({ events, ending }: Findings): readonly string[] {
  const first = events.findIndex((event) => event.kind === 'fault.started');
  if (ending === undefined) return ['the run was interrupted: its journal has no end'];
  if (first < 0) return ['no fault started: nothing was tested'];
  const empty = ofKind(events, 'fault.started').filter(({ targets }) => targets?.length === 0);
  const before = ofKind(events.slice(0, first), 'steady-state').at(-1);
  return [
    ...empty.map(({ name }) => `the fault "${name}" found no target: it tested nothing`),
    ...(before?.held === false
      ? [`the steady state did not hold before the first fault: ${before.failing.join(', ')}`]
      : []),
  ];
}

function whatFailed(findings: Findings): readonly string[] {
  const { recovered, budgets, invariants } = findings;
  const plan = planEnd(findings.events);
  return [
    ...(recovered || plan?.status !== 'failed' ? [] : [`the plan failed: ${plan.why}`]),
    ...invariants
      .filter(({ brokenAtSeconds }) => brokenAtSeconds !== undefined)
      .map(({ name, why }) => `the invariant "${name}" was broken: ${why}`),
    ...budgets.flatMap((budget) => missed(budget, findings)),
    ...(recovered || isOpen(findings) ? [] : ['the steady state was never reached']),
  ];
}

/** Why a budget is missed, if it is. What the horizon cut off is missed only when it is late already, whenever it may come. */
function missed({ id, measure, maxSeconds, actualSeconds, passed, why }: BudgetResult, findings: Findings): string[] {
  if (passed) return [];
  if (actualSeconds !== null || findings.recovered) return [`the budget "${id}" was missed: ${why}`];
  const { watchedSeconds } = findings;
  if (measure === 'recovery' && watchedSeconds > maxSeconds) {
    return [
      `the budget "${id}" was missed: not recovered ${watchedSeconds} s after the first fault, ${maxSeconds} s are allowed`,
    ];
  }
  return isOpen(findings) ? [] : [`the budget "${id}" was missed: ${why}`];
}

/** Whether the horizon cut off a run that might still have recovered: nobody's plan had come to its end. */
function isOpen({ ending, recovered, events }: Findings): boolean {
  return ending === 'horizon' && !recovered && planEnd(events) === undefined;
}

function planEnd(events: readonly JournalEvent[]) {
  return ofKind(events, 'runbook.ended').find(({ path }) => path === '');
}

function whatIsOpen({ recovered, watchedSeconds, invariants }: Findings): readonly string[] {
  const unmeasured = invariants.filter(({ held }) => !held).map(({ name, why }) => `the invariant "${name}": ${why}`);
  if (recovered) return unmeasured;
  return [`not recovered ${watchedSeconds} s after the first fault, when the run's horizon came`, ...unmeasured];
}

import type { Runbook } from '../files/index.ts';
import { type JournalEvent, ofKind, type RunbookEnded } from '../journal/index.ts';
import {
  type BudgetResult,
  framed,
  judgeBudget,
  type Measured,
  milestonesOf,
  namedMeasures,
  phasesOf,
  type RunResult,
} from '../verdict/index.ts';

/**
 * The result of a runbook that was run for real: what its journal means. There is no fault and no steady state to measure from: the time
 * of the recovery is that from the start of the run to the end of its last step before `post-recovery`, held against the runbook's own
 * objective. A journal without an end is inconclusive.
 */
export function wallResultOf(events: readonly JournalEvent[], { objectives }: Pick<Runbook, 'objectives'>): RunResult {
  const plan = ofKind(events, 'runbook.ended').find(({ path }) => path === '');
  const recovered = plan?.status === 'succeeded';
  const rtoSeconds = recovered ? recoveredAt(events) : null;
  const phases = phasesOf({});
  const measured: Measured = {
    ...{ rtoSeconds, rpoSeconds: null, phases },
    milestones: milestonesOf(events),
    named: namedMeasures(events),
  };
  const { rtoSeconds: maxSeconds } = objectives;
  const budgets =
    maxSeconds === undefined ? [] : [judgeBudget({ id: 'rto', measure: 'recovery', maxSeconds }, measured)];
  return framed(events, {
    ...judged(plan, budgets),
    recovery: { recovered, rtoSeconds, rpoSeconds: null, lostWrites: null, phases },
    budgets,
    invariants: [],
    fit: [],
    worlds: { collisions: [] },
  });
}

function recoveredAt(events: readonly JournalEvent[]): number {
  const before = events.filter(
    (event) =>
      (event.kind === 'step.succeeded' || event.kind === 'step.handled' || event.kind === 'step.skipped') &&
      !event.path.startsWith('post-recovery/'),
  );
  return (before.at(-1)?.at ?? 0) / 1e6;
}

function judged(
  plan: RunbookEnded | undefined,
  budgets: readonly BudgetResult[],
): Pick<RunResult, 'verdict' | 'reasons'> {
  if (plan === undefined) return { verdict: 'inconclusive', reasons: ['the run has no end yet'] };
  const why = plan.why === undefined ? '' : `: ${plan.why}`;
  if (plan.status === 'aborted' || plan.status === 'stopped') {
    return { verdict: 'stopped', reasons: [`the plan was ${plan.status}${why}`] };
  }
  if (plan.status === 'failed') return { verdict: 'failed', reasons: [`the plan failed${why}`] };
  const missed = budgets.filter(({ passed }) => !passed);
  const reasons = missed.map((budget) => `the budget "${budget.id}" was missed: ${budget.why}`);
  return { verdict: missed.length === 0 ? 'passed' : 'failed', reasons };
}

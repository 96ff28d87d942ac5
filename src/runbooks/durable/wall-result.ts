import type { Runbook } from '../files/index.ts';
import { type JournalEvent, ofKind, type RunbookEnded } from '../journal/index.ts';
import type { BudgetResult, RunResult } from '../verdict/index.ts';

/**
 * The result of a runbook that was run for real: what its journal means. There is no fault and no steady state to measure from: the time
 * of the recovery is that from the start of the run to the end of its last step before `post-recovery`, held against the runbook's own
 * objective. A journal without an end is inconclusive.
 */
export function wallResultOf(events: readonly JournalEvent[], { objectives }: Pick<Runbook, 'objectives'>): RunResult {
  const started = events[0];
  if (started?.kind !== 'run.started') throw new RangeError('a journal begins with run.started');
  const plan = ofKind(events, 'runbook.ended').find(({ path }) => path === '');
  const recovered = plan?.status === 'succeeded';
  const rtoSeconds = recovered ? recoveredAt(events) : null;
  const budgets = objectives.rtoSeconds === undefined ? [] : [budgetOf(objectives.rtoSeconds, rtoSeconds)];
  const { verdict, reasons } = judged(plan, budgets);
  const ended = ofKind(events, 'run.ended').at(-1);
  return {
    schema: 'zonefall.result/v1',
    environment: started.environment,
    scenario: { id: started.scenario.id, sha256: started.scenario.sha256 },
    variant: started.variant,
    seed: started.seed,
    verdict,
    reasons,
    recovery: {
      recovered,
      rtoSeconds,
      rpoSeconds: null,
      lostWrites: null,
      phases: { detect: null, decide: null, mobilise: null, recover: null, verify: null },
    },
    milestones: ofKind(events, 'milestone').map(({ id, at }) => ({ id, atSeconds: at / 1e6 })),
    budgets,
    invariants: [],
    fit: [],
    worlds: { collisions: [] },
    trace: { events: ended?.traceEvents ?? 0, sha256: ended?.traceSha256 ?? '' },
    virtualSeconds: events.at(-1)!.at / 1e6,
  };
}

function recoveredAt(events: readonly JournalEvent[]): number {
  const before = events.filter(
    (event) =>
      (event.kind === 'step.succeeded' || event.kind === 'step.handled' || event.kind === 'step.skipped') &&
      !event.path.startsWith('post-recovery/'),
  );
  return (before.at(-1)?.at ?? 0) / 1e6;
}

function budgetOf(maxSeconds: number, actualSeconds: number | null): BudgetResult {
  const budget = { id: 'rto', measure: 'recovery', maxSeconds, actualSeconds };
  if (actualSeconds === null) return { ...budget, passed: false, why: 'there was no recovery' };
  if (actualSeconds <= maxSeconds) return { ...budget, passed: true };
  const over = actualSeconds - maxSeconds;
  return { ...budget, passed: false, why: `recovery took ${actualSeconds} s, ${over} s more than ${maxSeconds} s` };
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

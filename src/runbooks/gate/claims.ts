/** What a gate says, in words. A sentence claims no more than the numbers beside it. */
import { duration, shortDuration } from '../reports/times.ts';
import { shareBelow } from './bounds.ts';
import { planConfidence, refutes, smallestSeeds } from './fixed-plan.ts';
import type { GatePlan } from './plan.ts';
import type { BudgetDecision, GateBudget, WorstSeed } from './report.ts';
import type { Count } from './sample.ts';
import { sprtFor } from './sprt.ts';

/** How a measure is called in a sentence. */
export function measureLabel(measure: string): string {
  if (measure === 'recovery') return 'RTO';
  if (measure === 'data-loss') return 'data loss';
  if (measure === 'redis-data-loss') return 'data loss of Redis';
  if (measure.startsWith('phase.')) return `${measure.slice('phase.'.length)} phase`;
  if (measure.startsWith('milestone.')) return `time to ${measure.slice('milestone.'.length)}`;
  return measure;
}

/** The claim about one budget: `with 95 % confidence p95 RTO is below 60 min: 3 of 208 missed`. */
export function budgetClaim(count: Count, decision: BudgetDecision, plan: GatePlan, complete: boolean): string {
  const { budget, samples, misses } = count;
  const limit = duration(budget.maxSeconds);
  const label = measureLabel(budget.measure);
  const what = `p${budget.percentile} ${label}`;
  const missed = missedText(count);
  const sure = `with ${number(plan.confidence)} % confidence`;
  if (samples === 0) return `not decided: no seed ran`;
  if (decision === 'open') return openClaim(count, plan, complete);
  if (budget.percentile === 100) {
    if (decision === 'failed') return `${label} may never be above ${limit}: ${missed}`;
    const rare = number(Math.ceil(1e4 * shareBelow(misses, samples, plan.confidence)) / 100);
    return `${label} was never above ${limit}: ${missed}; ${sure} fewer than ${rare} % do`;
  }
  if (plan.kind === 'sprt') {
    const test = `the sequential test (${testText(budget.percentile, plan)})`;
    if (decision === 'held')
      return `${acceptedText(budget.percentile, plan)} ${what} is below ${limit}: ${missed}, accepted by ${test}`;
    return `${what} below ${limit} is refused by ${test}: ${missed}`;
  }
  if (decision === 'held') return `${sure} ${what} is below ${limit}: ${missed}`;
  if (isRefuted(count, plan, complete)) {
    return `${sure} ${what} is above ${limit}: ${missed}`;
  }
  return `${what} is not shown to be below ${limit}: ${missed}, ${mayText(plan.allowed(budget.percentile), plan)}`;
}

/**
 * Whether a failed budget is shown to be missed: by the whole sample, or by when the miss came that was one too many (that so many miss
 * within m runs is one and the same event). When the gate ended after that says nothing.
 */
function isRefuted(
  { budget, misses, samples, inconclusive, lostAt }: Count,
  plan: GatePlan,
  complete: boolean,
): boolean {
  const aim = { percentile: budget.percentile, confidence: plan.confidence };
  if (complete) return refutes(misses - inconclusive, samples, aim);
  const allowed = plan.allowed(budget.percentile);
  return inconclusive === 0 && allowed !== null && lostAt !== null && refutes(allowed + 1, lostAt, aim);
}

function openClaim(count: Count, plan: GatePlan, complete: boolean): string {
  const { budget, samples, misses, inconclusive } = count;
  const { percentile } = budget;
  const missed = missedText(count);
  if (plan.kind === 'sprt') {
    const test = `the sequential test (${testText(plan.percentile, plan)})`;
    return complete ? `not decided: ${test} came to no end: ${missed}` : `not decided when the gate ended: ${missed}`;
  }
  if (!plan.canShow(percentile)) {
    const shown = number(Math.floor(10 * planConfidence(misses, samples, percentile)) / 10);
    return `too few seeds for p${percentile}: ${missed}, which shows it with ${shown} % confidence; ${enoughText(count, plan)}`;
  }
  if (inconclusive > 0 && misses > (plan.allowed(percentile) ?? 0)) {
    return `not decided: ${missed}; a run that tests nothing shows nothing`;
  }
  return `not decided when the gate ended: ${missed}`;
}

/** The plan that would have been long enough for what was seen. */
function enoughText({ budget: { percentile }, misses }: Count, { confidence, allowed }: GatePlan): string {
  const k = allowed(percentile) ?? misses;
  try {
    return `--plan ${k}/${smallestSeeds(k, { percentile, confidence })} has enough`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'no gate has enough for such a percentile';
  }
}

function missedText({ misses, samples, inconclusive }: Count): string {
  return `${misses} of ${samples} missed${inconclusive === 0 ? '' : ` (${inconclusive} inconclusive)`}`;
}

/** `5 % against 1 %`: the shares of runs that miss, to be refused and to be accepted. */
export function testText(percentile: number, { confidence }: Pick<GatePlan, 'confidence'>): string {
  const { badRate, goodRate } = sprtFor({ percentile, confidence });
  return `${number(100 * badRate)} % against ${number(100 * goodRate)} %`;
}

/** Wald's bounds are met to a third of a percent only: where the walk itself gives less than was asked for, less is said. */
function acceptedText(percentile: number, plan: GatePlan): string {
  const given = Math.floor(10 * plan.confidenceOf(percentile)) / 10;
  return `with ${number(Math.min(plan.confidence, given))} % confidence`;
}

function mayText(allowed: number | null, { seeds }: Pick<GatePlan, 'seeds'>): string {
  return allowed === 0 ? `none of ${seeds} may` : `${allowed} of ${seeds} may`;
}

/**
 * The line that a log shows for a failed budget:
 * `FAIL rto p95 594m > 60m (208 seeds, 208 over). Worst: seed 17 (611m). Reproduce: zonefall run scenarios/... --seed 17`
 */
export function failLine(
  { id, percentile, actualSeconds, maxSeconds, samples, misses }: Omit<GateBudget, 'failLine' | 'claim'>,
  worst: WorstSeed | undefined,
): string {
  const limit = shortDuration(maxSeconds);
  const actual = actualSeconds === null ? 'never' : shortDuration(actualSeconds);
  const name = percentile === 100 ? 'max' : `p${percentile}`;
  const over = actualSeconds === null || actualSeconds > maxSeconds;
  const seen = `(${samples} ${samples === 1 ? 'seed' : 'seeds'}, ${misses} over)`;
  const head = `FAIL ${id} ${name} ${actual} ${over ? `> ${limit}` : `is not shown to be below ${limit}`} ${seen}.`;
  if (worst === undefined) return head;
  const how = worst.actualSeconds === null ? worst.verdict : shortDuration(worst.actualSeconds);
  return `${head} Worst: seed ${worst.seed} (${how}). Reproduce: ${worst.reproduce}`;
}

/** A number for a sentence: at most two digits behind the point, none that say nothing. */
export function number(value: number): string {
  return String(Number(value.toFixed(2)));
}

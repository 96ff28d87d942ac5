/** From the counted sample to what is told about one scenario in one variant. Pure. */
import { runCommandLine } from '../commands/invocation.ts';
import type { Budget } from '../files/index.ts';
import { distributionOf, phaseDistributions, type SweepRow, worstRows } from '../sweep/index.ts';
import { clopperPearson } from './bounds.ts';
import { budgetClaim, failLine, measureLabel } from './claims.ts';
import { leftToShorten } from './left-to-shorten.ts';
import { actualOf, findingsOf, outcomeOf } from './misses.ts';
import { quantileOf, upperBound } from './percentiles.ts';
import type {
  GateBudget,
  GateChoices,
  GateDecision,
  GateFinding,
  GateResult,
  PinnedSeed,
  SeedsReport,
  WorstSeed,
} from './report.ts';
import type { Count, GateSample } from './sample.ts';

/** What was gated. */
export interface GateSubject {
  /** As it was typed. */
  readonly file: string;
  readonly scenario: { readonly id: string; readonly sha256: string; readonly title: string };
  readonly variant: string;
  /** As it must be typed to get the same: no variant for a scenario as it stands. */
  readonly choices: GateChoices;
  readonly budgets: readonly Budget[];
}

export interface Gated {
  readonly subject: GateSubject;
  readonly sample: GateSample;
  readonly pins: readonly PinnedSeed[];
  readonly seeds: SeedsReport;
  readonly stoppedEarly: string | null;
  readonly wallSeconds: number;
}

const worstCount = 10;

export function resultOf({ subject, sample, pins, seeds, stoppedEarly, wallSeconds }: Gated): GateResult {
  const { file, scenario, variant, choices } = subject;
  const { rows, plan } = sample;
  // A bound holds for a sample of a size that was fixed beforehand; one that its own values ended is shorter for a reason.
  const wholeSample = plan.kind === 'fixed' && sample.complete;
  const budgets = sample.counts.map((count) => budgetOf(count, sample, subject, wholeSample));
  const findings = rows.flatMap((row) => findingOf(row, subject));
  const decision = decisionOf(budgets, findings, pins);
  const confidence = wholeSample ? plan.confidence : null;
  return {
    file,
    scenario,
    variant,
    choices,
    plan: plan.report,
    confidence: plan.confidence,
    seeds,
    decision,
    claim: wholeClaim(decision, budgets, findings, pins),
    stoppedEarly,
    budgets,
    findings,
    pins,
    misses: rows.filter((row) => subject.budgets.some(({ id }) => outcomeOf(row, id) !== 'ok')).length,
    rtoSeconds: distributionOf(
      rows.map(({ rtoSeconds }) => rtoSeconds),
      confidence,
    ),
    phases: phaseDistributions(rows, confidence),
    worst: worstRows(rows, worstCount).map((row) => seedOf(row, row.rtoSeconds, subject)),
    rows,
    wallSeconds,
  };
}

/** `zonefall run FILE --variant V --var x=y --seed N`. */
export function reproduceLine({ file, choices }: GateSubject, seed: number): string {
  return runCommandLine({ scenario: file, ...choices, seed });
}

function budgetOf(count: Count, sample: GateSample, subject: GateSubject, wholeSample: boolean): GateBudget {
  const { budget, samples, misses, inconclusive } = count;
  const { id, measure, maxSeconds, percentile } = budget;
  const { plan } = sample;
  const rows = sample.rows.slice(0, samples);
  const values = rows.map((row) => actualOf(row, id));
  const decision = sample.decisionOn(count);
  const missed = rows.filter((row) => outcomeOf(row, id) !== 'ok');
  const confidence = plan.confidenceOf(percentile);
  const told = {
    id,
    measure,
    label: measureLabel(measure),
    maxSeconds,
    percentile,
    decision,
    samples,
    misses,
    inconclusive,
    allowed: plan.allowed(percentile),
    confidence: confidence > 0 ? confidence : null,
    missRate: wholeSample ? clopperPearson(misses, samples, plan.confidence) : null,
    actualSeconds: quantileOf(values, percentile),
    upperSeconds: wholeSample ? upperBound(values, { percentile, confidence: plan.confidence }) : null,
    worst: worstOf(missed, budget)
      .slice(0, worstCount)
      .map((row) => seedOf(row, actualOf(row, id), subject)),
  };
  const claim = budgetClaim(count, decision, plan, sample.complete);
  if (decision !== 'failed') return { ...told, claim };
  return {
    ...told,
    claim,
    failLine: failLine(told, told.worst[0]),
    leftToShorten: leftToShorten(budget, missed, subject.budgets),
  };
}

/** Those that show a failure before those that were inconclusive, those that never got there before the slowest. */
function worstOf(missed: readonly SweepRow[], { id }: Budget): SweepRow[] {
  const badness = (row: SweepRow): number =>
    row.verdict === 'inconclusive' ? -1 : (actualOf(row, id) ?? Number.MAX_VALUE);
  return missed.toSorted((a, b) => badness(b) - badness(a));
}

function seedOf(row: SweepRow, actualSeconds: number | null, subject: GateSubject): WorstSeed {
  const { seed, verdict, rtoSeconds, reasons } = row;
  return { seed, verdict, actualSeconds, rtoSeconds, reasons, reproduce: reproduceLine(subject, seed) };
}

function findingOf(row: SweepRow, subject: GateSubject): GateFinding[] {
  const reasons = findingsOf(row);
  const { seed, verdict } = row;
  return reasons.length === 0 ? [] : [{ seed, verdict, reasons, reproduce: reproduceLine(subject, seed) }];
}

function decisionOf(
  budgets: readonly GateBudget[],
  findings: readonly GateFinding[],
  pins: readonly PinnedSeed[],
): GateDecision {
  if (findings.length > 0 || pins.some(fails)) return 'failed';
  if (budgets.some(({ decision }) => decision === 'failed')) return 'failed';
  if (pins.some(({ passed }) => !passed)) return 'inconclusive';
  // Nothing to hold is nothing held.
  return budgets.length > 0 && budgets.every(({ decision }) => decision === 'held') ? 'passed' : 'inconclusive';
}

/** Of a pinned seed: an inconclusive run is no failure, but it passes nothing either. */
function fails({ passed, row }: PinnedSeed): boolean {
  return !passed && row.verdict !== 'inconclusive';
}

/** The whole in one sentence: what was shown, or the first thing that was not. */
function wholeClaim(
  decision: GateDecision,
  budgets: readonly GateBudget[],
  findings: readonly GateFinding[],
  pins: readonly PinnedSeed[],
): string {
  const main = budgets.find(({ measure }) => measure === 'recovery') ?? budgets[0];
  if (decision === 'passed' && main !== undefined)
    return budgets.length === 1 ? main.claim : `${main.claim}; all ${budgets.length} budgets hold`;
  const pin = pins.find(({ passed }) => !passed);
  if (pin !== undefined && (fails(pin) || decision === 'inconclusive')) {
    return `the pinned seed ${pin.seed} ${fails(pin) ? 'fails again' : 'shows nothing'}: ${pin.row.reasons[0] ?? pin.row.verdict}`;
  }
  if (main === undefined) return 'the scenario has no budgets: there is nothing to hold';
  if (decision === 'inconclusive') return (budgets.find((each) => each.decision === 'open') ?? main).claim;
  const [finding] = findings;
  if (finding !== undefined) return `seed ${finding.seed}: ${finding.reasons[0]}`;
  const failed = budgets.filter((each) => each.decision === 'failed');
  const first = failed.find((each) => each === main) ?? failed[0]!;
  const left = first.leftToShorten === undefined ? '' : `; ${first.leftToShorten.text}`;
  return `${first.claim}${left}`;
}

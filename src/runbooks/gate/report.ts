/** What a gate found, as plain data: every report (screen, JSON, JUnit, Markdown, HTML) is written from this and from nothing else. */
import type { PhaseName } from '../files/index.ts';
import type { SweepPercentiles, SweepRow } from '../sweep/index.ts';

/** `held` is shown with the confidence asked for; `open` is neither shown nor refused (the gate ended before, or had too few seeds). */
export type BudgetDecision = 'held' | 'failed' | 'open';
export type GateDecision = 'passed' | 'failed' | 'inconclusive';

/** How the seeds are counted. */
export type PlanReport =
  | {
      readonly kind: 'fixed';
      /** As one types it: `5/208`. */
      readonly text: string;
      readonly seeds: number;
      /** How many may miss a budget of this percentile; null: so few seeds show nothing about it. */
      readonly misses: number | null;
      readonly percentile: number;
      /** In percent: what the plan really gives for this percentile (5/208 gives 95.08 for p95); 0 if it shows nothing. */
      readonly confidence: number;
    }
  | {
      readonly kind: 'sprt';
      readonly text: 'sprt';
      /** It stops being patient here, undecided. */
      readonly seedsMax: number;
      /** A share of runs that miss, 0 to 1: what is to be refused, and what is to be accepted. */
      readonly badRate: number;
      readonly goodRate: number;
      readonly percentile: number;
      /** In percent: how surely a build at `badRate` is refused, computed for these bounds. */
      readonly confidence: number;
    };

/** Where the seeds come from. */
export interface SeedsReport {
  readonly from: 'scenario' | 'list' | 'commit';
  /** The hash of HEAD, for seeds that were drawn from it. */
  readonly commit?: string;
  /** How many there were to draw from, and the first and the last of those that ran; null when none ran. */
  readonly planned: number;
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Of a measure over the seeds. `p95Upper` has the confidence of the gate; it is null where a sample was ended by what was in it (a plan
 * that could not be held any more, a sequential test), for then the bound would claim too much.
 */
export type MeasuredPercentiles = SweepPercentiles;

/** A seed that is worth looking at. */
export interface WorstSeed {
  readonly seed: number;
  readonly verdict: SweepRow['verdict'];
  /** What it measured, of the budget that it is listed for; null if it never got there. */
  readonly actualSeconds: number | null;
  readonly rtoSeconds: number | null;
  /** Why it did not pass, a sentence each; empty if it did. */
  readonly reasons: readonly string[];
  /** The command that shows it. */
  readonly reproduce: string;
}

export interface GateBudget {
  readonly id: string;
  /** `recovery`, `data-loss`, `phase.decide`, ... */
  readonly measure: string;
  /** For a sentence: `RTO`, `data loss`, `the decide phase`. */
  readonly label: string;
  readonly maxSeconds: number;
  /** 100: no run may miss it. */
  readonly percentile: number;
  readonly decision: BudgetDecision;
  /** `with 95 % confidence p95 RTO is below 60 min: 3 of 208 missed` */
  readonly claim: string;
  readonly samples: number;
  readonly misses: number;
  /** Of the misses, those whose runs were inconclusive: counted against the budget, but they show nothing. */
  readonly inconclusive: number;
  /** How many of a fixed plan's seeds may miss; null: too few seeds for this percentile, or an SPRT. */
  readonly allowed: number | null;
  /** In percent, for this percentile; null where nothing can be shown. */
  readonly confidence: number | null;
  /** Clopper-Pearson interval of the share of runs that miss (0 to 1), at the gate's confidence; null when chance ended the sample. */
  readonly missRate: { readonly low: number; readonly high: number } | null;
  /** The value at the budget's percentile, and its upper bound; null for never (or no bound). */
  readonly actualSeconds: number | null;
  readonly upperSeconds: number | null;
  /** Seeds that missed it, the worst first, at most ten. */
  readonly worst: readonly WorstSeed[];
  /** Only of a failed one: the line that a log shows, with the way to see it again. */
  readonly failLine?: string;
  /** Only of a failed one: what of the recovery is left to shorten, in a sentence. */
  readonly leftToShorten?: LeftToShorten;
}

export interface LeftToShorten {
  /** Null: no phase alone would bring these runs under the budget. */
  readonly phase: PhaseName | null;
  /** Of the runs that missed and have their phases measured: how many that phase alone would have saved. */
  readonly saved: number;
  readonly of: number;
  readonly text: string;
}

/** A run that failed for another reason than a budget: an invariant, a stop condition. One is enough to fail the gate. */
export interface GateFinding {
  readonly seed: number;
  readonly verdict: SweepRow['verdict'];
  readonly reasons: readonly string[];
  readonly reproduce: string;
}

/** A seed that failed once and is watched ever since. It is no part of the sample: nobody drew it by chance. */
export interface PinnedSeed {
  readonly seed: number;
  /** Why it was pinned. */
  readonly why: string;
  readonly passed: boolean;
  readonly row: SweepRow;
  readonly reproduce: string;
}

/** What was typed for a scenario that is gated. */
export interface GateChoices {
  readonly variant?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly runbook?: string;
}

/** One scenario in one variant. */
export interface GateResult {
  /** The scenario's file as it was typed. */
  readonly file: string;
  readonly scenario: { readonly id: string; readonly sha256: string; readonly title: string };
  readonly variant: string;
  readonly choices: GateChoices;
  readonly plan: PlanReport;
  /** In percent. */
  readonly confidence: number;
  readonly seeds: SeedsReport;
  readonly decision: GateDecision;
  /** The whole in one sentence. */
  readonly claim: string;
  /** Why the sample is shorter than the plan; null if it is not. */
  readonly stoppedEarly: string | null;
  readonly budgets: readonly GateBudget[];
  readonly findings: readonly GateFinding[];
  readonly pins: readonly PinnedSeed[];
  /** Runs that missed at least one budget. */
  readonly misses: number;
  readonly rtoSeconds: MeasuredPercentiles | null;
  readonly phases: Readonly<Record<PhaseName, MeasuredPercentiles | null>>;
  /** The slowest recoveries, the worst first, at most ten. */
  readonly worst: readonly WorstSeed[];
  /** The sample, in the order of the seeds. Pins are not in it. */
  readonly rows: readonly SweepRow[];
  readonly wallSeconds: number;
}

export interface GateReport {
  readonly environment: 'simulated';
  readonly decision: GateDecision;
  /** 0 passed, 1 failed, 4 inconclusive. */
  readonly exitCode: number;
  /** In the order in which they were typed. */
  readonly results: readonly GateResult[];
  /** A command to type next. */
  readonly next: readonly { readonly command: string; readonly shows: string }[];
  readonly wallSeconds: number;
}

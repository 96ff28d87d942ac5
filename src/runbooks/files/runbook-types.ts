import type { ProbeName } from './catalogue/probes.ts';
import type { StepName, StepWith } from './catalogue/steps.ts';
import type { Position } from './problems.ts';
import type { VariableDeclaration, VariableValue } from './variables.ts';

/**
 * A runbook as plain data. What a step is given (`with`) stays as it is in the file, because outputs of other steps may stand in it:
 * `resolveStep` puts them in when the step starts, and returns it validated.
 */
export interface Runbook {
  readonly id: string;
  /** The path of its source: the key in `Loaded.runbooks`. */
  readonly file: string;
  readonly title: string;
  readonly owner?: string;
  readonly objectives: { readonly rtoSeconds?: number; readonly rpoSeconds?: number };
  readonly inputs: Readonly<Record<string, VariableDeclaration>>;
  /** Roles of people, and what each may do. */
  readonly roles: Readonly<Record<string, { readonly may: readonly Right[] }>>;
  readonly preflight: readonly Preflight[];
  readonly safetyRules: readonly SafetyRule[];
  readonly activate: readonly Step[];
  readonly postRecovery: readonly Step[];
  readonly rollbacks: { readonly strategy: RollbackStrategy; readonly order: 'reverse' | 'forward' };
}

export type Right = 'approve' | 'abort' | 'go-ungraceful' | 'run' | 'retry' | 'skip';

/**
 * When undo actions run: `default` after a failure, `deviated` only after a failure outside the plan's own on-failure,
 * `always`, `never`.
 */
export type RollbackStrategy = 'default' | 'always' | 'never' | 'deviated';

/** Something to do: a kind of step and what it is given, with expressions still in it. */
export interface Action {
  readonly uses: StepName;
  readonly with: Readonly<Record<string, unknown>>;
}

/** A check: `tolerance` is that of the kind, already validated. */
export interface Check extends Action {
  readonly tolerance?: unknown;
}

export interface Preflight extends Action {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly position: Position;
}

export interface SafetyRule {
  readonly name: string;
  readonly type: 'ATMOST' | 'ATLEAST';
  readonly threshold: number;
  readonly of: ProbeName;
}

export interface Retry {
  readonly attempts: number;
  readonly delaySeconds: number;
  readonly backoff: 'none' | 'exponential';
}

/** What every step has. Timeout and retry are the step's own, else the runbook's defaults. */
export interface StepFrame {
  readonly id: string;
  readonly title?: string;
  /** The steps of the same list that must be done first. */
  readonly needs: readonly string[];
  /** A CEL expression; the step is skipped if it is false. */
  readonly if?: string;
  /** The role of the people who may do it. */
  readonly role?: string;
  readonly timeoutSeconds?: number;
  readonly retry?: Retry;
  readonly onFailure?: OnFailure;
  /** What happens to it once somebody went ungraceful. */
  readonly ungraceful: 'run' | 'skip';
  readonly undo?: Action;
  readonly verify: readonly Check[];
  /** The probe that says how far it is. */
  readonly progress?: ProbeName;
  /** Events that its start and its end mean, for `fit`, budgets and phases. */
  readonly milestones: { readonly started?: string; readonly finished?: string };
  /** Where it stands, for findings. */
  readonly position: Position;
}

/** What to do when a step has failed for good: these steps, and then go on, try the step again, or stop the plan. */
export interface OnFailure {
  readonly steps: readonly Step[];
  readonly then: 'continue' | 'retry' | 'stop';
}

export interface ActionStep extends StepFrame, Action {}

/** Steps that start together; it is done when all are. */
export interface ParallelStep extends StepFrame {
  readonly parallel: readonly Step[];
}

export type Step = ActionStep | ParallelStep;

/** Tells the two forms of a step apart. */
export function isParallel(step: Step): step is ParallelStep {
  return 'parallel' in step;
}

/** A step ready to run: its kind and what it is given, typed by the kind. */
export type ResolvedStep = { [N in StepName]: { readonly uses: N; readonly with: StepWith<N> } }[StepName];

/** What expressions in a step can see. */
export interface StepScope {
  readonly inputs: Readonly<Record<string, VariableValue>>;
  readonly steps: Readonly<Record<string, { readonly outputs: Readonly<Record<string, unknown>> }>>;
}

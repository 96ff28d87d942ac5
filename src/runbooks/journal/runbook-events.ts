/** What a journal says about runbooks and their steps. A step is named by its path: `kernel/rebuild-kernel/launch`. */
import type { Json } from './json.ts';

export interface RunbookStarted {
  readonly kind: 'runbook.started';
  readonly id: string;
  /** Empty for the run's own runbook, the calling step's path for one that `runbook:run` called. */
  readonly path: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, Json>>;
  /** The steps' paths in the order of the file, post-recovery steps last, so that a screen can draw the list at once. */
  readonly steps: readonly { readonly path: string; readonly uses?: string; readonly needs: readonly string[] }[];
}

export type RunbookStatus = 'succeeded' | 'failed' | 'aborted' | 'stopped';

export interface RunbookEnded {
  readonly kind: 'runbook.ended';
  readonly id: string;
  readonly path: string;
  readonly status: RunbookStatus;
  readonly why?: string;
}

/** One look before anything is changed. `ok: false` is a finding for those who decide, not a barrier. */
export interface Preflight {
  readonly kind: 'preflight';
  readonly id: string;
  readonly uses: string;
  readonly severity: 'error' | 'warning';
  readonly ok: boolean;
  readonly why: string;
}

/** Somebody decided that the old place is not worth asking any more: steps with `ungraceful: skip` are skipped from here. */
export interface ModeChanged {
  readonly kind: 'mode.changed';
  readonly mode: 'ungraceful';
  readonly by: string;
  /** The step whose failure led to it. */
  readonly path: string;
}

export interface StepStarted {
  readonly kind: 'step.started';
  readonly path: string;
  readonly id: string;
  /** Absent for a group of parallel steps. */
  readonly uses?: string;
  readonly owner?: string;
  /** 1 at first. */
  readonly attempt: number;
}

export interface StepProgress {
  readonly kind: 'step.progress';
  readonly path: string;
  /** 0 to 1. */
  readonly fraction: number;
  readonly text: string;
}

/** An attempt failed and another one will follow after `delaySeconds`. */
export interface StepRetried {
  readonly kind: 'step.retried';
  readonly path: string;
  /** The attempt that failed. */
  readonly attempt: number;
  readonly delaySeconds: number;
  readonly error: string;
}

export interface StepVerified {
  readonly kind: 'step.verified';
  readonly path: string;
  readonly uses: string;
  readonly ok: boolean;
  readonly why: string;
}

/** The step failed for good; `onFailure` is what the plan says about it then, null when it has none. */
export interface StepFailed {
  readonly kind: 'step.failed';
  readonly path: string;
  readonly error: string;
  readonly onFailure: 'continue' | 'retry' | 'stop' | null;
}

/** The `on-failure` steps of a failed step are done; `ok` when the steps that need it may start as if it had succeeded. */
export interface StepHandled {
  readonly kind: 'step.handled';
  readonly path: string;
  readonly ok: boolean;
}

export interface StepSucceeded {
  readonly kind: 'step.succeeded';
  readonly path: string;
  readonly outputs: Readonly<Record<string, Json>>;
}

export interface StepSkipped {
  readonly kind: 'step.skipped';
  readonly path: string;
  readonly why: string;
}

export interface SafetyRuleBroken {
  readonly kind: 'safety-rule.broken';
  readonly name: string;
  /** The step that it kept from starting, or that has broken it. */
  readonly path: string;
  readonly type: 'ATMOST' | 'ATLEAST';
  readonly threshold: number;
  readonly of: string;
  /** Null when the probe gave no number, which counts as broken. */
  readonly value: number | null;
  readonly why: string;
}

export interface Checkpoint {
  readonly kind: 'checkpoint';
  readonly path: string;
}

export interface RollbackStarted {
  readonly kind: 'rollback.started';
  readonly path: string;
  readonly why: string;
  /** In the order in which they will be undone. */
  readonly steps: readonly string[];
}

export interface StepUndone {
  readonly kind: 'step.undone';
  readonly path: string;
  readonly ok: boolean;
  readonly error?: string;
}

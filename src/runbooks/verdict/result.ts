/** What `run -o json` prints, `zonefall.result/v1`: the shape that others parse. Every time is in seconds of virtual time. */
import type { PhaseName } from '../files/index.ts';
import type { Verdict } from '../journal/events.ts';

/** Null: the phase did not happen, or did not end. */
export type Phases = Readonly<Record<PhaseName, number | null>>;

export interface BudgetResult {
  readonly id: string;
  readonly measure: string;
  readonly maxSeconds: number;
  readonly actualSeconds: number | null;
  readonly passed: boolean;
  /** Why it did not pass, in a sentence. */
  readonly why?: string;
}

export interface FitResult {
  readonly event: string;
  readonly expectedSeconds: number;
  readonly withinSeconds: number;
  readonly actualSeconds: number | null;
  readonly fits: boolean;
}

export interface InvariantResult {
  readonly name: string;
  /** False without a time when nothing measured it. */
  readonly held: boolean;
  readonly brokenAtSeconds?: number;
  readonly why?: string;
}

export interface RunResult {
  readonly schema: 'zonefall.result/v1';
  readonly environment: 'simulated' | 'mixed' | 'live';
  readonly scenario: { readonly id: string; readonly sha256: string };
  readonly variant: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** Why the verdict is not `passed`, a sentence each; empty when it is. */
  readonly reasons: readonly string[];
  readonly recovery: {
    readonly recovered: boolean;
    /** From the first fault to the moment at which the steady state had held for its time. */
    readonly rtoSeconds: number | null;
    readonly rpoSeconds: number | null;
    readonly lostWrites: number | null;
    readonly phases: Phases;
  };
  readonly milestones: readonly { readonly id: string; readonly atSeconds: number }[];
  readonly budgets: readonly BudgetResult[];
  readonly invariants: readonly InvariantResult[];
  readonly fit: readonly FitResult[];
  readonly worlds: {
    readonly collisions: readonly { readonly zone: string; readonly names: readonly string[] }[];
  };
  readonly trace: { readonly events: number; readonly sha256: string };
  readonly virtualSeconds: number;
}

/** What the command line adds: it differs from machine to machine, so it is no part of what a run means. */
export interface ToolStamp {
  readonly tool: { readonly version: string; readonly node: string };
  readonly wallSeconds: number;
}

const exitCodes: Readonly<Record<Verdict, number>> = { passed: 0, failed: 1, inconclusive: 4, stopped: 5 };

/** 0 passed, 1 failed, 4 inconclusive, 5 stopped by a stop condition, an operator or a decision to abort. */
export function exitCodeOf(verdict: Verdict): number {
  return exitCodes[verdict];
}

/**
 * What a journal may say. One type for each kind of event; `kind` tells them apart.
 *
 * Everything here is what a report, a screen or a replay needs to know, and nothing that differs between two machines:
 * no wall time, no version of Node, no absolute path. Names end in their unit; `at` counts whole microseconds of
 * virtual time from the zero of the fault clock (negative before). A step is named by its `path`: the ids from the
 * runbook down, joined by slashes (`kernel/rebuild-kernel/launch`).
 */
import type { CommandAnswered, InputGiven } from './drill-events.ts';
import type { EffectEnded, EffectStarted, RunResumed, StepResolved } from './durable-events.ts';
import type { Json } from './json.ts';
import type {
  Checkpoint,
  ModeChanged,
  Preflight,
  RollbackStarted,
  RunbookEnded,
  RunbookStarted,
  SafetyRuleBroken,
  StepFailed,
  StepHandled,
  StepProgress,
  StepRetried,
  StepSkipped,
  StepStarted,
  StepSucceeded,
  StepUndone,
  StepVerified,
} from './runbook-events.ts';

export type * from './drill-events.ts';
export type * from './durable-events.ts';
export type * from './runbook-events.ts';

/** The text of a file that the run was built from; `file` is relative to the scenario's folder, with forward slashes. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export interface RunStarted {
  readonly kind: 'run.started';
  readonly format: 'zonefall.journal/v1';
  readonly environment: 'simulated' | 'mixed' | 'live';
  readonly scenario: { readonly id: string; readonly sha256: string; readonly title?: string };
  readonly variant: string;
  readonly seed: number;
  /** Who began it; in wall time only. */
  readonly by?: string;
  /** The values of `--var`, as they were typed. */
  readonly vars: Readonly<Record<string, string>>;
  /** The file of `--runbook`, when the scenario's own was replaced. */
  readonly runbook?: string;
  /** The modules that brought kinds of steps and probes along, when there were any. */
  readonly plugins?: readonly { readonly file: string; readonly sha256: string }[];
  /** How the design was broken on purpose, when it was. */
  readonly mutant?: string;
  /** From which moments on chance was drawn with other seeds, when it was. */
  readonly reseed?: readonly { readonly atSeconds: number; readonly seed: number }[];
  /** Whether people were asked, as in a drill: what they said stands in `input`. Absent where they were modelled. */
  readonly people?: 'asked';
  /** When virtual time zero was, where the team lives, and when the run is given up. */
  readonly clock: { readonly start: string; readonly zone: string; readonly horizonSeconds: number };
  /** The scenario first, then every runbook that it can reach: all that is needed to run it again. */
  readonly sources: readonly SourceText[];
}

export interface WorldReady {
  readonly kind: 'world.ready';
  /** Region to its physical zones. */
  readonly zones: Readonly<Record<string, readonly string[]>>;
  /** Account to its own names for them: `{ main: { 'eu-west-1a': 'euw1-az1' } }`. */
  readonly accounts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Physical zones in which installations meet behind names of different accounts. */
  readonly collisions: readonly { readonly zone: string; readonly names: readonly string[] }[];
  readonly hosts: readonly WorldHost[];
}

export interface WorldHost {
  readonly name: string;
  /** The installation, customer or office that it belongs to. */
  readonly owner: string;
  readonly role?: string;
  readonly account?: string;
  readonly region?: string;
  /** Its physical zone; none for a place outside EC2. */
  readonly zone?: string;
  readonly type?: string;
  readonly bits?: 32 | 64;
}

export interface FaultStarted {
  readonly kind: 'fault.started';
  readonly name: string;
  readonly action: string;
  /** What the fault's target resolved to; absent when it has none, and empty is a run that tested nothing. */
  readonly targets?: readonly string[];
  readonly forSeconds?: number;
  readonly with?: Json;
}

export interface FaultEnded {
  readonly kind: 'fault.ended';
  readonly name: string;
}

/** Something that responders may know from now on: an alert of their monitoring, a line of a status page, a call. */
export interface Signal {
  readonly kind: 'signal';
  readonly via: string;
  readonly text: string;
}

/** What the people who decide can know at that moment; the world itself is not in it. */
export interface Known {
  readonly signals?: readonly { readonly atSeconds: number; readonly via: string; readonly text: string }[];
  readonly probes?: readonly { readonly name: string; readonly ok: boolean; readonly why: string }[];
  readonly preflight?: readonly {
    readonly id: string;
    readonly severity: 'error' | 'warning';
    readonly ok: boolean;
    readonly why: string;
  }[];
}

export interface DecisionAsked {
  readonly kind: 'decision.asked';
  readonly decision: string;
  readonly path: string;
  readonly role: string;
  readonly choices: readonly string[];
  /** What those who are asked read, where the question has more words than its name. */
  readonly prompt?: string;
  readonly known: Known;
}

/** Nobody answered in time, and another role was asked as well. */
export interface DecisionEscalated {
  readonly kind: 'decision.escalated';
  readonly decision: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly afterSeconds: number;
}

export interface DecisionMade {
  readonly kind: 'decision.made';
  readonly decision: string;
  readonly path: string;
  readonly by: string;
  readonly choice: string;
  /** Since it was asked. */
  readonly waitedSeconds: number;
  readonly known: Known;
  readonly comment?: string;
}

export interface Log {
  readonly kind: 'log';
  readonly host: string;
  readonly process: string;
  readonly event: string;
  readonly data?: Json;
}

/** Written when a probe's answer changes, not each time it is asked. */
export interface Probe {
  readonly kind: 'probe';
  readonly name: string;
  readonly ok: boolean;
  readonly value: Json;
  readonly why: string;
}

/** Written when it begins and when it ceases to hold. */
export interface SteadyState {
  readonly kind: 'steady-state';
  readonly held: boolean;
  /** The probes that do not hold. */
  readonly failing: readonly string[];
}

export interface InvariantBroken {
  readonly kind: 'invariant.broken';
  readonly name: string;
  readonly value: Json;
  readonly why: string;
}

export interface StopConditionMet {
  readonly kind: 'stop-condition.met';
  readonly name: string;
  readonly when: string;
}

/** A point on the way that budgets and anchors name. `recovered` is written when the steady state has held for its time. */
export interface Milestone {
  readonly kind: 'milestone';
  readonly id: string;
  /** The step that reached it, if one did. */
  readonly path?: string;
}

/** A quantity that only the world can count: `data-loss` in seconds, `lost-writes`. The last one of a name counts. */
export interface Measure {
  readonly kind: 'measure';
  readonly name: string;
  readonly value: number;
}

/** How a run came to its end; the verdict follows from this and from everything before it. */
export type RunEnding = 'finished' | 'horizon' | 'stop-condition' | 'aborted' | 'operator';
export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'stopped';

export interface RunEnded {
  readonly kind: 'run.ended';
  readonly ending: RunEnding;
  readonly verdict: Verdict;
  readonly traceEvents: number;
  readonly traceSha256: string;
}

/** What is handed to `Journal.write`. */
export type JournalEntry =
  | RunStarted
  | WorldReady
  | FaultStarted
  | FaultEnded
  | Signal
  | DecisionAsked
  | DecisionEscalated
  | DecisionMade
  | RunbookStarted
  | RunbookEnded
  | Preflight
  | ModeChanged
  | StepStarted
  | StepProgress
  | StepRetried
  | StepVerified
  | StepFailed
  | StepHandled
  | StepSucceeded
  | StepSkipped
  | SafetyRuleBroken
  | Checkpoint
  | RollbackStarted
  | StepUndone
  | Log
  | Probe
  | SteadyState
  | InvariantBroken
  | StopConditionMet
  | Milestone
  | Measure
  | EffectStarted
  | EffectEnded
  | StepResolved
  | RunResumed
  | InputGiven
  | CommandAnswered
  | RunEnded;

export type JournalKind = JournalEntry['kind'];

/** An entry with its place in the journal. */
export type JournalEvent = { readonly seq: number; readonly at: number } & JournalEntry;

/** The events of one kind, narrowed: `ofKind(events, 'signal')`. */
export function ofKind<K extends JournalKind>(
  events: readonly JournalEvent[],
  kind: K,
): readonly Extract<JournalEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<JournalEvent, { kind: K }> => event.kind === kind);
}

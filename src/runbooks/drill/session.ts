/**
 * A drill as a screen sees it: the only door between `src/tui` and the world. The world runs in its own thread; what comes from it is
 * kept here, and a screen draws from `state` whenever `subscribe` says that it changed.
 */
import type { JournalEvent } from '../journal/index.ts';
import type { RunResult } from '../verdict/index.ts';
import type { Causes } from './causes.ts';
import type { AnswerInput, NoteInput, Seat } from './input.ts';
import type { ApiCall, Snapshot } from './snapshot.ts';

/** Virtual seconds for each second of the wall clock. */
export type Pace = number | 'max';

/** `loading` until the world stands; `paused` by a person; `ended` with a result; `broken` when the thread ended without one. */
export type Phase = 'loading' | 'running' | 'paused' | 'ended' | 'broken';

/** What somebody is asked, and has not answered yet. */
export interface Pending {
  readonly kind: 'decision' | 'checkpoint' | 'failed-step' | 'note';
  readonly path: string;
  readonly decision: string;
  readonly role: string;
  readonly choices: readonly string[];
  readonly prompt?: string;
  /** At a point of no return this word must be typed, whole. */
  readonly word?: string;
  readonly askedAtUs: number;
  /** Nobody answered in time, and this role is asked as well. */
  readonly escalatedTo?: string;
}

export interface DrillFacts {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly variant: string;
  readonly seed: number;
  /** Epoch milliseconds of the fault clock's zero, and where the team lives. */
  readonly zeroMs: number;
  readonly zone: string;
  readonly horizonSeconds: number;
  readonly budgets: readonly { readonly id: string; readonly measure: string; readonly maxSeconds: number }[];
  readonly variants: readonly string[];
  /** Relative to the folder where the command was typed. */
  readonly journalPath: string;
  readonly seat: Seat;
  readonly by: string;
}

/** What is known now. A new object whenever something changed; its parts are the same objects where they did not. */
export interface DrillState {
  readonly phase: Phase;
  readonly pace: Pace;
  /** A question was asked while time ran fast: until it is answered, or a person sets the pace anew, it runs at 60x. */
  readonly slowed?: boolean;
  /** Where `runUntil` or `step` is running to, as fast as it goes. */
  readonly until?: number | 'question' | 'end' | 'step';
  readonly nowUs: number;
  /** All so far, in order: appended to, never changed. `eventCount` moves when it grows. */
  readonly events: readonly JournalEvent[];
  readonly eventCount: number;
  /** Of the last line, 64 hexadecimal digits; empty before the first. */
  readonly hash: string;
  readonly pending: readonly Pending[];
  readonly snapshot?: Snapshot;
  /** The last two thousand. */
  readonly calls: readonly ApiCall[];
  readonly result?: RunResult;
  /** Why it is broken. */
  readonly error?: string;
  /** Which of the drill's runs this is; 0 is the first. */
  readonly fork: number;
}

/** A run of this drill: the first one, and one for each time that somebody went back and decided otherwise. */
export interface Fork {
  readonly index: number;
  readonly name: string;
  readonly parent?: number;
  readonly atUs: number;
  readonly events: readonly JournalEvent[];
  readonly result?: RunResult;
}

export interface CommandResult {
  readonly ok: boolean;
  /** What the console prints, lines without escapes. */
  readonly lines: readonly string[];
}

export interface Completion {
  /** The whole line with the suggestion in place. */
  readonly line: string;
  readonly doc?: string;
}

export interface ForkChoices {
  readonly name: string;
  /** Values of variables that are to differ from the start on (`{ replicaType: 'm1.large' }`): then all before `atUs` is run anew too. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly variant?: string;
  /** Which run is gone back in; the present one without it. */
  readonly from?: number;
}

export interface DrillSession {
  readonly facts: DrillFacts;
  readonly state: DrillState;
  /** `listener` is called at most twelve times a second, after each change; returns how to stop. */
  subscribe(listener: () => void): () => void;

  setPace(pace: Pace): void;
  pause(): void;
  resume(): void;
  /** Runs to the next event of the journal, and pauses. */
  step(): void;
  /** Runs as fast as it goes, and pauses there: a moment of the fault clock, the next question, or the end. */
  runUntil(target: number | 'question' | 'end'): void;

  /** Rejects with an Error whose message says what is possible, when nothing like it was asked. */
  answer(answer: Omit<AnswerInput, 'kind'> | Omit<NoteInput, 'kind'>): Promise<void>;
  command(text: string): Promise<CommandResult>;
  complete(text: string): readonly Completion[];

  /** The world as it was at a moment: computed again with the same inputs. */
  lookAt(atUs: number): Promise<{ readonly snapshot: Snapshot; readonly calls: readonly ApiCall[] }>;
  /** Goes back to a moment and leaves what was done after it: this session goes on as that run, paused. */
  fork(atUs: number, choices: ForkChoices): Promise<void>;
  readonly forks: readonly Fork[];

  /** What the decisions of this run cost, found by running the alternatives; `onDone` counts them. */
  debrief(onDone?: (done: number, of: number) => void): Promise<Debrief>;
  /** Writes the debrief as HTML and Markdown; gives the paths. */
  write(): Promise<readonly string[]>;
  /** What each cause that the scenario names cost on this seed; rejects for a scenario without variants. */
  causes?(onDone?: (done: number, of: number) => void): Promise<Causes>;
  close(): Promise<void>;
}

export interface Debrief {
  readonly result: RunResult;
  readonly decisions: readonly DebriefDecision[];
  /** The cheapest of all policies that were tried on this seed. */
  readonly best: { readonly words: string; readonly rtoSeconds: number | null };
  readonly findings: readonly {
    readonly title: string;
    readonly why?: string;
    readonly severity: string;
    readonly owner: string;
    readonly retest?: string;
  }[];
  /** 0 to 100, with the sentence that says how it came about. */
  readonly score: { readonly points: number; readonly words: string };
  /** Every policy that was run, the best first; `words` of each are different. */
  readonly policies: readonly {
    readonly words: string;
    readonly rtoSeconds: number | null;
    readonly differenceSeconds: number | null;
    readonly why?: string;
  }[];
  /** Sentences on what could not be run; empty if everything could. */
  readonly gaps: readonly string[];
}

export interface DebriefDecision {
  readonly path: string;
  readonly decision: string;
  readonly by: string;
  readonly choice: string;
  readonly atUs: number;
  readonly waitedSeconds: number;
  readonly comment?: string;
  readonly known: readonly string[];
  /** The same seed with this one thing otherwise: `rtoSeconds` null where it never recovered. */
  readonly alternatives: readonly {
    readonly words: string;
    readonly rtoSeconds: number | null;
    readonly differenceSeconds: number | null;
    /** Why it never recovered. */
    readonly why?: string;
  }[];
}

import type { ProbeName, Runbook, StepName, StepScope, StepWith, VariableValue } from '../files/index.ts';
import type { Journal, Known, RunbookStatus } from '../journal/index.ts';
import type { Cancellation } from './cancellation.ts';

/** Thrown by a step handler that could not do its work; the message is what operators read. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  /** Trying again cannot help, so the step's retries are not used. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent?: boolean } = {}) {
    super(message);
    this.permanent = options.permanent ?? false;
  }
}

/** Thrown in place of an outcome when a person said that the step is to be skipped: its followers may start. */
export class StepSkipped extends Error {
  override readonly name = 'StepSkipped';
}

/** What a step handler is given. */
export interface StepContext<N extends StepName = StepName> {
  readonly id: string;
  /** The ids from the run's runbook down, joined by slashes. */
  readonly path: string;
  readonly uses: N;
  /** What it is done for: the step itself, a look before or after it, putting it back. */
  readonly purpose: 'step' | 'check' | 'undo';
  /** Validated, with the outputs of earlier steps put in. */
  readonly with: StepWith<N>;
  /** What a check accepts, if the runbook says so. */
  readonly tolerance?: unknown;
  /** 1 at first. */
  readonly attempt: number;
  /** The inputs of the runbook that the step stands in, and the outputs of its steps so far. */
  readonly scope: StepScope;
  nowUs(): number;
  /** Rejects with Cancelled when the step is cancelled. */
  sleep(seconds: number): Promise<void>;
  /** Cancelled when the step has timed out or the run is stopped; whatever the handler returns then is ignored. */
  readonly cancelled: Cancellation;
  /** `fraction` from 0 to 1. */
  progress(fraction: number, text: string): void;
}

/**
 * Does one kind of step. Returns its outputs; throws StepFailed (or anything else) when it failed. A check throws when
 * the answer is no, and may return a `why` that says what it saw.
 */
export type StepHandler<N extends StepName = StepName> = (
  context: StepContext<N>,
) => Promise<Readonly<Record<string, unknown>> | undefined> | Promise<void>;

/** What a step can use. The runner itself knows `people:*`, `checkpoint` and `runbook:run`. */
export type StepHandlers = { readonly [N in StepName]?: StepHandler<N> };

/** Virtual time, in whole microseconds. */
export interface RunnerClock {
  nowUs(): number;
  sleepUs(us: number): Promise<void>;
  /** The returned function cancels it. */
  afterUs(us: number, fn: () => void): () => void;
}

export interface Question {
  readonly decision: string;
  readonly path: string;
  readonly role: string;
  readonly choices: readonly string[];
  readonly prompt?: string;
  /** The role that was asked first, and did not answer in time. */
  readonly escalatedFrom?: string;
  readonly askedAtUs: number;
  /** What those who decide can know. */
  readonly known: Known;
  /** Cancelled when the answer is no longer wanted. */
  readonly cancelled: Cancellation;
}

export interface Answer {
  readonly choice: string;
  readonly by: string;
  readonly comment?: string;
  /** What a step that was done by hand hands on. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The people of a run: modelled ones in a `run`, those in front of the terminal in a `drill` or in wall time. */
export interface People {
  /**
   * Somebody is really there. They are asked what modelled people are not: whether hands-on work is done, for the word of a checkpoint,
   * and what shall become of a step that failed.
   */
  readonly present?: boolean;
  /** It is a rehearsal: hands-on work takes the time that it takes in the model, and nobody says when it is done. */
  readonly modelledWork?: boolean;
  decide(question: Question): Promise<Answer>;
  /** How long a piece of hands-on work takes this time. */
  workSeconds(work: string): number;
  /** What they write down when they are asked. */
  note(prompt: string, about: { readonly path: string; readonly cancelled: Cancellation }): Promise<string>;
}

/** Everything outside a runbook that running it needs. */
export interface RunnerOptions {
  readonly handlers: StepHandlers;
  readonly clock: RunnerClock;
  readonly journal: Journal;
  readonly people: People;
  /** The runbook of a `runbook:run`, by the name in its `file`, as seen from the calling runbook. */
  loadRunbook(file: string, from: Runbook): Runbook;
  /** One measurement of a numeric probe, for safety rules and progress; undefined when it gave none. */
  measure(probe: ProbeName): Promise<number | undefined>;
  /** Cancel it to stop the run: a stop condition, an operator, the horizon. */
  readonly cancelled?: Cancellation;
  /** `ungraceful` when it is known from the start that the old place cannot be asked. Default `graceful`. */
  readonly mode?: Mode;
}

export type Mode = 'graceful' | 'ungraceful';
export type Inputs = Readonly<Record<string, VariableValue>>;

export interface RunbookOutcome {
  readonly status: RunbookStatus;
  /** Why, when it did not succeed. */
  readonly why?: string;
  /** The last state of every step that was looked at, by its path. */
  readonly steps: ReadonlyMap<string, StepState>;
  /** Steps' outputs, by id. */
  readonly outputs: StepScope['steps'];
}

/**
 * `waiting` for its needs; `running` (whatever it waits for itself: a person, a machine, a retry); `succeeded`;
 * `handled`: it failed, and its `on-failure` let the plan go on; `failed`; `skipped`: its own `if`, or the ungraceful
 * mode; `blocked`: a step that it needs failed or never ran.
 */
export type StepState = 'waiting' | 'running' | 'succeeded' | 'handled' | 'failed' | 'skipped' | 'blocked';

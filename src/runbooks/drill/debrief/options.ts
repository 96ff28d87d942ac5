import type { RunRequest } from '../../execute.ts';
import type { JournalEvent } from '../../journal/index.ts';
import type { Debrief, Fork } from '../session.ts';

export interface DebriefOptions {
  /** What this run was asked for: a fork's own variant and variables. What its people said is read from the journal, not from `inputs`. */
  readonly request: RunRequest;
  /** The run's journal. */
  readonly events: readonly JournalEvent[];
  /** The scenario as it was typed, and the journal's path as it is shown: for what is to be typed next. */
  readonly file: string;
  readonly journalPath: string;
  /** How many worlds run side by side; one for each core without it. */
  readonly jobs?: number;
  /** Ends the runs: the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called after each run; how many there are may grow while better policies are looked for. */
  onDone?(done: number, of: number): void;
}

export interface WriteOptions {
  readonly debrief: Debrief;
  readonly events: readonly JournalEvent[];
  /** The hash of the journal's last line. */
  readonly headHash: string;
  /** All runs of the drill, and which of them this is. */
  readonly forks: readonly Fork[];
  readonly fork: number;
  /** The journal's path as it is shown to people. */
  readonly journalPath: string;
  /** What is written goes here, as `<name>.html` and `<name>.md`; relative to where the command was typed. */
  readonly folder: string;
  readonly name: string;
}

import type { JournalEvent } from '../../journal/index.ts';
import type { RunResult } from '../../verdict/index.ts';
import type { NextCommand } from './next.ts';

/** What the report of a run is about: the journal, the result that follows from it, and commands to type. */
export interface HumanRun {
  readonly events: readonly JournalEvent[];
  readonly result: RunResult;
  /** The command that shows this run again, stands below each failure. */
  readonly again: string;
  readonly next: readonly NextCommand[];
}

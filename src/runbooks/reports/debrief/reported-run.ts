import type { Runbook, Scenario } from '../../files/index.ts';
import type { JournalEvent } from '../../journal/index.ts';
import { type RunResult, resultOf } from '../../verdict/index.ts';
import { restored } from './restored.ts';

/** What made a report; it differs from machine to machine, and is no part of what a run means. */
export interface Tool {
  readonly version: string;
  readonly node: string;
}

/** A run as its reports see it: the journal, what follows from it, and the files that stand in it. */
export interface ReportedRun {
  readonly events: readonly JournalEvent[];
  readonly result: RunResult;
  readonly scenario: Scenario;
  /** By the path of their source; the scenario's own runbook is the first. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  /** The hash of the journal's last line. */
  readonly headHash: string;
  /** The command that shows this run again. */
  readonly again: string;
  readonly tool: Tool;
}

/**
 * A run from nothing but its journal. Throws what `restored` throws: FileProblems where the files in it are no scenario for this version.
 */
export function reportedRun(
  { events, headHash }: { readonly events: readonly JournalEvent[]; readonly headHash: string },
  { again, tool }: Pick<ReportedRun, 'again' | 'tool'>,
): ReportedRun {
  const { scenario, runbooks } = restored(events);
  return { events, headHash, result: resultOf(events, scenario), scenario, runbooks, again, tool };
}

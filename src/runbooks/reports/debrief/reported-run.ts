import { wallResultOf } from '../../durable/wall-result.ts';
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
  /** What it was about, in a sentence. */
  readonly title: string;
  /** Undefined for a runbook that was run for real: nothing was given there but the plan. */
  readonly scenario?: Scenario;
  /** The plan of the people; a scenario may have none. */
  readonly runbook?: Runbook;
  /** The plan and every runbook that it calls, by the path of their source. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  /** The hash of the journal's last line. */
  readonly headHash: string;
  /** The command that shows this run again. */
  readonly again: string;
  readonly tool: Tool;
}

/**
 * A run from nothing but its journal. Throws what `restored` throws: FileProblems where the files in it are none for this version.
 */
export function reportedRun(
  { events, headHash }: { readonly events: readonly JournalEvent[]; readonly headHash: string },
  { again, tool }: Pick<ReportedRun, 'again' | 'tool'>,
): ReportedRun {
  const { kind, loaded } = restored(events);
  const made = { events, headHash, again, tool, runbooks: loaded.runbooks };
  if (kind === 'runbook') {
    const { runbook } = loaded;
    return { ...made, runbook, title: runbook.title, result: wallResultOf(events, runbook) };
  }
  const { scenario, runbooks } = loaded;
  const runbook = runbooks.get(scenario.runbook?.file ?? '');
  return { ...made, scenario, runbook, title: scenario.title, result: resultOf(events, scenario) };
}

import { wallReport } from '../durable/wall-report.ts';
import { readJournal } from '../journal/index.ts';
import { type ReportedRun, reportedRun } from '../reports/debrief/index.ts';
import type { NextCommand } from '../reports/human/next.ts';
import { humanReport } from '../reports/human.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import type { OutputChoice } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { readText } from './inputs.ts';
import { journalCommandLine, quoted } from './invocation.ts';
import { findJournal } from './journals.ts';
import { chosenOutputs, emit, jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { runDocuments } from './run-documents.ts';
import { asTyped } from './run-outputs.ts';
import { toolStamp } from './tool.ts';

export type ReportFormat = FormatOf<'report'>;

export type ReportFlags = PluginFlags & {
  readonly output?: readonly OutputChoice<ReportFormat>[];
};

/**
 * `zonefall report`: what `run` printed, and more, from the journal alone. 0 when it is written, whatever the verdict was; 2 if there is
 * no such journal, or one that this version cannot read; 6 if a byte of it is not as it was written.
 *
 * An interrupted journal is reported as far as it goes: its verdict is inconclusive.
 */
export async function report(context: CliContext, flags: ReportFlags, name: string): Promise<number> {
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const path = findJournal(context, name);
  await pluginsOf(context, flags);
  const text = readText(context, path);
  const journal = readJournal(text);
  const live = journal.events[0]?.kind === 'run.started' && journal.events[0].environment !== 'simulated';
  // What was done for real is not done again to look at it.
  const again = journalCommandLine(live ? 'report' : 'replay', path);
  const tool = toolStamp();
  const run = reportedRun(journal, { again, tool });
  const documents = await runDocuments(outputs, { journal: () => text, again });
  emit(context, outputs, {
    human: () => human(run, path, context),
    json: () => jsonText({ ...ordered(run), tool, journal: { events: run.events.length, sha256: run.headHash } }),
    ...documents,
  });
  return exitCodes.held;
}

/** Schema and environment first, as the format is documented. */
function ordered({ result: { schema, environment, ...rest } }: ReportedRun): object {
  return { schema, environment, ...rest };
}

function human(run: ReportedRun, path: string, { process: { stdout, env } }: CliContext): string {
  const { events, result, again, scenario, runbook } = run;
  const page = `${path.replace(/\.ndjson$/, '')}.html`;
  const next: NextCommand[] = [
    {
      command: journalCommandLine('report', path, `-o html=${quoted(page)}`),
      shows: 'the same as a page, with the evidence',
    },
    { command: again, shows: 'run it again, event by event' },
  ];
  const typed = next.map(asTyped(env));
  const screen = screenOf(stdout, env);
  if (scenario === undefined && runbook !== undefined) {
    return wallReport({ events, runbook, result, next: typed.slice(0, 1) }, screen);
  }
  return humanReport({ events, result, again, next: typed }, screen);
}

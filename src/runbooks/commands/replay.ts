import { recordedScript } from '../drill/journal-inputs.ts';
import { parseScenario } from '../files/index.ts';
import { firstDifference, type JournalEvent, type ReadJournal, readJournal } from '../journal/index.ts';
import { sinceFault } from '../reports/times.ts';
import { type CliContext, exitCodes } from './context.ts';
import { type Engine, type RunRequest, threadEngine } from './engine.ts';
import { UsageError } from './failures.ts';
import { readText } from './inputs.ts';
import { longWork, wasInterrupted } from './long-work.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import type { Progress } from './progress.ts';

/**
 * `zonefall replay`: holds a journal to its chain, runs it again from the files inside it, and compares event by event. 0 the same, 6 at
 * the first event that is not as it was written or does not happen again, 2 if it is no journal.
 *
 * An interrupted journal is compared as far as it goes.
 */
export async function replay(
  context: CliContext,
  flags: PluginFlags,
  file: string,
  engine: Engine = threadEngine(),
): Promise<number> {
  const recorded = readJournal(readText(context, file));
  const plugins = await pluginsOf(context, flags);
  refuseWithoutPlugins(recorded.events, plugins);
  const again = await longWork(context, async ({ signal, progress }) => {
    const events = await runAgain(recorded, plugins, engine, signal, progress);
    signal.throwIfAborted();
    return events;
  });
  if (wasInterrupted(again)) return again.interrupted;
  const { events, headHash, ended } = recorded;
  const difference = firstDifference(events, ended ? again : again.slice(0, events.length));
  if (difference !== undefined) {
    const at = difference.recorded ?? difference.again;
    context.process.stderr.write(
      `zonefall: replay diverged at ${sinceFault((at?.at ?? 0) / 1e6)}: ${difference.why}\n`,
    );
    return exitCodes.diverged;
  }
  const whole = ended ? '' : ', as far as it goes: the recorded run was interrupted';
  context.process.stdout.write(`${file}: ${events.length} events, all the same again${whole} (sha256 ${headHash})\n`);
  return exitCodes.held;
}

/** A plug-in is code, and stays outside the journal: it has to be named again. */
export function refuseWithoutPlugins(
  [started]: readonly JournalEvent[],
  { plugins }: Pick<RunRequest, 'plugins'>,
): void {
  if (started?.kind !== 'run.started' || started.plugins === undefined || plugins !== undefined) return;
  const names = started.plugins.map(({ file }) => file).join(', ');
  throw new UsageError(`this journal was written with ${names}; name it again: --plugin FILE`);
}

async function runAgain(
  { events }: ReadJournal,
  plugins: Pick<RunRequest, 'plugins'>,
  engine: Engine,
  signal: AbortSignal,
  progress: Progress,
): Promise<readonly JournalEvent[]> {
  const happened: string[] = [];
  const onEvent = (_: JournalEvent, line: string): void => {
    const count = happened.push(line);
    progress.update(`replaying event ${count} of ${events.length}`, Math.min(1, count / events.length));
  };
  const journal = await engine({ ...recordedRequest(events), ...plugins }, { signal, onEvent }).then(
    (outcome) => outcome.journal,
    (error: Error) => {
      // A drill that was left: what comes after its end needs a person, and nobody compares it.
      if (error.name === 'NeedsAPerson') return happened;
      throw error;
    },
  );
  return readJournal(journal.map((line) => `${line}\n`).join('')).events;
}

/** The run that a journal recorded: everything that it needs stands in its first event. */
export function recordedRequest(events: readonly JournalEvent[]): RunRequest {
  const [started] = events;
  if (started?.kind !== 'run.started') throw new UsageError('this journal does not say what it ran');
  if (started.environment !== 'simulated') {
    throw new UsageError(
      'this journal is of a run in wall time: what was done for real is not done again; `report` tells it',
    );
  }
  const { sources, variant, vars, seed, runbook, mutant, reseed } = started;
  const texts = sources.map(({ file, text }) => ({ path: file, text }));
  // A scenario without variants is recorded as `none`, which is nothing that could be chosen.
  const chosen = variant === 'none' && !declaresVariant(texts, variant) ? undefined : variant;
  // Of a drill, what people did in it happens again, too.
  const inputs = recordedScript(events);
  return { sources: texts, variant: chosen, vars, seed, runbook, mutant, reseed, ...(inputs && { inputs }) };
}

function declaresVariant(sources: RunRequest['sources'], variant: string): boolean {
  return Object.hasOwn(parseScenario(sources).scenario.variants, variant);
}

import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import { type Loaded, loadScenario } from '../files/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import type { NextCommand } from '../reports/human/next.ts';
import { humanReport } from '../reports/human.ts';
import { sinceFault } from '../reports/times.ts';
import type { RunResult, ToolStamp } from '../verdict/index.ts';
import { type CliContext, screenOf } from './context.ts';
import { type Engine, type RunOutcome, type RunRequest, requestOf, threadEngine } from './engine.ts';
import { gatherVars, type OutputChoice } from './flags.ts';
import { watchInterrupts } from './interrupt.ts';
import { quoted, runCommandLine } from './invocation.ts';
import { chosenOutputs, emit, jsonText, writeOutput } from './outputs.ts';
import { showProgress } from './progress.ts';
import { toolStamp } from './tool.ts';

export type RunFlags = {
  readonly seed?: number;
  readonly variant?: string;
  readonly var?: readonly (readonly [name: string, value: string])[];
  readonly runbook?: string;
  readonly output?: readonly OutputChoice<'human' | 'json' | 'ndjson'>[];
  readonly journal?: string;
};

/** `zonefall run`: one world, from the first fault to the verdict. Returns the exit code of the verdict, or of the signal that ended it. */
export async function run(
  context: CliContext,
  flags: RunFlags,
  file: string,
  engine: Engine = threadEngine(),
): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const chosen = {
    variant: flags.variant,
    vars: gatherVars(flags.var ?? []),
    seed: flags.seed,
    runbook: flags.runbook,
  };
  const loaded = loadScenario(file, chosen);
  const { stdout, stderr } = context.process;
  // A journal on stdout flows while the world runs; every other output is made of the whole.
  const flowing = outputs.some((output) => output.format === 'ndjson' && output.file === undefined);
  // Read with these very choices: the world's thread need not read it again.
  const { position: _, ...plan } = loaded;
  const ending = await simulate(context, { ...requestOf(loaded, chosen), plan }, engine, (line) => {
    if (flowing) stdout.write(`${line}\n`);
  });
  const journalPath = keepJournal(context, flags, loaded, ending.lines);
  if (ending.kind === 'crashed') throw ending.error;
  if (ending.kind === 'interrupted') {
    stderr.write('zonefall: stopped before its end\n');
    return ending.exitCode;
  }
  const { result, journal, exitCode } = ending.outcome;
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  emit(context, outputs, {
    human: () => human(context, { file, chosen, loaded, result, journal, journalPath }),
    json: () => jsonText(ordered({ ...result, tool: toolStamp(), wallSeconds })),
    ndjson: () => (flowing ? '' : journal.map((line) => `${line}\n`).join('')),
  });
  return exitCode;
}

/** How a simulation came to its end. The lines of the journal are there in any case, as far as they go. */
type Ending = { readonly lines: readonly string[] } & (
  | { readonly kind: 'finished'; readonly outcome: RunOutcome }
  | { readonly kind: 'interrupted'; readonly exitCode: number }
  | { readonly kind: 'crashed'; readonly error: unknown }
);

/** Runs the world, shows how far it is, and listens for Ctrl-C: the first one lets it write the end of its journal. */
async function simulate(
  context: CliContext,
  request: RunRequest,
  engine: Engine,
  onLine: (line: string) => void,
): Promise<Ending> {
  const lines: string[] = [];
  const watch = watchInterrupts();
  const progress = showProgress(context);
  progress.update('building the world');
  const onEvent = (event: JournalEvent, line: string): void => {
    lines.push(line);
    onLine(line);
    const what = event.kind === 'step.progress' ? `  ${event.path} ${Math.floor(100 * event.fraction)} %` : '';
    progress.update(`simulating ${sinceFault(event.at / 1e6)}${what}`);
  };
  try {
    const outcome = await engine(request, { signal: watch.signal, onEvent });
    const interrupted = watch.exitCode();
    if (interrupted !== undefined) return { kind: 'interrupted', exitCode: interrupted, lines };
    return { kind: 'finished', outcome, lines: outcome.journal };
  } catch (error) {
    const interrupted = watch.exitCode();
    return interrupted === undefined
      ? { kind: 'crashed', error, lines }
      : { kind: 'interrupted', exitCode: interrupted, lines };
  } finally {
    progress.end();
    watch.end();
  }
}

/** Schema, environment and tool first, as the format is documented. */
function ordered({ schema, environment, tool, ...rest }: RunResult & ToolStamp): object {
  return { schema, environment, tool, ...rest };
}

/** Writes the journal, and says where. The usual place may be read-only, which is no reason to fail; a place that was asked for may not. */
function keepJournal(
  context: CliContext,
  flags: RunFlags,
  loaded: Loaded,
  lines: readonly string[],
): string | undefined {
  if (lines.length === 0) return undefined;
  const path = flags.journal ?? usualJournalPath(flags, loaded);
  try {
    writeOutput(resolve(context.folder, path), lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    if (flags.journal !== undefined) throw error;
    context.process.stderr.write(`zonefall: the journal is not kept: ${(error as Error).message}\n`);
    return undefined;
  }
  context.process.stderr.write(`journal: ${path}\n`);
  return path;
}

/** The same run has the same name: no wall time in it. What was set besides variant and seed stands in eight digits. */
function usualJournalPath({ seed, variant, var: vars = [], runbook }: RunFlags, { id, scenario }: Loaded): string {
  const more = vars.length === 0 && runbook === undefined ? '' : JSON.stringify([[...vars].sort(), runbook]);
  const digest = more === '' ? '' : `-${createHash('sha256').update(more).digest('hex').slice(0, 8)}`;
  const name = [id, variant ?? scenario.variant, seed ?? scenario.seed].filter((part) => part !== undefined).join('-');
  return `.zonefall/${name}${digest}.ndjson`;
}

interface Told {
  readonly file: string;
  readonly chosen: {
    readonly variant?: string;
    readonly vars: Readonly<Record<string, string>>;
    readonly runbook?: string;
  };
  readonly loaded: Loaded;
  readonly result: RunResult;
  readonly journal: readonly string[];
  readonly journalPath?: string;
}

function human(context: CliContext, { file, chosen, loaded, result, journal, journalPath }: Told): string {
  const { stdout, env } = context.process;
  const events = journal.map((line) => JSON.parse(line) as JournalEvent);
  const again = runCommandLine({ scenario: file, ...chosen, seed: result.seed });
  const next = nextCommands(
    file,
    loaded,
    result,
    journalPath && relative(context.folder, resolve(context.folder, journalPath)),
  );
  return humanReport({ events, result, again, next: next.map(asTyped(env)) }, screenOf(stdout, env));
}

/** Whoever came by `npm start` or `npx` stands in a clone, where the command's name alone leads nowhere. */
function asTyped(env: NodeJS.ProcessEnv): (next: NextCommand) => NextCommand {
  const inClone = env.npm_lifecycle_event !== undefined || env.npm_command !== undefined;
  return ({ command, shows }) => ({ command: inClone ? `npx ${command}` : command, shows });
}

function nextCommands(
  file: string,
  { scenario }: Loaded,
  result: RunResult,
  journalPath: string | undefined,
): NextCommand[] {
  const others = Object.keys(scenario.variants).filter((name) => name !== result.variant);
  const baseline = scenario.causes?.baseline ?? Object.keys(scenario.variants)[0];
  // The last variant is the one that mends most; the story is to go there from the baseline, and back from there.
  const other = result.variant === baseline ? others.at(-1) : baseline;
  return [
    ...(scenario.causes === undefined
      ? []
      : [{ command: `zonefall compare ${quoted(file)}`, shows: 'what each cause cost, in minutes' }]),
    ...(other === undefined
      ? []
      : [{ command: runCommandLine({ scenario: file, variant: other }), shows: `the same day, ${other}` }]),
    ...(journalPath === undefined
      ? []
      : [{ command: `zonefall replay ${quoted(journalPath)}`, shows: 'run it again, event by event' }]),
  ];
}

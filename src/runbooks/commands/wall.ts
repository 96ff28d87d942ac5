/** `run` and `resume` of a runbook in wall time: for real, with people, on the disk before anything is done. */
import { readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import { Decisions } from '../durable/decisions.ts';
import type { DriveEnd } from '../durable/driver.ts';
import type { JournalFile } from '../durable/journal-file.ts';
import { presentPeople, type Terminal } from '../durable/present-people.ts';
import { realWorld, refuseWhatIsSimulated } from '../durable/real-world.ts';
import { type Recorded, readRecorded } from '../durable/recorded.ts';
import { Resolutions } from '../durable/resolutions.ts';
import { wallReport } from '../durable/wall-report.ts';
import { wallResultOf } from '../durable/wall-result.ts';
import { WallRun } from '../durable/wall-run.ts';
import { type LoadedRunbook, loadRunbookPlan, parseRunbookPlan } from '../files/index.ts';
import type { JournalEvent, RunStarted } from '../journal/index.ts';
import { exitCodeOf } from '../verdict/index.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import { UsageError } from './failures.ts';
import { gatherVars, type VarFlags } from './flags.ts';
import { watchInterrupts } from './interrupt.ts';
import { journalCommandLine, quoted } from './invocation.ts';
import { openJournal } from './journals.ts';
import { chosenOutputs, emit, jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { runDocuments } from './run-documents.ts';
import { asTyped, flows, type RunOutput } from './run-outputs.ts';
import { toolStamp } from './tool.ts';
import { inFlightText, needsText, tellLive } from './wall-texts.ts';
import { whoIs } from './who.ts';

/** What can be said of a run in wall time, from its beginning or when it goes on. */
export type WallFlags = PluginFlags & {
  readonly output?: readonly RunOutput[];
  readonly decisions?: string;
  readonly by?: string;
};

export type WallBeginFlags = WallFlags &
  VarFlags & {
    readonly journal?: string;
  };

/** What was left behind gets this long to end by itself. */
const leaveBehindMs = 1000;

/** Begins. Returns the exit code. */
export async function runWall(
  context: CliContext,
  flags: WallBeginFlags,
  file: string,
  terminal = ownTerminal(context),
) {
  const plugins = await pluginsOf(context, flags);
  const vars = gatherVars(flags);
  const loaded = relative(loadRunbookPlan(file, vars), vars);
  refuseWhatIsSimulated(loaded.runbooks.values());
  const startMs = host.wallMs();
  const start = new host.Date(startMs).toISOString();
  const path = flags.journal ?? `.zonefall/${loaded.runbook.id}-${start.replaceAll(/[-:]|\.\d+/g, '')}.ndjson`;
  const journal = openJournal(context, path, { durability: 'each', command: `zonefall run ${quoted(file)}` });
  try {
    refuseToForget(resolve(context.folder, path), path);
    const by = whoIs(flags);
    const started: RunStarted = {
      kind: 'run.started',
      format: 'zonefall.journal/v1',
      environment: 'live',
      scenario: { id: loaded.runbook.id, sha256: loaded.sha256, title: loaded.runbook.title },
      ...{ variant: 'none', seed: 0, by, vars },
      plugins: plugins.plugins && (await import('../plugin/take.ts')).stampsOf(plugins.plugins),
      clock: { start, zone: 'UTC', horizonSeconds: 0 },
      sources: loaded.sources.map(({ path: at, text }) => ({ file: at, text })),
    };
    return await carryOut(context, {
      flags,
      path,
      journal,
      loaded,
      started,
      by,
      terminal,
      resolutions: new Resolutions(),
    });
  } finally {
    journal.close();
  }
}

export interface GoingOn {
  readonly path: string;
  readonly journal: JournalFile;
  readonly recorded: Recorded;
  readonly resolutions: Resolutions;
}

/** Goes on. Returns the exit code. */
export async function resumeWall(
  context: CliContext,
  flags: WallFlags,
  { path, journal, recorded, resolutions }: GoingOn,
  terminal = ownTerminal(context),
) {
  const { seq: _, at: __, ...started } = recorded.events[0] as JournalEvent & RunStarted;
  const before = started.plugins ?? [];
  if (before.length > 0 && flags.plugin === undefined) {
    const names = before.map(({ file }) => `--plugin ${quoted(file)}`).join(' ');
    throw new UsageError(`this run began with ${names}: say again where that is`);
  }
  const { plugins = [] } = await pluginsOf(context, flags);
  const sources = started.sources.map(({ file, text }) => ({ path: file, text }));
  const loaded = parseRunbookPlan(sources, started.vars);
  refuseWhatIsSimulated(loaded.runbooks.values());
  journal.keep(recorded.bytes);
  for (const { file, sha256 } of (await import('../plugin/take.ts')).stampsOf(plugins)) {
    if (before.some((each) => each.file === file && each.sha256 === sha256)) continue;
    context.process.stderr.write(
      `zonefall: ${file} is not what it was when the run began; it goes on with what it is now\n`,
    );
  }
  const by = whoIs(flags);
  return carryOut(context, { flags, path, journal, loaded, started, by, terminal, recorded, resolutions });
}

interface Work {
  readonly flags: WallFlags;
  readonly path: string;
  readonly journal: JournalFile;
  readonly loaded: LoadedRunbook;
  readonly started: RunStarted;
  readonly by: string;
  readonly terminal: Terminal | undefined;
  readonly recorded?: Recorded;
  readonly resolutions: Resolutions;
}

async function carryOut(context: CliContext, work: Work): Promise<number> {
  const { flags, path, journal, loaded, started, by, terminal, recorded, resolutions } = work;
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const { stdout, stderr } = context.process;
  const decisions = flags.decisions === undefined ? undefined : Decisions.read(flags.decisions);
  if (flows(outputs)) for (const line of recorded?.lines ?? []) stdout.write(`${line}\n`);
  const run = new WallRun({
    plan: loaded,
    ...{ started, recorded, by, resolutions },
    world: { ...realWorld(), people: presentPeople({ by, decisions, terminal, resolutions }) },
    append: (line) => {
      journal.append(line);
      if (flows(outputs)) stdout.write(`${line}\n`);
    },
    onNew: (event) =>
      tellLive(event, (text) => (terminal === undefined ? stderr.write(`${text}\n`) : terminal.say(text))),
  });
  stderr.write(`journal: ${path}\n`);
  const watch = watchInterrupts();
  const stop = () => run.stop();
  watch.signal.addEventListener('abort', stop);
  try {
    const end = await run.toItsEnd();
    journal.close();
    const again = journalCommandLine('resume', path);
    const report = journalCommandLine('report', path);
    if (end.kind !== 'finished') return notFinished(stderr, end, again, watch.exitCode());
    const result = wallResultOf(run.events, loaded.runbook);
    const { events } = run;
    const next = [{ command: report, shows: 'the whole story' }].map(asTyped(context.process.env));
    const screen = screenOf(stdout, context.process.env);
    const documents = await runDocuments(outputs, {
      journal: () => run.journal.text(),
      again: report,
    });
    emit(context, outputs, {
      ...documents,
      human: () => wallReport({ events, runbook: loaded.runbook, result, next }, screen),
      json: () => jsonText({ ...result, tool: toolStamp(), wallSeconds: result.virtualSeconds }),
      ndjson: () => (flows(outputs) ? '' : run.journal.text()),
    });
    return exitCodeOf(result.verdict);
  } finally {
    watch.signal.removeEventListener('abort', stop);
    watch.end();
    terminal?.close();
    if (run.leftBehind) leaveBehind();
  }
}

function notFinished(
  stderr: CliContext['process']['stderr'],
  end: DriveEnd,
  again: string,
  interrupted: number | undefined,
): number {
  if (end.kind === 'needs-a-person' || end.kind === 'in-flight') {
    const tell = end.kind === 'in-flight' ? inFlightText : needsText;
    for (const effect of end.effects) stderr.write(`zonefall: needs a person: ${tell(effect, again)}\n`);
    return exitCodes.needsAPerson;
  }
  stderr.write(`zonefall: stopped before its end, nothing is in flight; go on with: ${again}\n`);
  return interrupted ?? exitCodes.stopped;
}

/** The same with paths as a journal has them: relative to the runbook's folder. */
function relative({ sources }: LoadedRunbook, vars: Readonly<Record<string, string>>): LoadedRunbook {
  const base = posix.dirname(sources[0]!.path);
  return parseRunbookPlan(
    sources.map(({ path, text }) => ({ path: posix.relative(base, path), text })),
    vars,
  );
}

/** A journal of a run that has no end is the state of something real: it is not written over. */
function refuseToForget(path: string, shown: string): void {
  const text = readFileSync(path, 'utf8');
  if (text === '') return;
  let unfinished = false;
  try {
    const { events, ended } = readRecorded(text);
    const [first] = events;
    unfinished = !ended && first?.kind === 'run.started' && first.environment === 'live';
  } catch {
    // No journal, or a broken one: there is nothing to go on with.
  }
  if (!unfinished) return;
  throw new UsageError(
    `${shown} holds a run that has no end: ${journalCommandLine('resume', shown)}, or choose another --journal`,
  );
}

/**
 * A step whose time was over was told so, and goes on regardless: nobody waits for it. The timer keeps nobody waiting either; it only
 * fires where something else would.
 */
function leaveBehind(): void {
  host.setTimeout(() => process.exit(), leaveBehindMs).unref();
}

/** The terminal of this process, if somebody can be asked there. */
function ownTerminal({ process: { stderr, env } }: CliContext): Terminal | undefined {
  if (process.stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  const screen = screenOf(stderr, env);
  const load = () => import('./terminal.ts');
  const opened = load().then(({ terminalOf }) => terminalOf({ input: process.stdin, output: process.stderr, screen }));
  return {
    decide: async (question, by) => (await opened).decide(question, by),
    note: async (prompt, path, by) => (await opened).note(prompt, path, by),
    say: (text) => void opened.then((terminal) => terminal.say(text)),
    close: () => void opened.then((terminal) => terminal.close()),
  };
}

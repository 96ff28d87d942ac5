import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import type { JournalFile } from '../durable/journal-file.ts';
import { type Recorded, readRecorded } from '../durable/recorded.ts';
import { Resolutions } from '../durable/resolutions.ts';
import { parseScenario } from '../files/index.ts';
import { firstDifference, type JournalEvent, type Resolution } from '../journal/index.ts';
import { sinceFault } from '../reports/times.ts';
import { type CliContext, exitCodes } from './context.ts';
import { type Engine, type RunRequest, threadEngine } from './engine.ts';
import { UsageError } from './failures.ts';
import { journalCommandLine, typedRunbook } from './invocation.ts';
import { cannotWrite, findJournal, openJournal } from './journals.ts';
import { chosenOutputs } from './outputs.ts';
import { pluginsOf } from './plugins.ts';
import { recordedRequest } from './replay.ts';
import { refuseWallFlags } from './run.ts';
import { flows, type RunOutput, tellRun } from './run-outputs.ts';
import { simulate } from './simulation.ts';
import type { WallFlags } from './wall.ts';
import { whoIs } from './who.ts';

export type ResumeFlags = WallFlags & {
  /** Steps that were in the middle or failed, in wall time: by path or id. */
  readonly retry?: readonly string[];
  readonly skip?: readonly string[];
  readonly markDone?: readonly string[];
  readonly reason?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
};

/**
 * `zonefall resume`: goes on with a run that was killed, crashed or stopped. What its journal holds is held to the chain; a last line that
 * was being written is dropped; then the world is run again from the files in the journal, every recorded event is compared with what
 * happens again (6 at the first that differs, and nothing is written), and what comes after them is added. The end is the journal, the
 * output and the exit code of a run that nothing interrupted.
 */
export async function resume(
  context: CliContext,
  flags: ResumeFlags,
  name: string,
  engine: Engine = threadEngine(),
): Promise<number> {
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const path = findJournal(context, name);
  const command = journalCommandLine('resume', name);
  // Which kind of time it is stands in it: until then it is treated with the greater care.
  const file = openJournal(context, path, { durability: 'each', command });
  try {
    // Read under the lock: nobody adds to it any more.
    const recorded = readRecorded(readFileSync(resolve(context.folder, path), 'utf8'));
    if (isLive(recorded)) {
      const resolutions = resolutionsOf(flags);
      return await (await import('./wall.ts')).resumeWall(context, flags, {
        path,
        journal: file,
        recorded,
        resolutions,
      });
    }
    refuseWallFlags(flags);
    const plugins = await pluginsOf(context, flags);
    return await goOn(context, { outputs, path, file, recorded, plugins }, engine);
  } finally {
    file.close();
  }
}

interface Resumed {
  readonly outputs: readonly RunOutput[];
  readonly path: string;
  readonly file: JournalFile;
  readonly recorded: Recorded;
  readonly plugins: { readonly plugins?: readonly string[] };
}

function isLive({ events: [started] }: Recorded): boolean {
  return started?.kind === 'run.started' && started.environment === 'live';
}

function resolutionsOf({
  retry = [],
  skip = [],
  markDone = [],
  reason,
  outputs,
  by = whoIs({}),
}: ResumeFlags): Resolutions {
  if (reason === undefined && skip.length + markDone.length > 0) {
    throw new UsageError('--skip and --mark-done need a --reason: it stands in the journal');
  }
  if (outputs !== undefined && markDone.length !== 1) throw new UsageError('--outputs goes with one --mark-done');
  const said = (choice: Resolution, steps: readonly string[]) =>
    steps.map((step) => [step, { choice, by, reason, outputs: choice === 'mark-done' ? outputs : undefined }] as const);
  const all = [...said('retry', retry), ...said('skip', skip), ...said('mark-done', markDone)];
  const twice = all.find(([step], at) => all.findIndex(([other]) => other === step) !== at);
  if (twice !== undefined) throw new UsageError(`about the step "${twice[0]}" two things are said`);
  return new Resolutions(all);
}

async function goOn(context: CliContext, resumed: Resumed, engine: Engine): Promise<number> {
  const startMs = host.monotonicMs();
  const { outputs, path, file, recorded, plugins } = resumed;
  const { stdout, stderr } = context.process;
  const request = { ...recordedRequest(recorded.events), ...plugins };
  const flowing = flows(outputs);
  const happened: JournalEvent[] = [];
  file.keep(recorded.bytes);
  file.durability = 'grouped';
  const differs = new AbortController();
  const onLine = (line: string, event: JournalEvent): void => {
    happened.push(event);
    const before = recorded.lines[happened.length - 1];
    if (before !== undefined && before !== line) {
      differs.abort();
      return;
    }
    if (before === undefined) file.append(line);
    if (flowing) stdout.write(`${line}\n`);
  };
  const ending = await simulate(context, request, engine, onLine, differs.signal);
  file.close();
  if (differs.signal.aborted) return diverged(context, recorded, happened);
  if (ending.kind === 'crashed') return needsAPerson(context, path, ending.error);
  if (ending.kind === 'interrupted') {
    stderr.write(`zonefall: stopped before its end; go on with: ${journalCommandLine('resume', path)}\n`);
    return ending.exitCode;
  }
  if (happened.length < recorded.lines.length) return diverged(context, recorded, happened);
  if (file.failure !== undefined) throw cannotWrite(path, (file.failure as NodeJS.ErrnoException).code);
  stderr.write(`${resumedText(recorded, happened.length)}\njournal: ${path}\n`);
  const { result, journal, exitCode } = ending.outcome;
  const { scenario } = parseScenario(request.sources, request);
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  const scenarioFile = scenarioPath(context, request);
  const chosen = { ...request, runbook: typedRunbook(scenarioFile, request) };
  const told = { file: scenarioFile, chosen, scenario, result, journal, journalPath: path };
  await tellRun(context, outputs, { ...told, wallSeconds });
  return exitCode;
}

/** The run is a drill, and has come to a question. Throws any other error. */
function needsAPerson({ process: { stderr } }: CliContext, path: string, error: unknown): number {
  if (!(error instanceof Error && error.name === 'NeedsAPerson')) throw error;
  const [what] = error.message.split(', and nobody answers');
  stderr.write(`zonefall: needs a person: ${what}; go on with: ${journalCommandLine('drill --resume', path)}\n`);
  return exitCodes.needsAPerson;
}

function diverged(context: CliContext, recorded: Recorded, happened: readonly JournalEvent[]): number {
  const difference = firstDifference(recorded.events, happened)!;
  const at = difference.recorded ?? difference.again;
  context.process.stderr.write(
    `zonefall: the run cannot go on: it diverged at ${sinceFault((at?.at ?? 0) / 1e6)}: ${difference.why}\n`,
  );
  return exitCodes.diverged;
}

function resumedText({ events, torn, ended }: Recorded, count: number): string {
  const dropped = torn ? ', the last line was cut off and is dropped' : '';
  if (ended) return `resumed: all ${count} events were there already and are the same again`;
  return `resumed: ${events.length} events were there and are the same again${dropped}; ${count - events.length} are new`;
}

/** A journal names no folder: the scenario is looked for where it usually lies, so that what to type next can be typed here. */
export function scenarioPath({ folder }: CliContext, { sources }: RunRequest): string {
  const { path, text } = sources[0]!;
  const isIt = (candidate: string): boolean => {
    const place = resolve(folder, candidate);
    return existsSync(place) && readFileSync(place, 'utf8') === text;
  };
  return [path, join('scenarios', path)].find(isIt) ?? path;
}

/** What is drilled: a scenario from the beginning, or the drill that a journal holds, from where it was left. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DrillResume, Script } from '../drill/index.ts';
import { type Recorded, readRecorded } from '../durable/recorded.ts';
import { loadScenario, parseScenario } from '../files/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import type { Plan, RunRequest } from '../request.ts';
import type { CliContext } from './context.ts';
import { DrillJournals, usualDrillPath } from './drill-journals.ts';
import { requestOf } from './engine.ts';
import { UsageError } from './failures.ts';
import { gatherVars, type VarFlags } from './flags.ts';
import { journalCommandLine } from './invocation.ts';
import { findJournal } from './journals.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { positionPath, readPosition } from './position-file.ts';
import { recordedRequest, refuseWithoutPlugins } from './replay.ts';
import { scenarioPath } from './resume.ts';
import { decidedBy } from './run-decisions.ts';

export type SubjectFlags = PluginFlags &
  VarFlags & {
    readonly seed?: number;
    readonly variant?: string;
    readonly runbook?: string;
    readonly resume?: string;
    readonly decisions?: string;
    readonly by?: string;
    readonly journal?: string;
  };

export interface Subject {
  readonly plan: Plan;
  readonly request: RunRequest;
  /** The scenario, as it would be typed here. */
  readonly file: string;
  readonly journals: DrillJournals;
  /** What is answered without a person. */
  readonly decisions?: Script;
  readonly resume?: Required<DrillResume>;
}

/** Reads it, and takes its journal for this process. Throws UsageError, FileProblems, RunHeld, NotAJournal, JournalBroken. */
export async function subjectOf(context: CliContext, flags: SubjectFlags, file: string | undefined): Promise<Subject> {
  if (flags.resume !== undefined) return goOn(context, flags, flags.resume, file);
  if (file === undefined) {
    throw new UsageError('SCENARIO is missing: zonefall drill scenarios/x.yaml, or --resume RUN to go on with one');
  }
  return begin(context, flags, file);
}

async function begin(context: CliContext, flags: SubjectFlags, file: string): Promise<Subject> {
  const plugins = await pluginsOf(context, flags);
  const { variant, seed, runbook } = flags;
  const typed = { variant, vars: gatherVars(flags), seed, runbook };
  const decided =
    flags.decisions === undefined ? undefined : await decidedBy(context, flags, { scenario: file, typed });
  const chosen = decided?.chosen ?? typed;
  const loaded = loadScenario(file, chosen);
  const decisions = decided?.script(loaded);
  // Read with these very choices: the world's thread need not read it again.
  const { position: _, ...plan } = loaded;
  const { id, scenario } = loaded;
  const named = {
    ...{ ...chosen, id },
    variant: chosen.variant ?? scenario.variant,
    seed: chosen.seed ?? scenario.seed,
  };
  const path = flags.journal ?? usualDrillPath(context, named);
  if (flags.journal !== undefined) refuseToForget(context, path);
  const journals = new DrillJournals(context, { path, asked: flags.journal !== undefined });
  return { plan, request: { ...requestOf(loaded, chosen), ...plugins, plan }, file, journals, decisions };
}

async function goOn(context: CliContext, flags: SubjectFlags, run: string, file: string | undefined): Promise<Subject> {
  const given = (['seed', 'variant', 'var', 'runbook', 'journal'] as const).find((name) => flags[name] !== undefined);
  if (given !== undefined || file !== undefined) {
    const what = given === undefined ? 'SCENARIO' : `--${given}`;
    throw new UsageError(`${what} says nothing with --resume: all of it stands in the journal`);
  }
  const path = findJournal(context, run);
  const journals = new DrillJournals(context, { path, asked: true });
  try {
    // Read under the lock: nobody adds to it any more.
    const place = resolve(context.folder, path);
    const text = readFileSync(place, 'utf8');
    const recorded = recordedDrill(text, path);
    const plugins = await pluginsOf(context, flags);
    refuseWithoutPlugins(recorded.events, plugins);
    const { inputs: _, ...request } = recordedRequest(recorded.events);
    const { position: __, ...plan } = parseScenario(request.sources, request);
    const decisions = flags.decisions === undefined ? undefined : (await readDecisions(flags.decisions))(plan);
    journals.keep(recorded);
    return {
      ...{ plan, journals, decisions },
      request: { ...request, ...plugins, plan },
      file: scenarioPath(context, request),
      // The last event may be younger: the moment is written once a second.
      resume: { text, atUs: Math.max(0, readPosition(positionPath(place))?.atUs ?? 0, recorded.events.at(-1)!.at) },
    };
  } catch (error) {
    journals.close();
    throw error;
  }
}

async function readDecisions(path: string): Promise<(plan: Plan) => Script> {
  const { DecisionsFile } = await import('../drill/decisions-file.ts');
  const file = DecisionsFile.read(path);
  return ({ runbooks }) => file.script(runbooks.values());
}

function recordedDrill(text: string, path: string): Recorded {
  const recorded = readRecorded(text);
  if (isDrill(recorded.events)) return recorded;
  throw new UsageError(`${path} is no drill's journal: nobody was asked in it; ${journalCommandLine('resume', path)}`);
}

function isDrill([started]: readonly JournalEvent[]): boolean {
  return started?.kind === 'run.started' && started.people === 'asked';
}

/** What people did in a drill that has no end is not written over. */
function refuseToForget({ folder }: CliContext, path: string): void {
  const place = resolve(folder, path);
  if (!existsSync(place)) return;
  let unfinished = false;
  try {
    const { events, ended } = readRecorded(readFileSync(place, 'utf8'));
    unfinished = !ended && isDrill(events);
  } catch {
    // No journal, or a broken one: there is nothing to go on with.
  }
  if (!unfinished) return;
  throw new UsageError(
    `${path} holds a drill that has no end: ${journalCommandLine('drill --resume', path)}, or choose another --journal`,
  );
}

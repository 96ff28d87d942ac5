import { host } from '../../sim/kernel/host-globals.ts';
import { type Loaded, loadScenario } from '../files/index.ts';
import type { RunSeeds } from '../gate/index.ts';
import {
  type BlobHeader,
  type Shard,
  type SweepRow,
  type SweepSubject,
  seedsOfShard,
  textOfSeeds,
  wholeSweep,
} from '../sweep/index.ts';
import type { CliContext } from './context.ts';
import { type RunRequest, requestOf } from './engine.ts';
import { UsageError } from './failures.ts';
import { gatherVars, type OutputChoice, type VarFlags } from './flags.ts';
import { type LongWork, longWork, wasInterrupted } from './long-work.ts';
import { chosenOutputs } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { emitSweeps, rowLine, type SweepFormat } from './sweep-outputs.ts';
import { toolVersion } from './tool.ts';
import { worldsOf } from './worlds.ts';

export type SweepFlags = PluginFlags &
  VarFlags & {
    readonly seeds?: readonly number[];
    readonly jobs?: number;
    readonly shard?: Shard;
    readonly variant?: readonly string[];
    readonly runbook?: string;
    readonly queue?: string;
    readonly output?: readonly OutputChoice<SweepFormat>[];
  };

const seedsDefault = Array.from({ length: 100 }, (_, at) => at + 1);

/** `zonefall sweep`: a distribution without a verdict. 0 if there is one, 4 if no run of a variant recovered. */
export async function sweep(context: CliContext, flags: SweepFlags, file: string): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  if (flags.queue !== undefined && flags.shard !== undefined) {
    throw new UsageError('--shard and --queue are two ways to share the same work; choose one');
  }
  const worlds = await worldsOf(context, flags);
  const { seeds = seedsDefault, shard = wholeSweep } = flags;
  const own = seedsOfShard(seeds, shard);
  const sweeps = sweepsOf(flags, file, await stamped(await pluginsOf(context, flags)));
  const swept = sweeps.map(({ subject }) => ({ header: headerOf(subject, seeds, shard), rows: [] as SweepRow[] }));
  // Rows on stdout flow as they come; every other output is made of the whole.
  const flowing = outputs.some((output) => output.format === 'ndjson' && output.file === undefined);
  const take = (at: number, row: SweepRow): void => {
    swept[at]!.rows.push(row);
    if (flowing) context.process.stdout.write(rowLine(swept[at]!.header.variant, row));
  };
  const interrupted = await runAll(context, flags, {
    worlds,
    requests: sweeps.map(({ request }) => request),
    seeds: own,
    take,
  });
  if (interrupted !== undefined) return interrupted;
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  return emitSweeps(context, outputs, swept, { wallSeconds, flowing });
}

interface Stamped {
  readonly plugins?: RunRequest['plugins'];
  /** As a blob says which they were. */
  readonly stamps?: SweepSubject['plugins'];
}

async function stamped({ plugins }: Pick<RunRequest, 'plugins'>): Promise<Stamped> {
  if (plugins === undefined) return {};
  const { stampsOf } = await import('../plugin/take.ts');
  return { plugins, stamps: [...stampsOf(plugins)] };
}

/** One variant that is to be swept: what it is, and what runs it. */
interface Sweep {
  readonly subject: SweepSubject;
  readonly request: Omit<RunRequest, 'seed'>;
}

/** Each variant once, in the order in which they were typed. */
function sweepsOf(flags: SweepFlags, file: string, { plugins, stamps }: Stamped): Sweep[] {
  const { variant = [], runbook } = flags;
  const vars = gatherVars(flags);
  const names: readonly (string | undefined)[] = variant.length === 0 ? [undefined] : [...new Set(variant)];
  return names.map((name) => {
    const choices = { variant: name, vars: vars, runbook };
    const { position: _, ...plan } = loadScenario(file, choices);
    const subject = { ...subjectOf(plan, file, choices), ...(stamps && { plugins: stamps }) };
    return { subject, request: { ...requestOf(plan, choices), ...(plugins && { plugins }), plan } };
  });
}

function subjectOf(
  { id, sha256, scenario }: Omit<Loaded, 'position'>,
  file: string,
  choices: SweepSubject['choices'],
): SweepSubject {
  return {
    file,
    scenario: { id, sha256, title: scenario.title },
    variant: choices.variant ?? scenario.causes?.baseline ?? 'none',
    choices,
    budgets: scenario.budgets.map(({ id, measure, maxSeconds, percentile }) => ({
      id,
      measure,
      maxSeconds,
      percentile,
    })),
  };
}

function headerOf(subject: SweepSubject, seeds: readonly number[], shard: Shard): BlobHeader {
  return { schema: 'zonefall.blob/v1', tool: { version: toolVersion() }, ...subject, seeds: textOfSeeds(seeds), shard };
}

interface Work {
  readonly worlds: RunSeeds;
  readonly requests: readonly Omit<RunRequest, 'seed'>[];
  readonly seeds: readonly number[];
  take(at: number, row: SweepRow): void;
}

/** Runs every request with every seed. Returns the exit code of the signal that came first, undefined if none did. */
async function runAll(
  context: CliContext,
  flags: SweepFlags,
  { worlds, requests, seeds, take }: Work,
): Promise<number | undefined> {
  const of = seeds.length * requests.length;
  let ended = 0;
  const work = async ({ signal, progress }: LongWork): Promise<void> => {
    progress.update(flags.queue === undefined ? 'building the worlds' : 'waiting for the workers');
    const onRow = (): void => {
      ended += 1;
      progress.update(`${ended} of ${of} seeds`, ended / of);
    };
    for (const [at, request] of requests.entries()) {
      for await (const row of worlds(request, seeds, { signal, onRow })) take(at, row);
    }
  };
  const outcome = await longWork(context, work, { stopped: () => `stopped after ${ended} of ${of} seeds` });
  return wasInterrupted(outcome) ? outcome.interrupted : undefined;
}

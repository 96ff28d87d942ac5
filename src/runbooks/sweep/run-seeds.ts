import { availableParallelism } from 'node:os';
import type { Plan, RunRequest } from '../execute.ts';
import { type PoolRun, WorldCutOff, WorldHung, WorldPool } from './pool.ts';
import { rowOf, rowWithoutResult, type SweepRow } from './row.ts';

export interface SeedsOptions {
  /** How many worlds run side by side; a thread for each core without it. */
  readonly jobs?: number;
  /** Ends all runs: the generator throws its reason. */
  readonly signal?: AbortSignal;
  /** How long a seed may take by the wall clock before its row says `hung`. */
  readonly hangSeconds?: number;
  /** Called for each row as soon as its run has ended, in the order in which they end; `done` counts them. */
  onRow?(row: SweepRow, done: number): void;
}

/** Two minutes: a hundred times what the longest of our scenarios takes. */
export const hangSecondsDefault = 120;

/** So many seeds for a thread may be finished and wait for one that is slow: a bound for endless lists of seeds. */
const aheadPerJob = 256;

/**
 * Runs a scenario with each of the seeds, and yields a row for each IN THE ORDER OF THE SEEDS, whatever order the runs end in. A seed
 * whose world throws gives a `crashed` row, one that does not end in time a `hung` row: both are results, and the others go on. Whoever
 * stops early (`break`) ends the threads.
 *
 * The scenario is read once, here, unless a `plan` comes with the request. Throws FileProblems if the sources are no scenario, a
 * RangeError if `plan` was read for another variant, and the reason of `signal`.
 *
 * ```ts
 * for await (const { seed, verdict } of runSeeds({ sources }, [1, 2, 3], { jobs: 2 })) console.log(seed, verdict);
 * ```
 */
export async function* runSeeds(
  request: Omit<RunRequest, 'seed'>,
  seeds: Iterable<number>,
  { jobs = availableParallelism(), signal, hangSeconds = hangSecondsDefault, onRow }: SeedsOptions = {},
): AsyncGenerator<SweepRow> {
  signal?.throwIfAborted();
  const whole = { ...request, plan: await planOf(request) };
  const pool = new WorldPool({ jobs });
  let done = 0;
  const rowFor = async (seed: number): Promise<SweepRow> => {
    const row = await runSeed(pool, { ...whole, seed }, { signal, hangSeconds });
    done += 1;
    onRow?.(row, done);
    return row;
  };
  const rows: Promise<SweepRow>[] = [];
  try {
    for (const seed of seeds) {
      const row = rowFor(seed);
      // Who breaks off does not wait for the rest, and must not be told how it ended.
      row.catch(() => {});
      rows.push(row);
      if (rows.length >= jobs * aheadPerJob) yield await rows.shift()!;
    }
    while (rows.length > 0) yield await rows.shift()!;
  } finally {
    await pool.end();
  }
}

/**
 * The scenario as it was read, or as the sources say. Throws as `runSeeds` does. Reading YAML and its schemas is loaded only where there
 * is something to read.
 */
export async function planOf({ sources, plan, variant, vars, runbook }: Omit<RunRequest, 'seed'>): Promise<Plan> {
  if (plan === undefined) {
    const { parseScenario } = await import('../files/load.ts');
    const { position: _, ...read } = parseScenario(sources, { variant, vars, runbook });
    return read;
  }
  if (variant !== undefined && plan.scenario.variant !== variant) {
    throw new RangeError(`the plan was read for the variant ${plan.scenario.variant}, not for ${variant}`);
  }
  return plan;
}

/**
 * The row of one seed, run by a pool: also of one whose world broke or hung. Its reason is one line, without a stack: the same on every
 * machine. Rejects only with the reason for which the run was ended from outside.
 */
export async function runSeed(
  pool: WorldPool,
  request: RunRequest & { readonly seed: number },
  run: PoolRun,
): Promise<SweepRow> {
  try {
    return rowOf(await pool.run(request, run));
  } catch (error) {
    if (error instanceof WorldCutOff) throw error.cause;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof WorldHung) return rowWithoutResult(request.seed, 'hung', message);
    const [line = ''] = message.split('\n');
    return rowWithoutResult(request.seed, 'crashed', `the world broke: ${name}: ${line}`);
  }
}

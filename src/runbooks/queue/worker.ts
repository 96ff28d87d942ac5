import { availableParallelism } from 'node:os';
import { host } from '../../sim/kernel/host-globals.ts';
import { runSeed, type SweepRow, WorldPool } from '../sweep/index.ts';
import { connect } from './connection.ts';
import { keyPrefix, queueName, type SeedJob, type Task, taskKey, unpacked } from './task.ts';

export interface WorkerOptions {
  /** How many worlds run side by side; a thread for each core without it. */
  readonly jobs?: number;
  /** Called for each seed that this worker has run. */
  onRow?(row: SweepRow): void;
  /** Called with a sentence when the Redis goes away; the worker waits for it. */
  onTrouble?(sentence: string): void;
}

export interface QueueWorker {
  /** Takes no more seeds, brings to an end what runs, and goes. */
  end(): Promise<void>;
}

/** A lock that is not renewed for so long belongs to a worker that is gone; it is renewed twice in this time. */
const lockMs = 6000;
/** How often each worker looks for such locks: a lost seed is taken up again within these times together. */
const stalledEveryMs = 3000;
/** So many workers may die over one seed before the seed is what is wrong. */
const deathsMax = 3;
/** How often a worker asks whether somebody still waits for what it runs. */
const askEveryMs = 1000;

/** A sweep that this worker has run seeds of. */
interface KnownSweep {
  readonly task: Task;
  /** Aborted when nobody waits for its rows any more. */
  readonly over: AbortController;
}

/**
 * Takes seeds from a Redis until it is ended. Throws UsageError if there is none at the URL.
 *
 * One seed more than there are threads is held, so that no thread waits for the network.
 */
export async function startWorker(
  url: string,
  { jobs = availableParallelism(), onRow, onTrouble }: WorkerOptions = {},
): Promise<QueueWorker> {
  const connection = await connect(url, onTrouble);
  const { redis } = connection;
  const { Worker } = await import('bullmq');
  const pool = new WorldPool({ jobs });
  const sweeps = new Map<string, KnownSweep>();
  const known = async (sweep: string): Promise<KnownSweep | undefined> => {
    if (!sweeps.has(sweep)) {
      const text = await redis.get(taskKey(sweep));
      // Another job of it may have been quicker.
      if (text !== null && !sweeps.has(sweep)) sweeps.set(sweep, { task: unpacked(text), over: new AbortController() });
    }
    return sweeps.get(sweep);
  };
  const forgetEnded = async (): Promise<void> => {
    for (const [sweep, { over }] of sweeps) {
      if ((await redis.exists(taskKey(sweep))) === 1) continue;
      sweeps.delete(sweep);
      over.abort();
    }
  };
  const work = async ({ data: { sweep, seed } }: { readonly data: SeedJob }): Promise<SweepRow | null> => {
    const its = await known(sweep);
    if (its === undefined) return null;
    const { task, over } = its;
    try {
      const run = { signal: over.signal, hangSeconds: task.hangSeconds };
      const row = await runSeed(pool, { ...task.request, seed }, run);
      onRow?.(row);
      return row;
    } catch (error) {
      if (over.signal.aborted) return null;
      throw error;
    }
  };
  const worker = new Worker<SeedJob, SweepRow | null>(queueName(), work, {
    connection: redis,
    prefix: keyPrefix,
    concurrency: jobs + 1,
    lockDuration: lockMs,
    stalledInterval: stalledEveryMs,
    maxStalledCount: deathsMax,
  });
  // Connections tell their troubles themselves.
  worker.on('error', () => {});
  const asking = host.setInterval(() => void forgetEnded().catch(() => {}), askEveryMs);
  return {
    async end() {
      await worker.close();
      host.clearInterval(asking);
      await pool.end();
      connection.end();
    },
  };
}

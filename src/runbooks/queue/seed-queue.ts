import type { Queue, QueueEvents } from 'bullmq';
import { host } from '../../sim/kernel/host-globals.ts';
import { rowWithoutResult, type SweepRow } from '../sweep/index.ts';
import type { Connection } from './connection.ts';
import { keyPrefix, packed, queueName, type SeedJob, type Task, taskKey, taskSeconds } from './task.ts';

/** A seed that was handed to the workers. */
interface Handed {
  readonly job: string;
  readonly seed: number;
  readonly row: Promise<SweepRow>;
  resolve(row: SweepRow): void;
  reject(reason: unknown): void;
}

/** What is left of a job when its sweep dies before it takes the row back: gone after an hour. */
const left = { age: 3600 };
/** A worker that loses its Redis in the middle of a job may fail it: that says nothing about the seed. */
const jobOptions = { attempts: 3, removeOnComplete: left, removeOnFail: left };

/** So many of the oldest seeds are looked up at a time. */
const lookedUpMax = 50;
/** A sweep that no row reached for so long asks whether there is a worker at all. */
const idleMs = 5000;

interface Parts {
  readonly connection: Connection;
  readonly queue: Queue<SeedJob, SweepRow | null>;
  readonly events: QueueEvents;
  readonly sweep: string;
  readonly task: string;
  onRow(row: SweepRow): void;
}

/**
 * The seeds of one sweep on a Redis. Rows arrive as events; what events may miss (a Redis that forgot, a sweep that slept) `look` finds
 * out, and hands to the workers again.
 */
export class SeedQueue {
  readonly #sweep: string;
  readonly #task: string;
  readonly #connection: Connection;
  readonly #queue: Queue<SeedJob, SweepRow | null>;
  readonly #events: QueueEvents;
  readonly #onRow: (row: SweepRow) => void;
  /** In the order of the seeds: those whose rows were not taken yet. */
  readonly #order: Handed[] = [];
  /** Those without a row, by their job. */
  readonly #open = new Map<string, Handed>();
  readonly #keeping: NodeJS.Timeout;
  #handed = 0;
  #heardMs = host.monotonicMs();
  #ended = false;

  /** Puts the task on the Redis, and listens. */
  static async open(connection: Connection, task: Task, onRow: (row: SweepRow) => void): Promise<SeedQueue> {
    const { Queue, QueueEvents } = await import('bullmq');
    const { redis } = connection;
    const options = { prefix: keyPrefix };
    // A Redis that forgets everything counts from one again: the time keeps two sweeps apart even then.
    const sweep = `${host.wallMs().toString(36)}-${await redis.incr(`${keyPrefix}:sweeps`)}`;
    const queue = new Queue<SeedJob, SweepRow | null>(queueName(), { ...options, connection: redis });
    const [last] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const events = new QueueEvents(queueName(), {
      ...options,
      connection: connection.another(),
      lastEventId: last?.[0] ?? '0-0',
    });
    const seeds = new SeedQueue({ connection, queue, events, sweep, task: packed(task), onRow });
    await seeds.#keepTask();
    return seeds;
  }

  private constructor(parts: Parts) {
    this.#connection = parts.connection;
    this.#queue = parts.queue;
    this.#events = parts.events;
    this.#sweep = parts.sweep;
    this.#task = parts.task;
    this.#onRow = parts.onRow;
    // Connections tell their troubles themselves.
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
    this.#events.on('completed', ({ jobId, returnvalue }) => {
      void this.#take(jobId, returnvalue as SweepRow | null).catch(() => {});
    });
    this.#events.on('failed', ({ jobId, failedReason }) => {
      void this.#takeFailed(jobId, failedReason).catch(() => {});
    });
    this.#keeping = host.setInterval(() => void this.#keepTask().catch(() => {}), (taskSeconds * 1000) / 3);
  }

  /** Seeds whose rows were not taken yet. */
  get size(): number {
    return this.#order.length;
  }

  /** Hands seeds to the workers. */
  async add(seeds: readonly number[]): Promise<void> {
    const handed = seeds.map((seed) => this.#hand(seed));
    await this.#send(handed);
  }

  /** The row of the first seed that was not taken yet, as soon as it is there. */
  async first(): Promise<SweepRow> {
    const { row } = this.#order[0]!;
    const taken = await row;
    this.#order.shift();
    return taken;
  }

  /** Whoever waits is told the reason. */
  fail(reason: unknown): void {
    for (const { reject } of this.#open.values()) reject(reason);
  }

  /** Looks up the oldest open seeds. Resolves to a sentence if nothing goes on because no worker listens. */
  async look(): Promise<string | undefined> {
    for (const { job, seed } of [...this.#open.values()].slice(0, lookedUpMax)) {
      const found = await this.#queue.getJob(job);
      if (found === undefined) await this.#sendAgain(job, seed);
      else if (found.finishedOn !== undefined && found.failedReason) await this.#takeFailed(job, found.failedReason);
      else if (found.finishedOn !== undefined) await this.#take(job, found.returnvalue);
    }
    if (this.#open.size === 0 || host.monotonicMs() - this.#heardMs < idleMs) return undefined;
    if ((await this.#queue.getWorkersCount()) > 0) return undefined;
    return 'no worker is there; on each machine that shall help: zonefall worker --queue URL';
  }

  /** Takes back what no worker has begun; what one has begun it ends when it sees that the task is gone. */
  async close(): Promise<void> {
    this.#ended = true;
    host.clearInterval(this.#keeping);
    const { redis } = this.#connection;
    if (redis.status === 'ready') {
      await redis.del(taskKey(this.#sweep));
      await Promise.all([...this.#open.keys()].map((job) => this.#queue.remove(job).catch(() => 0)));
    }
    await Promise.all([this.#events.close(), this.#queue.close()]);
  }

  /** The task lies there for as long as this sweep says so. */
  async #keepTask(): Promise<void> {
    if (!this.#ended) await this.#connection.redis.set(taskKey(this.#sweep), this.#task, 'EX', taskSeconds);
  }

  #hand(seed: number): Handed {
    const job = `${this.#sweep}-${this.#handed++}`;
    let settle: Pick<Handed, 'resolve' | 'reject'> | undefined;
    const row = new Promise<SweepRow>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Who stops early must not be told how the rest ended.
    row.catch(() => {});
    const handed = { job, seed, row, ...settle! };
    this.#order.push(handed);
    this.#open.set(job, handed);
    return handed;
  }

  async #send(handed: readonly Pick<Handed, 'job' | 'seed'>[]): Promise<void> {
    const jobs = handed.map(({ job, seed }) => ({
      name: 'seed',
      data: { sweep: this.#sweep, seed },
      opts: { ...jobOptions, jobId: job },
    }));
    await this.#queue.addBulk(jobs);
  }

  /** For a job that is gone, or that a worker dropped because it saw no task. */
  async #sendAgain(job: string, seed: number): Promise<void> {
    if (this.#ended || !this.#open.has(job)) return;
    await this.#keepTask();
    await this.#queue.remove(job);
    await this.#send([{ job, seed }]);
  }

  async #take(job: string, row: SweepRow | null): Promise<void> {
    const handed = this.#open.get(job);
    if (handed === undefined) return;
    if (row === null) return this.#sendAgain(job, handed.seed);
    this.#open.delete(job);
    this.#heardMs = host.monotonicMs();
    this.#onRow(row);
    handed.resolve(row);
    if (!this.#ended) await this.#queue.remove(job).catch(() => 0);
  }

  /** BullMQ gave up: worker after worker died over this seed, or could not even begin. That is a result too. */
  async #takeFailed(job: string, why: string): Promise<void> {
    const handed = this.#open.get(job);
    if (handed !== undefined)
      await this.#take(job, rowWithoutResult(handed.seed, 'crashed', `no worker could run it: ${why}`));
  }
}

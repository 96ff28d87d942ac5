/**
 * A worker: takes jobs from the queue and does them, a few at a time.
 *
 * While a store is out of reach a job waits in the worker's hands and the worker takes no more than it can hold. A job
 * that fails for another reason comes back later. What a worker has in hand when it dies is put back by the bus, to
 * which it holds a connection for that.
 */
import type { Redis } from 'ioredis';
import type { Environment } from './environment.ts';
import { describeError, LockBusyError, UnavailableError } from './errors.ts';
import type { InstallationConfig } from './installation.ts';
import type { Work } from './life/context.ts';
import { Ec2 } from './life/ec2.ts';
import { giveUp, handle, isLastAttempt } from './life/handlers.ts';
import type { ToBus } from './messages.ts';
import { longestPauseMs, pauseMs, untilDone } from './patience.ts';
import { keepConnected } from './presence.ts';
import type { FollowUps, Job } from './queue/job.ts';
import { processingKey, queueKey } from './queue/keys.ts';
import { Locks } from './queue/lock.ts';
import { Queue } from './queue/queue.ts';
import { RedisLink } from './redis-link.ts';
import { Metrics } from './scaling/metrics.ts';
import { Store } from './store.ts';

/** The pauses before a failed job is tried again. */
const retry = { firstMs: 2_000, capMs: 60_000 };
const lockedPauseMs = 500;

export function startWorker(env: Environment, config: InstallationConfig): void {
  const worker = new Worker(env, config);
  env.log('worker.started', { installation: config.name, worker: worker.id });
  worker.start();
}

class Worker {
  readonly id: string;
  readonly #env: Environment;
  readonly #config: InstallationConfig;
  readonly #work: Work;
  readonly #queue: Queue;
  readonly #taker: RedisLink;
  readonly #inHand = new Set<string>();
  #freed: (() => void) | undefined;

  constructor(env: Environment, config: InstallationConfig) {
    this.id = `${env.hostName}-${env.random.hex(8)}`;
    this.#env = env;
    this.#config = config;
    const redis = new RedisLink(env, config, config.storeTimeoutMs);
    this.#taker = new RedisLink(env, config, config.storeTimeoutMs);
    this.#queue = new Queue(redis, env.random);
    const store = new Store(env, config, config.storeTimeoutMs);
    const times = { lockMs: config.lockMs, arrivesWithinMs: config.storeTimeoutMs };
    const locks = new Locks(env.clock, redis, times);
    this.#work = { env, config, store, locks, ec2: new Ec2(env, config), metrics: new Metrics(redis) };
  }

  start(): void {
    const { busHost, busPort } = this.#config;
    const hello: ToBus = { type: 'worker', workerId: this.id };
    keepConnected(this.#env, { host: busHost, port: busPort, capMs: longestPauseMs }, (channel) => channel.send(hello));
    // A reply that was lost with its connection left a job in our list without our knowing.
    this.#taker.client.on('ready', () => void this.#takeUpForgotten().catch(() => {}));
    void this.#takeForEver();
  }

  async #takeForEver(): Promise<never> {
    await this.#patiently(() => this.#queue.register(this.id));
    for (;;) {
      while (this.#inHand.size >= this.#config.workerJobs) await this.#oneFreed();
      const payload = await this.#patiently(() => this.#take(this.#taker.client));
      if (payload) this.#takeUp(payload);
    }
  }

  /** Blocks until there is a job. */
  async #take(redis: Redis): Promise<string | null> {
    await this.#taker.ready();
    return redis.blmove(queueKey, processingKey(this.id), 'RIGHT', 'LEFT', 0);
  }

  async #takeUpForgotten(): Promise<void> {
    for (const payload of await this.#queue.inHand(this.id)) this.#takeUp(payload);
  }

  #takeUp(payload: string): void {
    if (this.#inHand.has(payload)) return;
    this.#inHand.add(payload);
    void this.#doAndComplete(payload).then(() => {
      this.#inHand.delete(payload);
      this.#freed?.();
    });
  }

  #oneFreed(): Promise<void> {
    return new Promise((resolve) => {
      this.#freed = resolve;
    });
  }

  async #doAndComplete(payload: string): Promise<void> {
    const job = JSON.parse(payload) as Job;
    const followUps = await this.#do(job);
    const { locks } = this.#work;
    // Asked for each try: a lock that has ended meanwhile may be another's.
    await this.#patiently(() => this.#queue.complete(this.id, payload, followUps, locks.heldBy(job.id)));
    locks.forget(job.id);
  }

  /** Does the job and says what follows from it, be it that it comes back later. Never fails. */
  async #do(job: Job): Promise<FollowUps> {
    for (let waits = 0; ; waits++) {
      try {
        return await handle(this.#work, job);
      } catch (error) {
        if (error instanceof LockBusyError)
          return this.#later(job, pauseMs(this.#env.random, 0, lockedPauseMs, lockedPauseMs));
        if (!(error instanceof UnavailableError)) return this.#failed(job, error);
        if (waits === 0) this.#env.log('worker.waits', { job: job.kind, reason: error.message, view: error.view });
        await this.#env.clock.sleep(pauseMs(this.#env.random, waits, 500, longestPauseMs));
      }
    }
  }

  async #failed(job: Job, error: unknown): Promise<FollowUps> {
    if (isLastAttempt(this.#work, job)) return this.#patiently(() => giveUp(this.#work, job, error));
    const pause = pauseMs(this.#env.random, job.attempt, retry.firstMs, retry.capMs);
    if (job.attempt === 0) this.#env.log('job.failed', { job: job.kind, reason: describeError(error) });
    return this.#later({ ...job, attempt: job.attempt + 1 }, pause);
  }

  #later({ run: _run, ...job }: Job, pauseMs: number): FollowUps {
    return { later: [{ job: job as Job, atMs: this.#env.clock.nowMs() + pauseMs }] };
  }

  #patiently<T>(task: () => Promise<T>): Promise<T> {
    return untilDone(this.#env, 'worker.waits', task);
  }
}

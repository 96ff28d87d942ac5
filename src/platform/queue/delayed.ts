/**
 * Delayed jobs: whichever worker wakes moves those that are due into the queue. Each worker sleeps until the next due
 * time that it knows of; a new delayed job is told over pub/sub. Nothing is polled.
 */
import type { Redis } from 'ioredis';
import type { Environment } from '../environment.ts';
import { untilDone } from '../patience.ts';
import type { RedisLink } from '../redis-link.ts';
import type { Job } from './job.ts';
import { delayedChannel, delayedKey, queueKey } from './keys.ts';
import type { Queue } from './queue.ts';
import type { Transactions } from './transactions.ts';

const movedAtOnce = 50;

export class DelayedJobs {
  readonly #env: Environment;
  readonly #redis: RedisLink;
  readonly #queue: Queue;
  readonly #transactions: Transactions;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #cancelWake = () => {};
  #moving = false;
  #again = false;

  constructor(env: Environment, redis: RedisLink, queue: Queue, transactions: Transactions) {
    this.#env = env;
    this.#redis = redis;
    this.#queue = queue;
    this.#transactions = transactions;
  }

  /** Listens on a connection of its own. What was told while it was down is read when it is back. */
  start(subscriber: Redis): void {
    subscriber.on('error', () => {});
    subscriber.on('message', (_channel: string, dueMs: string) => this.#wakeAt(Number(dueMs)));
    subscriber.on('ready', () => {
      subscriber.subscribe(delayedChannel).then(
        () => this.#move(),
        () => {},
      );
    });
  }

  #wakeAt(dueMs: number): void {
    if (dueMs >= this.#wakeAtMs) return;
    this.#cancelWake();
    this.#wakeAtMs = dueMs;
    this.#cancelWake = this.#env.clock.after(Math.max(0, dueMs - this.#env.clock.nowMs()), () => this.#move());
  }

  #move(): void {
    this.#again = true;
    if (this.#moving) return;
    this.#moving = true;
    void this.#moveAll().finally(() => {
      this.#moving = false;
    });
  }

  async #moveAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#cancelWake();
      this.#wakeAtMs = Number.POSITIVE_INFINITY;
      const nextMs = await untilDone(this.#env, 'worker.delayed-jobs-wait', () => this.#moveDue());
      if (nextMs !== undefined) this.#wakeAt(nextMs);
    }
  }

  /** Moves what is due; returns when the next one is. Looks before it watches: of all workers that a job wakes, one moves it. */
  async #moveDue(): Promise<number | undefined> {
    for (;;) {
      const nowMs = this.#env.clock.nowMs();
      const first = await this.#redis.run((client) =>
        client.zrangebyscore(delayedKey, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 1),
      );
      // [member, score], or [[member, score]] where the client does not flatten what RESP3 nests.
      const [, score] = (first as unknown[]).flat();
      if (score === undefined) return undefined;
      if (Number(score) > nowMs) return Number(score);
      await this.#transactions.attempt(delayedKey, async (client) => {
        const due = await client.zrangebyscore(delayedKey, 0, nowMs, 'LIMIT', 0, movedAtOnce);
        if (due.length === 0) return undefined;
        const transaction = client.multi().zrem(delayedKey, ...due);
        for (const text of due) transaction.lpush(queueKey, this.#queue.payload(JSON.parse(text) as Job));
        return transaction;
      });
    }
  }
}

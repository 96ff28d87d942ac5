/**
 * Delayed jobs: the bus moves those that are due into the queue. It sleeps until the next due time that it knows of, and
 * a new delayed job is told over pub/sub. Nothing is polled.
 *
 * While two buses are alive (one of them cut off, its successor already there) a job may be moved twice, and jobs stand
 * that.
 */
import type { Environment } from '../environment.ts';
import type { Queueing } from '../patience.ts';
import type { RedisLink } from '../redis-link.ts';
import type { Job } from './job.ts';
import { delayedKey, queueKey } from './keys.ts';
import type { Queue } from './queue.ts';

const seenAtOnce = 50;

export class DelayedJobs {
  readonly #env: Environment;
  readonly #redis: RedisLink;
  readonly #queue: Queue;
  readonly #patience: Queueing;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #cancelWake = () => {};
  #moving = false;
  #again = false;

  constructor(env: Environment, redis: RedisLink, queue: Queue, patience: Queueing) {
    this.#env = env;
    this.#redis = redis;
    this.#queue = queue;
    this.#patience = patience;
  }

  /** A delayed job was told of. */
  wakeAt(dueMs: number): void {
    if (dueMs >= this.#wakeAtMs) return;
    this.#cancelWake();
    this.#wakeAtMs = dueMs;
    this.#cancelWake = this.#env.clock.after(Math.max(0, dueMs - this.#env.clock.nowMs()), () => this.move());
  }

  /** Moves what is due, and looks when the next one is: what was told while nobody listened is found here. */
  move(): void {
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
      const nextMs = await this.#patience.untilDone(() => this.#moveDue());
      if (nextMs !== undefined) this.wakeAt(nextMs);
    }
  }

  /** Moves what is due; returns when the next one is. */
  async #moveDue(): Promise<number | undefined> {
    for (;;) {
      const nowMs = this.#env.clock.nowMs();
      const answer = await this.#redis.run((client) =>
        client.zrangebyscore(delayedKey, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, seenAtOnce),
      );
      // [member, score, ...], or [[member, score], ...] where the client does not flatten what RESP3 nests.
      const flat = (answer as unknown[]).flat() as string[];
      const jobs = flat.filter((_, index) => index % 2 === 0);
      const due = jobs.filter((_, index) => Number(flat[2 * index + 1]) <= nowMs);
      if (due.length > 0) {
        await this.#redis.inOrder((pipeline) => {
          for (const text of due) pipeline.lpush(queueKey, this.#queue.payload(JSON.parse(text) as Job));
          return pipeline.zrem(delayedKey, ...due);
        });
      }
      if (due.length < jobs.length) return Number(flat[2 * due.length + 1]);
      if (jobs.length < seenAtOnce) return undefined;
    }
  }
}

/**
 * Locks in Redis: one job at a time works on an instance or a cloud. They end by themselves; what is locked stands two
 * at once all the same.
 *
 * A job that is done gives its locks back with the commands that end it, which costs no message.
 */
import type { Clock } from '../environment.ts';
import { LockBusyError } from '../errors.ts';
import type { RedisLink } from '../redis-link.ts';
import { lockKey } from './keys.ts';

export interface LockTimes {
  /** After this a lock ends by itself. */
  readonly lockMs: number;
  /** A command that has not arrived after this never will. */
  readonly arrivesWithinMs: number;
}

export class Locks {
  readonly #clock: Clock;
  readonly #redis: RedisLink;
  readonly #times: LockTimes;
  /** When a lock was asked for, by its key, for each job that has taken some. */
  readonly #taken = new Map<string, Map<string, number>>();

  constructor(clock: Clock, redis: RedisLink, times: LockTimes) {
    this.#clock = clock;
    this.#redis = redis;
    this.#times = times;
  }

  /**
   * Runs `task` while `owner` (the id of a job) holds `subject`, which it goes on to hold when `task` has succeeded, until
   * the job ends with it. A job that was requeued still owns what it had locked. Throws a LockBusyError.
   */
  async hold<T>(subject: string, owner: string, task: () => Promise<T>): Promise<T> {
    const key = lockKey(subject);
    const askedAtMs = this.#clock.nowMs();
    const holder = await this.#redis.run(async (client) => {
      const taken = await client.set(key, owner, 'PX', this.#times.lockMs, 'NX');
      // One that it had already was taken nobody knows when, and ends by itself.
      if (taken === 'OK') this.#ofJob(owner).set(key, askedAtMs);
      return taken === 'OK' ? owner : await client.get(key);
    });
    if (holder !== owner) throw new LockBusyError(subject);
    try {
      return await task();
    } catch (error) {
      // A job that has to wait lets others pass. A lock that cannot be given back ends by itself.
      const mine = this.heldBy(owner).filter((held) => held === key);
      this.#ofJob(owner).delete(key);
      if (mine.length > 0) await this.#redis.run((client) => client.del(key)).catch(() => {});
      throw error;
    }
  }

  /** The keys of the locks that `owner` has taken, without those that may have ended before a command that deletes them arrives. */
  heldBy(owner: string): string[] {
    const since = this.#clock.nowMs() - this.#times.lockMs + this.#times.arrivesWithinMs;
    return [...this.#ofJob(owner)].filter(([, askedAtMs]) => askedAtMs > since).map(([key]) => key);
  }

  /** The job has ended. */
  forget(owner: string): void {
    this.#taken.delete(owner);
  }

  #ofJob(owner: string): Map<string, number> {
    let taken = this.#taken.get(owner);
    if (!taken) this.#taken.set(owner, (taken = new Map()));
    return taken;
  }
}

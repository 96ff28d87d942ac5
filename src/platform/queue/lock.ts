/**
 * Locks in Redis: one job at a time works on an instance or a cloud. They end by themselves; what is locked stands two
 * at once all the same.
 *
 * A job that is done gives its locks back in the transaction that ends it, which costs nothing.
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
  /** When a lock was asked for, by its key, for each job that holds some. */
  readonly #held = new Map<string, Map<string, number>>();

  constructor(clock: Clock, redis: RedisLink, times: LockTimes) {
    this.#clock = clock;
    this.#redis = redis;
    this.#times = times;
  }

  /**
   * Runs `task` while `owner` (the id of a job) holds `subject`, which it goes on to hold when `task` has succeeded:
   * `givenUp` names what is to be deleted with the job. A job that was requeued still owns what it had locked. Throws a
   * LockBusyError.
   */
  async hold<T>(subject: string, owner: string, task: () => Promise<T>): Promise<T> {
    const key = lockKey(subject);
    const askedAtMs = this.#clock.nowMs();
    const holder = await this.#redis.run(async (client) => {
      const taken = await client.set(key, owner, 'PX', this.#times.lockMs, 'NX');
      return taken === 'OK' ? owner : await client.get(key);
    });
    if (holder !== owner) throw new LockBusyError(subject);
    const held = this.#held.get(owner) ?? new Map<string, number>();
    this.#held.set(owner, held);
    if (!held.has(key)) held.set(key, askedAtMs);
    try {
      return await task();
    } catch (error) {
      // A job that has to wait lets others pass. A lock that cannot be given back ends by itself.
      const [mine] = this.#deletable(owner, [key]);
      if (mine) await this.#redis.run((client) => client.del(mine)).catch(() => {});
      throw error;
    }
  }

  /** The keys of the locks that `owner` holds; from now on it holds none. */
  givenUp(owner: string): string[] {
    return this.#deletable(owner, [...(this.#held.get(owner)?.keys() ?? [])]);
  }

  /** Of these the ones that cannot have ended, nor will before a command that deletes them has arrived. */
  #deletable(owner: string, keys: readonly string[]): string[] {
    const held = this.#held.get(owner);
    const since = this.#clock.nowMs() - this.#times.lockMs + this.#times.arrivesWithinMs;
    const mine = keys.filter((key) => (held?.get(key) ?? Number.NEGATIVE_INFINITY) > since);
    for (const key of keys) held?.delete(key);
    if (held?.size === 0) this.#held.delete(owner);
    return mine;
  }
}

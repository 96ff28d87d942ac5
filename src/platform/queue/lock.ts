/**
 * Locks in Redis: one job at a time works on an instance or a cloud. They end by themselves; what is locked stands two
 * at once all the same.
 */
import { LockBusyError } from '../errors.ts';
import type { RedisLink } from '../redis-link.ts';
import { lockKey } from './keys.ts';
import type { Transactions } from './transactions.ts';

export class Locks {
  readonly #redis: RedisLink;
  readonly #transactions: Transactions;
  readonly #lockMs: number;

  constructor(redis: RedisLink, transactions: Transactions, lockMs: number) {
    this.#redis = redis;
    this.#transactions = transactions;
    this.#lockMs = lockMs;
  }

  /**
   * Runs `task` while `owner` (the id of a job) holds `subject`. A job that was requeued still owns what it had locked.
   * Throws a LockBusyError.
   */
  async hold<T>(subject: string, owner: string, task: () => Promise<T>): Promise<T> {
    const key = lockKey(subject);
    const holder = await this.#redis.run(async (client) => {
      const taken = await client.set(key, owner, 'PX', this.#lockMs, 'NX');
      return taken === 'OK' ? owner : await client.get(key);
    });
    if (holder !== owner) throw new LockBusyError(subject);
    try {
      return await task();
    } finally {
      // A lock that cannot be given back ends by itself.
      await this.#release(key, owner).catch(() => {});
    }
  }

  async #release(key: string, owner: string): Promise<void> {
    await this.#transactions.attempt(key, async (client) =>
      (await client.get(key)) === owner ? client.multi().del(key) : undefined,
    );
  }
}

/**
 * Optimistic transactions (WATCH, read, MULTI ... EXEC), one after the other on a connection that nothing else uses:
 * any EXEC on a connection forgets what it watches.
 */
import type { ChainableCommander, Redis } from 'ioredis';
import type { RedisLink } from '../redis-link.ts';

export class Transactions {
  readonly #redis: RedisLink;
  #last: Promise<unknown> = Promise.resolve();

  constructor(redis: RedisLink) {
    this.#redis = redis;
  }

  /**
   * Lets `prepare` read while `key` is watched and return a transaction, or undefined when there is nothing to do.
   * `changed` means that someone else has written `key` in between and nothing was done.
   *
   * When the connection breaks between WATCH and EXEC the watch is lost and the transaction may be carried out all the
   * same; what runs here is therefore such that doing it twice does no harm.
   */
  attempt(
    key: string,
    prepare: (client: Redis) => Promise<ChainableCommander | undefined>,
  ): Promise<'done' | 'changed' | 'nothing to do'> {
    const turn = this.#last.then(() =>
      this.#redis.run(async (client) => {
        await client.watch(key);
        const transaction = await prepare(client);
        if (transaction) return (await transaction.exec()) === null ? 'changed' : 'done';
        await client.unwatch();
        return 'nothing to do';
      }),
    );
    this.#last = turn.catch(() => {});
    return turn;
  }
}

import type { LoadSample } from '../messages.ts';
import { metricsKey } from '../queue/keys.ts';
import type { RedisLink } from '../redis-link.ts';

/** No window is longer: what is older is thrown away. */
export const longestWindowMinutes = 60;
const keptMs = (longestWindowMinutes + 5) * 60_000;

/** What machines have told of their load, in Redis. */
export class Metrics {
  readonly #redis: RedisLink;

  constructor(redis: RedisLink) {
    this.#redis = redis;
  }

  /** A sample that cannot be kept is lost: the next one comes in a minute. */
  async keep(agentId: string, sample: LoadSample): Promise<void> {
    const key = metricsKey(agentId);
    const kept = this.#redis.run((client) =>
      client
        .multi()
        .zadd(key, sample.atMs, JSON.stringify(sample))
        .zremrangebyscore(key, '-inf', sample.atMs - keptMs)
        .pexpire(key, keptMs)
        .exec(),
    );
    await kept.catch(() => {});
  }

  /** The samples of each agent from `sinceMs` on, oldest first. */
  async since(agentIds: readonly string[], sinceMs: number): Promise<LoadSample[][]> {
    if (agentIds.length === 0) return [];
    return this.#redis.run((client) =>
      Promise.all(
        agentIds.map(async (agentId) => {
          const texts = await client.zrangebyscore(metricsKey(agentId), sinceMs, '+inf');
          return texts.map((text) => JSON.parse(text) as LoadSample);
        }),
      ),
    );
  }
}

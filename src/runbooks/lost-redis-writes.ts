/**
 * Write commands that a Redis master has acknowledged and the server that was promoted later does not have.
 *
 * Both count the bytes of their history, and a promoted server remembers under which id and up to which byte it
 * continues its old master's. So the position of each write in the old history says whether it is in the new one; the
 * datasets need not be compared.
 */
import { historyOf, type RedisProcess } from '../sim/stores/redis-process.ts';
import type { Services } from './testbed/services.ts';

/** The histories that a server continues: their ids, and how many bytes of each it has. */
export type Lineage = ReadonlyMap<string, number>;

interface Write {
  id: string;
  /** Bytes of the history before it. */
  offset: number;
  atUs: number;
}

/** What a server does not have. */
export interface LostRedisWrites {
  readonly count: number;
  /**
   * From the oldest to the end of the process that had taken it, or to the last that it took where it still runs. At least a microsecond
   * where anything is lost, so that a budget of nothing allows nothing.
   */
  readonly seconds: number;
}

/** One life of a Redis process. */
interface Life {
  redis: RedisProcess;
  writes: Write[];
}

/** Notes the position of each write of a machine's Redis, over all its lives. What it writes in a dark zone, nobody outside was told. */
export class RedisWriteLog {
  readonly #lives: Life[] = [];

  constructor(services: Services) {
    services.onRedis((redis) => {
      const life: Life = { redis, writes: [] };
      this.#lives.push(life);
      redis.onWrite = () => {
        if (services.host.site.dark) return;
        const { replicationId: id, offset } = redis.server.glance();
        life.writes.push({ id, offset, atUs: services.host.kernel.nowUs });
      };
    });
  }

  /**
   * Which of the writes a server with that lineage does not have. A process that was started again begins a history of its own, but with
   * everything that its predecessor left on the disk: whoever has copied from it has all of that, too.
   */
  lostTo(lineage: Lineage): LostRedisWrites {
    const last = this.#lives.findLastIndex((life) => idsOf(life).some((id) => lineage.has(id)));
    return together(this.#lives.slice(Math.max(0, last)).map((life) => lostOf(life, lineage)));
  }
}

/** Of several histories: all that is lost of them, and the longest of the times. */
export function together(losses: readonly LostRedisWrites[]): LostRedisWrites {
  return {
    count: losses.reduce((sum, { count }) => sum + count, 0),
    seconds: losses.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
  };
}

/** The ids of a life's history, in their order. */
function idsOf({ redis, writes }: Life): string[] {
  return [...new Set(writes.map(({ id }) => id)).add(redis.server.glance().replicationId)];
}

function lostOf(life: Life, lineage: Lineage): LostRedisWrites {
  const { redis, writes } = life;
  // A master begins a new id when its first replica comes; whoever continues that one has all that was before it.
  const ids = idsOf(life);
  const shared = ids.findLastIndex((id) => lineage.has(id));
  const isKept = ({ id, offset }: Write) =>
    ids.indexOf(id) < shared || (ids.indexOf(id) === shared && offset < lineage.get(id)!);
  const lost = writes.filter((write) => !isKept(write));
  if (lost.length === 0) return { count: 0, seconds: 0 };
  const endUs = redis.process.endedUs ?? writes.at(-1)!.atUs;
  return { count: lost.length, seconds: Math.max(1, endUs - lost[0]!.atUs) / 1e6 };
}

/** Follows a server's history back through those that it was copied from, as far as they run. */
export function lineageOf(redis: RedisProcess, others: readonly RedisProcess[]): Lineage {
  const histories = others.map(historyOf);
  const lineage = new Map<string, number>();
  let history = historyOf(redis);
  if (history) lineage.set(history.id, Number.POSITIVE_INFINITY);
  while (history && history.previousUntil > 0 && !lineage.has(history.previousId)) {
    const { previousId, previousUntil } = history;
    lineage.set(previousId, previousUntil - 1);
    history = histories.find((other) => other?.id === previousId);
  }
  return lineage;
}

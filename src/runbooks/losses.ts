/**
 * What a recovery has lost: writes that the old masters had acknowledged and the new ones do not have. Counted by
 * looking into both, for nobody inside the world can know. What a master takes in a dark zone does not count: nobody
 * outside was told that it had been written.
 */
import type { Host, Site } from '../sim/network/index.ts';
import type { CouchProcess } from '../sim/stores/couch-process.ts';
import type { CouchServer } from '../sim/stores/couchdb/index.ts';
import { type LostRedisWrites, lineageOf, RedisWriteLog, together } from './lost-redis-writes.ts';
import { writableMasters } from './probes/index.ts';
import { customersInstallation } from './testbed/census.ts';
import type { Services } from './testbed/services.ts';
import type { Testbed } from './testbed/testbed.ts';

export interface Losses {
  /** Revisions of documents in CouchDB, and write commands of Redis. */
  lostWrites: number;
  /** Of these, Redis's. */
  lostRedisWrites: number;
  /** Of documents: from the oldest that is lost to the end of the process that had taken it. */
  lostSeconds: number;
  /** The same of Redis's writes. */
  lostRedisSeconds: number;
}

interface Master {
  host: Host;
  /** Each time that CouchDB was started there. */
  lives: CouchProcess[];
}

/** Remembers the masters of the beginning; `count` compares with those of the moment. */
export class LossCounter {
  readonly #testbed: Testbed;
  readonly #installation: string;
  readonly #masters: Master[];
  /** When the zones of masters were dark, in milliseconds since the epoch. */
  readonly #darkness = new Map<string, { fromMs: number; untilMs: number }[]>();
  readonly #redisLogs = new Map<Host, RedisWriteLog>();

  constructor(testbed: Testbed) {
    this.#testbed = testbed;
    this.#installation = customersInstallation(testbed.scenario);
    this.#masters = writableMasters(testbed, this.#installation).map((host) => {
      const lives: CouchProcess[] = [];
      testbed.servicesOf(host).onCouch((couch) => lives.push(couch));
      return { host, lives };
    });
    testbed.world.network.onSiteChange((site) => this.#noteDarkness(site));
    for (const host of this.#redisMasters()) this.#redisLogs.set(host, new RedisWriteLog(testbed.servicesOf(host)));
  }

  /** Undefined while no master takes writes: then nothing is lost or kept yet. */
  count(): Losses | undefined {
    const [now] = writableMasters(this.#testbed, this.#installation);
    if (!now) return undefined;
    const { lostRevisions, lostSeconds } = this.#lostDocuments(now);
    const { count, seconds } = this.#lostRedisWrites(now);
    return { lostWrites: lostRevisions + count, lostRedisWrites: count, lostSeconds, lostRedisSeconds: seconds };
  }

  #lostDocuments(now: Host): { lostRevisions: number; lostSeconds: number } {
    const { database } = this.#testbed.installation(this.#installation).settings;
    // Also of a machine that is gone: what it would answer with, had it come back.
    const couchOf = (host: Host) => this.#testbed.servicesOf(host).couch!.server;
    const kept = new Set([...revisions(couchOf(now), database)].map(({ id, rev }) => `${id} ${rev}`));
    let lostRevisions = 0;
    let lostSeconds = 0;
    for (const { host, lives } of this.#masters) {
      if (host === now) continue;
      const server = couchOf(host);
      const written = writtenAtMs(server, database);
      const lastMs = Math.max(...written.values());
      for (const { id, rev } of revisions(server, database)) {
        const writtenMs = written.get(id) ?? lastMs;
        if (kept.has(`${id} ${rev}`) || this.#wasDark(host.site, writtenMs)) continue;
        lostRevisions++;
        lostSeconds = Math.max(lostSeconds, ((this.#endOfLifeMs(lives, writtenMs) ?? lastMs) - writtenMs) / 1000);
      }
    }
    return { lostRevisions, lostSeconds };
  }

  /** When the process ended that had taken a write; undefined while it runs. */
  #endOfLifeMs(lives: readonly CouchProcess[], writtenMs: number): number | undefined {
    const { startMs } = this.#testbed.world.kernel;
    const life = lives.findLast(({ process }) => startMs + process.startedUs / 1000 <= writtenMs) ?? lives[0];
    const endedUs = life?.process.endedUs;
    return endedUs === undefined ? undefined : startMs + endedUs / 1000;
  }

  #noteDarkness({ id, dark }: Site): void {
    const intervals = this.#darkness.get(id) ?? [];
    this.#darkness.set(id, intervals);
    const nowMs = this.#testbed.world.kernel.nowMs();
    const last = intervals.at(-1);
    const isNoted = last?.untilMs === Number.POSITIVE_INFINITY;
    if (dark && !isNoted) intervals.push({ fromMs: nowMs, untilMs: Number.POSITIVE_INFINITY });
    if (!dark && isNoted) last.untilMs = nowMs;
  }

  #wasDark({ id }: Site, atMs: number): boolean {
    return this.#darkness.get(id)?.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs) ?? false;
  }

  /** The Redis that counts now stands beside the CouchDB that takes writes. */
  #lostRedisWrites(now: Host): LostRedisWrites {
    const promoted = this.#redisMasters().findLast(({ site }) => site.region === now.site.region);
    if (!promoted) return together([]);
    const processes = this.#hosts().flatMap((host) => this.#testbed.servicesOf(host).redis ?? []);
    const lineage = lineageOf(this.#testbed.servicesOf(promoted).redis!, processes);
    const others = [...this.#redisLogs].filter(([host]) => host !== promoted);
    return together(others.map(([, log]) => log.lostTo(lineage)));
  }

  /** Machines whose Redis is there to be a master, and is one. */
  #redisMasters(): Host[] {
    const isMaster = (services: Services) =>
      services.isRunning('redis') &&
      services.installed!.roles.some((role) => role === 'redis-master' || role === 'all-in-one') &&
      services.redis!.server.glance().master === undefined;
    return this.#hosts().filter((host) => isMaster(this.#testbed.servicesOf(host)));
  }

  #hosts(): Host[] {
    return [...this.#testbed.machines.keys()].filter(({ label }) => label.startsWith(`${this.#installation}/`));
  }
}

function* revisions(server: CouchServer, database: string): Generator<{ id: string; rev: string }> {
  for (const { id, rev, ancestors } of server.revisionsOf(database)) {
    for (const each of [rev, ...ancestors]) yield { id, rev: each };
  }
}

/** When each document was written, as the document itself says; whole seconds. */
function writtenAtMs(server: CouchServer, database: string): Map<string, number> {
  const documents = server.files(database).databases[0]?.documents ?? [];
  return new Map(
    documents.flatMap(({ id, branches }) => {
      const written = (branches[0] as { body?: { updated_at?: string } } | undefined)?.body?.updated_at;
      if (written === undefined) return [];
      return [[id, Date.parse(written.replace(/\//g, '-').replace(' +0000', 'Z').replace(' ', 'T'))]];
    }),
  );
}

/**
 * What a recovery has lost: writes that the old CouchDB master had acknowledged and the new one does not have. Counted by looking into both, for nobody
 * inside the world can know.
 */
import type { Host } from '../sim/network/index.ts';
import type { CouchServer } from '../sim/stores/couchdb/index.ts';
import { writableMasters } from './probes/index.ts';
import { customersInstallation } from './testbed/census.ts';
import type { Testbed } from './testbed/testbed.ts';

export interface Losses {
  lostWrites: number;
  /** From the oldest lost write to the last moment at which the old master took any. */
  lostSeconds: number;
}

/** Remembers the masters of the beginning; `count` compares with those of the moment. */
export class LossCounter {
  readonly #testbed: Testbed;
  readonly #masters: { host: Host; server: CouchServer; endedMs: number | undefined }[];
  readonly #installation: string;

  constructor(testbed: Testbed) {
    this.#testbed = testbed;
    this.#installation = customersInstallation(testbed.scenario);
    this.#masters = writableMasters(testbed, this.#installation).map((host) => {
      const { process, server } = testbed.servicesOf(host).couch!;
      const master = { host, server, endedMs: undefined as number | undefined };
      process.onEnd(() => {
        master.endedMs = testbed.world.kernel.nowMs();
      });
      return master;
    });
  }

  /** Undefined while no master takes writes: then nothing is lost or kept yet. */
  count(): Losses | undefined {
    const [now] = writableMasters(this.#testbed, this.#installation);
    if (!now) return undefined;
    const { database } = this.#testbed.installation(this.#installation).settings;
    const kept = new Set<string>();
    for (const { id, rev, ancestors } of this.#testbed.servicesOf(now).couch!.server.revisionsOf(database)) {
      for (const each of [rev, ...ancestors]) kept.add(`${id} ${each}`);
    }
    let lostWrites = 0;
    let lostSeconds = 0;
    for (const { host, server, endedMs } of this.#masters) {
      if (host === now) continue;
      for (const { id, rev, ancestors } of server.revisionsOf(database)) {
        const missing = [rev, ...ancestors].filter((each) => !kept.has(`${id} ${each}`));
        if (missing.length === 0) continue;
        lostWrites += missing.length;
        const writtenMs = writtenAtMs(server, database, id);
        if (endedMs !== undefined && writtenMs !== undefined) {
          lostSeconds = Math.max(lostSeconds, (endedMs - writtenMs) / 1000);
        }
      }
    }
    return { lostWrites, lostSeconds };
  }
}

/** When a document was written, as the document itself says; whole seconds. */
function writtenAtMs(server: CouchServer, database: string, id: string): number | undefined {
  const file = server.files(database).databases[0]?.documents.find((document) => document.id === id);
  const written = (file?.branches[0] as { body?: { updated_at?: string } } | undefined)?.body?.updated_at;
  return written === undefined
    ? undefined
    : Date.parse(written.replace(/\//g, '-').replace(' +0000', 'Z').replace(' ', 'T'));
}

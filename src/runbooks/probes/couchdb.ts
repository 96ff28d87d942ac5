/** What can be measured of an installation's CouchDB. */
import type { Host } from '../../sim/network/index.ts';
import { couchClient } from '../testbed/environment.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { failed, inRange, type Looks } from './reading.ts';

const QUERY_TIMEOUT_MS = 30_000;

export function couchLooks(
  testbed: Testbed,
): Pick<Looks, 'couchdb:index-lag' | 'couchdb:writable-masters' | 'couchdb:active-tasks'> {
  return {
    /** Asks every view once, as customers do all day, and then looks how far the indexes are behind the database. */
    'couchdb:index-lag': async ({ installation }, tolerance) => {
      const [master] = writableMasters(testbed, installation);
      if (!master) return { ok: false, value: null, why: 'no CouchDB takes writes' };
      const { database } = testbed.installation(installation).settings;
      try {
        const client = couchClient(testbed.monitor, `http://${master.addresses[1]}:5984`, QUERY_TIMEOUT_MS);
        const db = client.use(database);
        const { rows } = await db.list({ startkey: '_design/', endkey: '_design0', include_docs: true });
        const lagOf = async ({ id, doc }: DesignRow) => {
          await db.view(id.replace('_design/', ''), Object.keys(doc.views)[0]!, { limit: 0 });
          const info = (await client.request({ db: database, path: `${id}/_info` })) as IndexInfo;
          const { update_seq } = (await client.db.get(database)) as unknown as { update_seq: number };
          return Number(update_seq) - Number(info.view_index.update_seq);
        };
        const lags = await Promise.all((rows as unknown as DesignRow[]).map(lagOf));
        return inRange(Math.max(0, ...lags), tolerance, 'updates behind');
      } catch (error) {
        return failed(error);
      }
    },
    'couchdb:writable-masters': async ({ installation }, tolerance) =>
      inRange(writableMasters(testbed, installation).length, tolerance, 'CouchDB take writes'),
    'couchdb:active-tasks': async ({ installation, region }, tolerance) => {
      const builds = couchHosts(testbed, installation)
        .filter((host) => region === undefined || host.site.region === region)
        .flatMap((host) => testbed.servicesOf(host).couch?.server.inspect().builds ?? []);
      const total = builds.reduce((sum, build) => sum + build.total, 0);
      const done = builds.reduce((sum, build) => sum + build.done, 0);
      return inRange(total === 0 ? 1 : done / total, tolerance, 'done');
    },
  };
}

interface DesignRow {
  id: string;
  doc: { views: Record<string, unknown> };
}

interface IndexInfo {
  view_index: { update_seq: number };
}

/** Machines of an installation on which CouchDB runs. */
function couchHosts(testbed: Testbed, installation: string): Host[] {
  return [...testbed.couchHosts].filter(
    (host) =>
      host.up && host.label.startsWith(`${installation}/`) && testbed.servicesOf(host).couch?.process.alive === true,
  );
}

/** Masters that take writes from anybody outside: one in a dark zone takes none. */
export function writableMasters(testbed: Testbed, installation: string): Host[] {
  const { network } = testbed.world;
  return couchHosts(testbed, installation).filter(
    (host) => testbed.servicesOf(host).couchWritable && network.isOpen(testbed.monitor.host, host),
  );
}

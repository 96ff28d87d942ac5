/** The stores of a machine for a snapshot: how far they are behind, and how far their indexes are. */
import type { Host } from '../../sim/network/index.ts';
import type { CouchGlance, IndexGlance } from '../../sim/stores/couchdb/index.ts';
import type { Services } from '../testbed/services.ts';
import type { Testbed } from '../testbed/testbed.ts';
import type { IndexState, StoreState } from './snapshot.ts';

type Follow = CouchGlance['follows'][number];

/** A query that waits less than this for its index finds it fresh: an index of 2011 is always a few documents behind. */
const FRESH_SECONDS = 1;

export function storesOf(testbed: Testbed, host: Host): StoreState[] {
  const services = testbed.knownServices(host);
  if (!services) return [];
  return [couchOf(testbed, services), redisOf(testbed, services)].filter((store) => store !== undefined);
}

function couchOf(testbed: Testbed, services: Services): StoreState | undefined {
  const { couch, host } = services;
  if (!couch) return undefined;
  const database = databaseOn(testbed, host);
  const { alive } = couch.process;
  const glance = couch.server.glance(database);
  const [follow] = glance?.follows ?? [];
  const lagMs = alive && glance && follow ? couchLagMs(testbed, glance, follow, database) : undefined;
  return {
    ...placeOf(testbed, host, alive),
    kind: 'couchdb',
    role: follow || services.followed('couch') !== undefined ? 'replica' : 'master',
    writable: alive && services.couchWritable && (glance?.writable ?? false),
    ...(glance && { documents: glance.documents }),
    ...(lagMs !== undefined && { lagSeconds: lagMs / 1000 }),
    indexes: (glance?.indexes ?? []).map((index) => indexState(index, alive)),
  };
}

function redisOf(testbed: Testbed, { redis, host }: Services): StoreState | undefined {
  if (!redis) return undefined;
  const { alive } = redis.process;
  const { master, replicationId, offset } = redis.server.glance();
  const base = {
    ...placeOf(testbed, host, alive),
    kind: 'redis' as const,
    role: master ? ('replica' as const) : ('master' as const),
    writable: alive && master === undefined,
    indexes: [],
  };
  if (!alive || !master) return base;
  const source = servicesAt(testbed, master.host)?.redis?.server.glance();
  const complete = source?.replicationId === replicationId && source.offset <= offset;
  const silentMs = testbed.world.kernel.nowMs() - master.heardAtMs;
  // While it follows, what it lacks is under way.
  return { ...base, lagSeconds: complete || master.following ? 0 : silentMs / 1000 };
}

function placeOf({ world, operator, installations }: Testbed, host: Host, alive: boolean) {
  const [name] = host.label.split('/');
  return {
    host: host.label,
    installation: installations.has(name!) ? name! : '',
    reachable: alive && world.network.isOpen(operator.process.host, host),
    bits: host.hardware.architecture === 'i386' ? (32 as const) : (64 as const),
  };
}

/** Since the oldest change that its source has and it has not. */
function couchLagMs(testbed: Testbed, glance: CouchGlance, follow: Follow, database: string): number {
  const source = servicesAt(testbed, new URL(follow.source).hostname)?.couch?.server;
  const have = source?.glance(database)?.documents ?? 0;
  // Declared documents arrive one after the other, outside the sequence of changes.
  if (!source || (follow.running && glance.documents < have)) return follow.lagMs;
  const sinceMs = source.writtenAfterMs(database, follow.throughSeq);
  return sinceMs === undefined ? 0 : testbed.world.kernel.nowMs() - sinceMs;
}

/** The services of the machine that has an address; of the one that had it, when it is gone. */
function servicesAt(testbed: Testbed, address: string): Services | undefined {
  const host =
    testbed.world.network.hostAt(address) ??
    [...testbed.couchHosts].find(({ addresses }) => addresses.includes(address));
  return host && testbed.knownServices(host);
}

function databaseOn({ installations }: Testbed, host: Host): string {
  const installation = installations.get(host.label.split('/')[0]!) ?? [...installations.values()][0]!;
  return installation.settings.database;
}

function indexState(index: IndexGlance, alive: boolean): IndexState {
  const { designDocument, documents, pendingDocuments, empty, leftSeconds } = index;
  const building = alive && index.state === 'building';
  const fresh = !building && leftSeconds < FRESH_SECONDS;
  const state = building ? 'building' : fresh ? 'fresh' : empty ? 'none' : 'stale';
  return {
    name: designDocument.replace('_design/', ''),
    state,
    fraction: documents === 0 ? 1 : 1 - pendingDocuments / documents,
    ...(building && { leftSeconds }),
    ...(state !== 'fresh' && index.discarded !== undefined && { why: sentence(index.discarded) }),
  };
}

/** `The file that came along was not used: built on i386, this machine is x86_64.` */
function sentence(why: string): string {
  const bits = why.replace('i386', 'a 32-bit machine').replace('x86_64', 'a 64-bit one');
  return `The file that came along was not used: ${bits}.`;
}

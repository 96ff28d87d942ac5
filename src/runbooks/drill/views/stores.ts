/** The data stores and the names in front of them, as rows: what each is good for now, and what it waits for. */
import { duration, shortDuration } from '../../reports/times.ts';
import type { IndexState, NameState, Snapshot, StoreState } from '../snapshot.ts';

/** How well it goes, for whoever draws it: `good`, `busy` (something is on its way), `bad`. */
export type Health = 'good' | 'busy' | 'bad';

export interface StoreRow {
  /** `main/couch-master1` */
  readonly host: string;
  readonly kind: 'couchdb' | 'redis';
  readonly role: 'master' | 'replica';
  readonly bits: 32 | 64;
  readonly health: Health;
  /** `writable`, `read only`, `unreachable` */
  readonly state: string;
  readonly reachable: boolean;
  /** `1,500,048`; empty for Redis. */
  readonly documents: string;
  /** How far it is behind: `5s`, `63m`; `—` for a master. */
  readonly lag: string;
  /** The same in words: `5 s behind its master`. */
  readonly behind?: string;
  /** How many are fresh: `3/8`; empty without indexes. */
  readonly indexes: string;
  /** The one that is built: `scalarium_4 52 %, 28 min left`. */
  readonly building?: string;
  readonly indexRows: readonly IndexRow[];
  /** Sentences: which indexes could not use the files that came along, and why. */
  readonly notes: readonly string[];
}

export interface IndexRow {
  readonly name: string;
  readonly fraction: number;
  readonly health: Health;
  /** `fresh`, `building 52 %, 28 min left`, `stale`, `not built` */
  readonly state: string;
}

export interface NameRow {
  readonly name: string;
  /** `60 s` */
  readonly ttl: string;
  readonly points: string;
  readonly health: Health;
  /** 0 to 1. */
  readonly staleShare: number;
  /** How many of the customers still go to the old address: `4 % stale`. */
  readonly stale: string;
  /** Where the office's resolver goes, when that is elsewhere. */
  readonly office?: string;
}

/** Each installation together, its CouchDB before its Redis, masters before what follows them. */
export function storeRows({ stores }: Pick<Snapshot, 'stores'>): StoreRow[] {
  const installations = [...new Set(stores.map(({ installation }) => installation))];
  const place = ({ installation, kind, role }: StoreState) =>
    4 * installations.indexOf(installation) + 2 * Number(kind === 'redis') + Number(role === 'replica');
  // Sorting is stable: replicas stay in the order in which the world has them.
  return stores.toSorted((a, b) => place(a) - place(b)).map(storeRow);
}

function storeRow(store: StoreState): StoreRow {
  const { host, kind, role, bits, indexes } = store;
  const fresh = indexes.filter(({ state }) => state === 'fresh').length;
  const building = indexes.find(({ state }) => state === 'building');
  return {
    host,
    kind,
    role,
    bits,
    health: storeHealth(store),
    state: stateWords(store),
    reachable: store.reachable,
    documents: store.documents === undefined ? '' : grouped(store.documents),
    ...behind(store),
    indexes: indexes.length === 0 ? '' : `${fresh}/${indexes.length}`,
    building: building && `${shortName(building.name)} ${progressWords(building)}`,
    indexRows: indexes.map(indexRow),
    notes: whyNotes(store),
  };
}

function storeHealth({ reachable, indexes, role, writable, lagSeconds = 0 }: StoreState): Health {
  if (!reachable) return 'bad';
  const settled = indexes.every(({ state }) => state === 'fresh');
  const isBuilt = indexes.some(({ state }) => state === 'building');
  if (role === 'master' && !writable) return settled || isBuilt ? 'busy' : 'bad';
  return settled && lagSeconds < lagSecondsMax ? 'good' : 'busy';
}

/** Behind by more than this is worth a colour. */
const lagSecondsMax = 60;

/** What a store is good for, in a word or two. */
export function stateWords({ reachable, writable }: Pick<StoreState, 'reachable' | 'writable'>): string {
  if (!reachable) return 'unreachable';
  return writable ? 'writable' : 'read only';
}

function behind({ role, lagSeconds }: StoreState): Pick<StoreRow, 'lag' | 'behind'> {
  if (role === 'master' || lagSeconds === undefined) return { lag: '—' };
  const seconds = Math.round(lagSeconds);
  return { lag: shortDuration(seconds), behind: `${duration(seconds)} behind its master` };
}

function indexRow(index: IndexState): IndexRow {
  const health = { fresh: 'good', building: 'busy', stale: 'busy', none: 'bad' } as const;
  const words = { fresh: 'fresh', building: `building ${progressWords(index)}`, stale: 'stale', none: 'not built' };
  return {
    name: shortName(index.name),
    fraction: index.state === 'fresh' ? 1 : index.fraction,
    health: health[index.state],
    state: words[index.state],
  };
}

/** `52 %, 28 min left`. It is not finished before it is: 99.9 % is 99 %. */
export function progressWords({ fraction, leftSeconds }: Pick<IndexState, 'fraction' | 'leftSeconds'>): string {
  const left = leftSeconds === undefined ? '' : `, ${duration(Math.round(leftSeconds))} left`;
  return `${Math.floor(100 * fraction)} %${left}`;
}

/** Indexes that cannot use their files for the same reason share its sentence. */
function whyNotes({ indexes }: StoreState): string[] {
  const byReason = new Map<string, IndexState[]>();
  for (const index of indexes) {
    if (index.why !== undefined) byReason.set(index.why, [...(byReason.get(index.why) ?? []), index]);
  }
  return [...byReason].map(([why, [first, ...others]]) => {
    const which = others.length === 0 ? shortName(first!.name) : `${others.length + 1} of ${indexes.length} indexes`;
    return `${which}: ${why}`;
  });
}

export function nameRows({ names }: Pick<Snapshot, 'names'>): NameRow[] {
  return names.map((name) => ({
    name: name.name,
    ttl: duration(name.ttlSeconds),
    points: pointsTo(name),
    health: name.addresses.length === 0 ? 'bad' : name.staleShare > 0 || isElsewhere(name) ? 'busy' : 'good',
    staleShare: name.staleShare,
    stale: staleWords(name.staleShare),
    office: isElsewhere(name) ? name.seenFromOffice.join(', ') : undefined,
  }));
}

/** `main/frontend1, main/frontend2 (184.169.144.32, ...)`: the machines where they are known, else the addresses. */
function pointsTo({ hosts, addresses }: NameState): string {
  if (addresses.length === 0) return 'nothing';
  return hosts.length === 0 ? addresses.join(', ') : hosts.join(', ');
}

function isElsewhere({ addresses, seenFromOffice }: NameState): boolean {
  return seenFromOffice.some((address) => !addresses.includes(address));
}

/** Of the customers, how many still go to the old address. */
function staleWords(share: number): string {
  return `${share > 0 && share < 0.01 ? '<1' : Math.round(100 * share)} % stale`;
}

/** `_design/scalarium_4` is `scalarium_4`. */
const shortName = (name: string) => name.replace(/^_design\//, '');
/** `1,500,048` */
const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/**
 * The world's box, twice. What is **known**: machines by the letters that each account has for its zones, as monitoring saw them last; who
 * shares a room with whom nobody can see. What is **true**: physical zones, and in each everybody who stands there, as it is.
 *
 * ```ts
 * const { regions } = worldView(state.snapshot, 'known');
 * ```
 */
import type { HostState, Snapshot, ZoneState } from '../snapshot.ts';

export type Sight = 'known' | 'true';

/** `unseen`: nobody looks at it, so nobody knows. */
export type HostSight = 'up' | 'down' | 'unseen';

export interface HostMark {
  readonly name: string;
  readonly role: string;
  readonly bits: 32 | 64;
  readonly sight: HostSight;
  readonly replica: boolean;
  /** Processes that are dead on a machine that lives; only where the truth is shown. */
  readonly dead: readonly string[];
}

/** Machines of one owner in one place. */
export interface HostGroup {
  readonly owner: string;
  readonly kind: HostState['kind'];
  /** The letter that this owner has for the zone, `a`; empty where it has none. */
  readonly letter: string;
  readonly hosts: readonly HostMark[];
}

export interface PlaceView {
  /** `euw1-az1` where the truth is shown, else the owner: `main`. */
  readonly name: string;
  /** Without power, or out of reach: only where the truth is shown. */
  readonly state: 'ok' | 'dark' | 'cut off' | 'unknown';
  /** `main's a is kernel's b`: accounts that meet here behind different letters. */
  readonly meets: readonly string[];
  readonly groups: readonly HostGroup[];
}

export interface RegionView {
  readonly region: string;
  readonly places: readonly PlaceView[];
}

export interface WorldView {
  readonly regions: readonly RegionView[];
  /** Regions in which nothing stands. */
  readonly empty: readonly string[];
  readonly up: number;
  readonly down: number;
  readonly unseen: number;
  /** What is broken on purpose now; empty where only the known is shown. */
  readonly faults: readonly { readonly name: string; readonly action: string; readonly sinceUs: number }[];
}

export function worldView(snapshot: Snapshot, sight: Sight): WorldView {
  const machines = snapshot.hosts.filter(({ kind }) => kind !== 'office');
  const regions = [...new Set(snapshot.zones.map(({ region }) => region))];
  const views = regions.map((region) => ({ region, places: placesOf(region, snapshot, machines, sight) }));
  const marks = machines.map((host) => sightOf(host, sight));
  const count = (wanted: HostSight) => marks.filter((each) => each === wanted).length;
  const occupied = views.filter(({ places }) => places.length > 0);
  return {
    regions: occupied.sort((a, b) => size(b) - size(a)),
    empty: views.filter(({ places }) => places.length === 0).map(({ region }) => region),
    up: count('up'),
    down: count('down'),
    unseen: count('unseen'),
    faults: sight === 'true' ? snapshot.faults : [],
  };
}

function size({ places }: RegionView): number {
  return places.flatMap(({ groups }) => groups.flatMap(({ hosts }) => hosts)).length;
}

function placesOf(region: string, snapshot: Snapshot, machines: readonly HostState[], sight: Sight): PlaceView[] {
  const zones = snapshot.zones.filter((zone) => zone.region === region);
  const there = machines.filter((host) => host.region === region);
  return sight === 'true' ? truePlaces(zones, there) : knownPlaces(zones, there);
}

/** A place for each physical zone in which something stands, or which is not as it should be. */
function truePlaces(zones: readonly ZoneState[], machines: readonly HostState[]): PlaceView[] {
  return zones.flatMap((zone) => {
    const groups = groupsOf(zone, machines, 'true');
    const state = zone.power ? (zone.reachable ? 'ok' : 'cut off') : 'dark';
    if (groups.length === 0 && state === 'ok') return [];
    return [{ name: zone.zone, state, meets: meetings(groups), groups }];
  });
}

/** A place for each owner, its zones by letter. */
function knownPlaces(zones: readonly ZoneState[], machines: readonly HostState[]): PlaceView[] {
  const owners = [...new Set(machines.map(({ owner }) => owner))].sort(
    (a, b) => rankOfOwner(a, machines) - rankOfOwner(b, machines),
  );
  return owners.map((owner) => ({
    name: owner,
    state: 'unknown',
    meets: [],
    groups: zones
      .flatMap((zone) => groupsOf(zone, machines, 'known').filter((group) => group.owner === owner))
      .sort((a, b) => (a.letter < b.letter ? -1 : 1)),
  }));
}

function groupsOf(zone: ZoneState, machines: readonly HostState[], sight: Sight): HostGroup[] {
  const groups = new Map<string, HostState[]>();
  for (const host of machines) {
    if (host.zone === zone.zone) groups.set(host.owner, [...(groups.get(host.owner) ?? []), host]);
  }
  const owners = [...groups.keys()].sort((a, b) => rankOfOwner(a, machines) - rankOfOwner(b, machines));
  return owners.map((owner) => {
    const hosts = groups.get(owner)!;
    const kind = hosts.some((host) => host.kind === 'installation') ? 'installation' : hosts[0]!.kind;
    return { owner, kind, letter: letterOf(zone, owner), hosts: inOrder(hosts).map((host) => mark(host, sight)) };
  });
}

/** Installations stand first, the largest before the others. */
function rankOfOwner(owner: string, machines: readonly HostState[]): number {
  const own = machines.filter((host) => host.owner === owner);
  const kinds = own.some(({ kind }) => kind === 'installation')
    ? 0
    : own.some(({ kind }) => kind === 'replica')
      ? 1
      : 2;
  return kinds * 10_000 - own.length;
}

/** Alike stands beside alike, and under its name. */
function inOrder(hosts: readonly HostState[]): HostState[] {
  const key = ({ kind, role, name }: HostState) => `${kind === 'replica' ? 1 : 0} ${role} ${name}`;
  return [...hosts].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function mark(host: HostState, sight: Sight): HostMark {
  const { name, role, bits, kind, up } = host;
  const dead = sight === 'true' && up ? host.processes.filter(({ alive }) => !alive) : [];
  return {
    name,
    role,
    bits,
    sight: sightOf(host, sight),
    replica: kind === 'replica',
    dead: dead.map((each) => each.name),
  };
}

function sightOf({ up, known }: HostState, sight: Sight): HostSight {
  if (sight === 'true') return up ? 'up' : 'down';
  return known === undefined ? 'unseen' : known === 'answers' ? 'up' : 'down';
}

/** Accounts write `eu-west-1a`; inside a region its last letter is enough. */
function letterOf({ letters, region }: ZoneState, owner: string): string {
  const letter = letters[owner] ?? '';
  return letter.startsWith(region) ? letter.slice(region.length) : letter;
}

/** Installations that stand in one zone and call it differently: each believes to be alone. */
function meetings(groups: readonly HostGroup[]): string[] {
  const installations = groups.filter(({ kind, letter }) => kind === 'installation' && letter !== '');
  const [first, ...others] = installations;
  if (first === undefined) return [];
  return others
    .filter(({ letter }) => letter !== first.letter)
    .map(({ owner, letter }) => `${first.owner}'s ${first.letter} is ${owner}'s ${letter}`);
}

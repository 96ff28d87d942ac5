import type { HostState, IndexState, Snapshot, StoreState, ZoneState } from '../../src/runbooks/drill/snapshot.ts';

export interface SmallSnapshotOptions {
  readonly atUs?: number;
  /** The zone of the main installation and the kernel has no power. */
  readonly dark?: boolean;
  /** What monitoring has seen of it; follows `dark` when it is not given. */
  readonly seenDark?: boolean;
}

/** The world of 7 August 2011 as plain data: the main installation, its replicas, the kernel, a customer; at home, and well unless told. */
export function smallSnapshot(options: SmallSnapshotOptions = {}): Snapshot {
  const { atUs = 0, dark = false, seenDark = dark } = options;
  const up = !dark;
  const known = seenDark ? 'silent' : 'answers';
  const home = { region: 'eu-west-1', zone: 'euw1-az1', up };
  const hosts: HostState[] = [
    ...['frontend1', 'frontend2', 'frontend3'].map((name) => main(name, 'frontend', 'm1.large', { ...home, known })),
    ...['worker1', 'worker2', 'worker3', 'worker4'].map((name) => main(name, 'worker', 'm1.large', { ...home, known })),
    main('couch-master', 'couch-master', 'm2.4xlarge', { ...home, known }),
    main('redis-master', 'redis-master', 'm1.xlarge', { ...home, known }),
    main('bus', 'bus', 'm1.large', { ...home, known }),
    ...replicaPlaces.map(([region, letter, zone]) => replica(region, letter, zone)),
    host('kernel/all-in-one', 'all-in-one', 'm1.large', { ...home, known: undefined }),
    ...['az2', 'az3', 'az1'].map(
      (zone, index): HostState => ({
        ...host(`acme/rails-app${index + 1}`, 'rails-app', 'm1.small', {
          region: 'eu-west-1',
          zone: `euw1-${zone}`,
          up: zone !== 'az1' || up,
        }),
        kind: 'customer' as const,
      }),
    ),
  ];
  return { atUs, zones: zones(up), hosts, stores: stores(up), names: names(), faults: faults(dark) };
}

const replicaPlaces = [
  ['eu-west-1', 'b', 'euw1-az2'],
  ['eu-west-1', 'c', 'euw1-az3'],
  ['us-west-1', 'a', 'usw1-az1'],
  ['us-east-1', 'a', 'use1-az6'],
  ['ap-southeast-1', 'a', 'apse1-az1'],
] as const;

type Place = Pick<HostState, 'region' | 'zone' | 'up'> & Partial<Pick<HostState, 'known'>>;

function host(name: string, role: string, type: string, place: Place): HostState {
  return {
    ...{ name, owner: name.split('/')[0]!, kind: 'installation', role, type, known: undefined },
    bits: type === 'm1.small' ? 32 : 64,
    instanceId: `i-${name.length.toString(16)}${role.length.toString(16)}c0ffee`.slice(0, 10),
    ...place,
    processes: role.split('+').map((each) => ({ name: processOf[each] ?? each, alive: place.up })),
  };
}

const processOf: Readonly<Record<string, string>> = {
  'couch-master': 'couchdb',
  'couch-replica': 'couchdb',
  'redis-master': 'redis',
  'redis-replica': 'redis',
  'all-in-one': 'worker',
};

const main = (name: string, role: string, type: string, place: Place) => host(`main/${name}`, role, type, place);

function replica(region: string, letter: string, zone: string): HostState {
  const role = 'couch-replica+redis-replica';
  const place = { region, zone, up: true };
  return { ...main(`replica-${region}${letter}`, role, 'm1.small', place), kind: 'replica' };
}

function zones(power: boolean): ZoneState[] {
  return [
    zone('eu-west-1', 'euw1-az1', { main: 'a', kernel: 'b', acme: 'b' }, power),
    zone('eu-west-1', 'euw1-az2', { main: 'b', kernel: 'c', acme: 'a' }),
    zone('eu-west-1', 'euw1-az3', { main: 'c', kernel: 'a', acme: 'c' }),
    zone('us-east-1', 'use1-az1', { main: 'c', kernel: 'b' }),
    zone('us-east-1', 'use1-az6', { main: 'a', kernel: 'a' }),
    zone('us-west-1', 'usw1-az1', { main: 'a', kernel: 'a' }),
    zone('us-west-1', 'usw1-az3', { main: 'b', kernel: 'b' }),
    zone('ap-southeast-1', 'apse1-az1', { main: 'a', kernel: 'b' }),
    zone('ap-northeast-1', 'apne1-az4', { main: 'a', kernel: 'a' }),
  ];
}

function zone(region: string, id: string, letters: Readonly<Record<string, string>>, power = true): ZoneState {
  const named = Object.entries(letters).map(([account, letter]) => [account, `${region}${letter}`]);
  return { region, zone: id, letters: Object.fromEntries(named), power, reachable: power };
}

function stores(up: boolean): StoreState[] {
  const master = { installation: 'main', role: 'master', writable: up, reachable: up, bits: 64 } as const;
  return [
    { ...master, host: 'main/couch-master', kind: 'couchdb', documents: 1_500_048, indexes: indexes('fresh') },
    { ...master, host: 'main/redis-master', kind: 'redis', indexes: [] },
    ...replicaPlaces.flatMap(([region, letter]): StoreState[] => {
      const lagSeconds = up ? 0 : 41;
      const place = { host: `main/replica-${region}${letter}`, installation: 'main', role: 'replica' } as const;
      const follower = { ...place, writable: false, reachable: true, bits: 32, lagSeconds } as const;
      return [
        { ...follower, kind: 'couchdb', documents: 1_500_048, indexes: indexes('fresh') },
        { ...follower, kind: 'redis', indexes: [] },
      ];
    }),
    { ...master, host: 'kernel/all-in-one', installation: 'kernel', kind: 'couchdb', documents: 66, indexes: [] },
  ];
}

function indexes(state: IndexState['state']): IndexState[] {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  return numbers.map((number) => ({ name: `_design/scalarium_${number}`, state, fraction: state === 'fresh' ? 1 : 0 }));
}

function names(): Snapshot['names'] {
  return [
    {
      ...{ name: 'manage.scalarium.com', ttlSeconds: 300, addresses: ['46.137.184.65'], staleShare: 0 },
      ...{ seenFromOffice: ['46.137.184.65'], hosts: ['main/frontend1'] },
    },
  ];
}

function faults(dark: boolean): Snapshot['faults'] {
  return dark ? [{ name: 'power-lost', action: 'zone:power-interruption', sinceUs: 480_000_000 }] : [];
}

/**
 * A snapshot of the world's true state. It only reads: no chance is drawn, nothing is scheduled, nothing that is computed when somebody
 * looks moves on, so a run of which snapshots are taken is the same run.
 */
import type { InstanceRecord } from '../../sim/cloud/index.ts';
import type { Faults } from '../../sim/faults/index.ts';
import type { Host } from '../../sim/network/index.ts';
import { replicaRole } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import type { LastLook } from '../watch/monitoring.ts';
import type { HostState, NameState, Snapshot, ZoneState } from './snapshot.ts';
import { storesOf } from './take-stores.ts';

/** What the world itself does not hold. */
export interface Known {
  /** What monitoring saw last; left out before it looks. */
  readonly lastLook?: LastLook;
  readonly faults?: Faults;
}

/** Below 2 ms for a world of thirty machines. */
export function takeSnapshot(testbed: Testbed, known: Known = {}): Snapshot {
  const { network } = testbed.world;
  const { zeroUs } = testbed;
  const records = new Map([...testbed.world.ec2.instances()].map((record) => [record.instanceId, record]));
  const hosts = [...network.hosts.values()];
  return {
    atUs: network.kernel.nowUs - zeroUs,
    zones: zonesOf(testbed),
    hosts: hosts.map((host) => hostState(testbed, host, records.get(host.name), known.lastLook?.(host))),
    stores: hosts.flatMap((host) => storesOf(testbed, host)),
    names: namesOf(testbed),
    faults: (known.faults?.lasting ?? []).map(({ fault, sinceUs }) => ({
      name: fault.name,
      action: fault.action,
      sinceUs: sinceUs - zeroUs,
    })),
  };
}

function zonesOf({ world, operator }: Testbed): ZoneState[] {
  const { network, topology } = world;
  const office = operator.process.host;
  const zones = [...network.sites.values()].filter(({ kind }) => kind === 'zone');
  return zones.map((site) => {
    const letters = topology.accounts.flatMap((account) => {
      const name = topology.zoneName(account, site.id);
      return name === undefined ? [] : [[account, name] as const];
    });
    return {
      region: site.region,
      zone: site.id,
      letters: Object.fromEntries(letters),
      power: site.power,
      reachable: network.reaches(office, site),
    };
  });
}

function hostState(
  testbed: Testbed,
  host: Host,
  record: InstanceRecord | undefined,
  known: HostState['known'],
): HostState {
  const roles = rolesOf(testbed, host);
  return {
    name: host.label,
    owner: ownerOf(testbed, host, record),
    kind: kindOf(testbed, host, roles),
    role: roles.join(', '),
    region: host.site.region,
    zone: host.site.id,
    type: record?.type.name ?? '',
    bits: host.hardware.architecture === 'i386' ? 32 : 64,
    ...(record && { instanceId: record.instanceId }),
    up: host.up,
    known,
    processes: processesOf(testbed, host),
  };
}

/** What it was told to be; of a machine that was told nothing (any more), what it was planned as. */
function rolesOf(testbed: Testbed, host: Host): readonly string[] {
  const installed = testbed.knownServices(host)?.installed?.roles ?? [];
  return installed.length > 0 ? installed : (testbed.machines.get(host)?.plan?.roles ?? []);
}

/** By its name; before a machine has one, by the account that pays for it. */
function ownerOf(testbed: Testbed, host: Host, record: InstanceRecord | undefined): string {
  const plan = testbed.machines.get(host)?.plan;
  if (plan) return plan.owner;
  const [name, nickname] = host.label.split('/');
  if (nickname !== undefined) return name!;
  return record?.account ?? host.site.id;
}

function kindOf(testbed: Testbed, host: Host, roles: readonly string[]): HostState['kind'] {
  if (host.site.kind === 'office') return 'office';
  if (REPLICA_ROLES.some((role) => roles.includes(role))) return 'replica';
  const state = testbed.machines.get(host);
  if (state?.plan) return state.plan.kind;
  return testbed.installations.has(host.label.split('/')[0]!) ? 'installation' : 'customer';
}

const REPLICA_ROLES = ['couch-master', 'redis-master'].map(replicaRole);

/** Those that run, and those that should: what a dead process was is still known. */
function processesOf(testbed: Testbed, host: Host): HostState['processes'] {
  const running = new Set([...host.processes].map(({ name }) => name));
  const wanted = testbed.knownServices(host)?.wanted ?? [];
  return [
    ...[...running].map((name) => ({ name, alive: true })),
    ...wanted.filter((name) => !running.has(name)).map((name) => ({ name, alive: false })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function namesOf({ world, installations, operator, customers }: Testbed): NameState[] {
  const { network } = world;
  const office = network.resolverOf(operator.process.host);
  return [...installations.values()].flatMap(({ hostName, busName }) =>
    [hostName, busName].flatMap((name) => {
      const answer = network.dns.answer(name);
      if (answer === undefined) return [];
      return {
        name,
        ttlSeconds: answer.ttlUs / 1e6,
        addresses: answer.addresses,
        seenFromOffice: office.glance(name),
        hosts: answer.addresses.map((address) => network.hostAt(address)?.label ?? address),
        staleShare: customers.glance(name),
      };
    }),
  );
}

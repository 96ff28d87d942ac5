/**
 * The prologue: every machine of the scenario is launched in EC2 and boots; then the stores are filled, indexes and
 * replicas as months of running have left them, and all processes start.
 */
import { genesis as databaseContents } from '../../platform/index.ts';
import { instanceType, ubuntuImage } from '../../sim/cloud/index.ts';
import type { Host } from '../../sim/network/index.ts';
import { type CouchFiles, CouchServer } from '../../sim/stores/couchdb/index.ts';
import type { Scenario } from '../files/index.ts';
import { credentialOf } from './aws.ts';
import { WorldCannotBegin } from './cannot-begin.ts';
import { census, cloudName, managerOf, type PlannedMachine } from './census.ts';
import { genesis, type RunningMachine } from './genesis.ts';
import type { InstallationState } from './installation-state.ts';
import { filesBytes } from './shell-commands.ts';
import type { Testbed } from './testbed.ts';

const BOOTED_WITHIN_SECONDS = 480;
const SETTLED_WITHIN_SECONDS = 60;
/** How often a replica's views are queried, so that they are warm when they are needed (ours). */
const WARM_EVERY_MS = 600_000;

export async function raise(testbed: Testbed): Promise<void> {
  const { kernel } = testbed.world;
  const running = await launchAll(testbed, census(testbed.scenario));
  for (const installation of testbed.installations.values()) giveElasticAddresses(testbed, installation, running);
  for (const installation of testbed.installations.values()) await raiseStores(testbed, installation, running);
  for (const installation of testbed.installations.values()) pointNames(testbed, installation, running);
  for (const installation of testbed.installations.values()) startServices(testbed, installation, running);
  for (const installation of testbed.installations.values()) startAgents(testbed, installation, running);
  await kernel.sleep(SETTLED_WITHIN_SECONDS * 1e6, 'prologue');
  for (const installation of testbed.installations.values()) takeBackups(testbed, installation, running);
}

async function launchAll(testbed: Testbed, plans: readonly PlannedMachine[]): Promise<RunningMachine[]> {
  const { world } = testbed;
  const placed = plans.map((plan) => {
    const zoneName = plan.region + plan.zoneLetter;
    const [ec2InstanceId] = world.ec2.place(plan, {
      ImageId: ubuntuImage(plan.region, instanceType(plan.type)!.architectures[0]!),
      InstanceType: plan.type as never,
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: zoneName },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: plan.label }] }],
    });
    return { plan, zoneName, ec2InstanceId: ec2InstanceId! };
  });
  await world.kernel.sleep(BOOTED_WITHIN_SECONDS * 1e6, 'prologue');
  return placed.map(({ plan, zoneName, ec2InstanceId }) => {
    const host = world.network.hosts.get(ec2InstanceId);
    if (!host?.up) {
      const within = `${BOOTED_WITHIN_SECONDS} s`;
      throw new WorldCannotBegin(`${plan.label} has not booted after ${within}; make world.models.ec2.boot shorter`);
    }
    host.label = plan.label;
    testbed.machines.get(host)!.plan = plan;
    return { plan, host, zoneName, ec2InstanceId };
  });
}

const ofInstallation = (running: readonly RunningMachine[], name: string) =>
  running.filter(({ plan }) => plan.kind === 'installation' && plan.owner === name);

const withRole = (machines: readonly RunningMachine[], ...roles: string[]) =>
  machines.filter(({ plan }) => plan.roles.some((role) => roles.includes(role)));

async function raiseStores(
  testbed: Testbed,
  installation: InstallationState,
  running: readonly RunningMachine[],
): Promise<void> {
  const { kernel } = testbed.world;
  const own = ofInstallation(running, installation.name);
  const master = withRole(own, 'couch-master', 'all-in-one')[0]!;
  const redisMaster = withRole(own, 'redis-master', 'all-in-one')[0]!;
  installation.genesis = genesis({
    random: kernel.random(`genesis/${installation.name}`),
    nowMs: Math.floor(kernel.nowMs()),
    machines: running.filter(({ plan }) => plan.managedBy === installation.name),
    spareClouds: spareClouds(testbed.scenario, installation.name),
    accessKeyId: (account) => credentialOf(account).accessKeyId,
    canary: canaryOf(testbed.scenario, installation.name),
  });
  const files = await filledDatabase(testbed, installation, master.host);
  adopt(testbed, master.host, files, { writable: true });
  testbed.servicesOf(redisMaster.host).install({
    roles: redisMaster.plan.roles.includes('all-in-one') ? ['couch-master', 'redis-master'] : ['redis-master'],
  });
  for (const { host, plan } of withRole(own, 'couch-replica', 'redis-replica')) {
    adopt(testbed, host, files, { writable: false });
    const services = testbed.servicesOf(host);
    services.install({ roles: plan.roles });
    services.keepCouchWarm(WARM_EVERY_MS);
    services.follow({ couch: master.host.address, redis: redisMaster.host.address });
  }
}

/** CouchDB on a host, with these files and the indexes that months of queries have built there. */
function adopt(testbed: Testbed, host: Host, files: CouchFiles, { writable }: { writable: boolean }): void {
  const services = testbed.servicesOf(host);
  services.install({ roles: ['couch-master'] });
  services.couch!.server.adopt(files);
  services.couch!.server.bringIndexesUpToDate();
  services.setCouchWritable(writable);
}

/** The database of an installation that has been running for months, without indexes. */
async function filledDatabase(testbed: Testbed, installation: InstallationState, host: Host): Promise<CouchFiles> {
  const server = scratchServer(testbed, host);
  const { settings, spec } = installation;
  const documents = databaseContents(settings, installation.genesis.documents);
  await expectOk(server.fetch(new Request(`http://scratch/${settings.database}`, { method: 'PUT' })));
  await expectOk(
    server.fetch(
      new Request(`http://scratch/${settings.database}/_bulk_docs`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ docs: documents }),
      }),
    ),
  );
  const { documents: modelled, bytesPerDocument } = spec.data;
  server.setModelledData(settings.database, { documents: modelled, bytesPerDocument });
  return server.files();
}

/** A CouchDB that no machine runs, to make files with. */
function scratchServer(testbed: Testbed, host: Host): CouchServer {
  const { kernel } = testbed.world;
  const random = kernel.random('genesis/couchdb');
  return new CouchServer({
    ...testbed.couchSoftware(host),
    log: () => {},
    clock: { nowMs: () => kernel.nowMs(), after: () => () => {} },
    uuid: () => random.hex(32),
    peer: () => Promise.reject(new Error('a scratch server reaches nobody')),
    machine: { arch: host.hardware.architecture, cores: host.hardware.cores, ecuPerCore: host.hardware.ecuPerCore },
  });
}

async function expectOk(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  if (response.status >= 400)
    throw new Error(`the prologue's CouchDB says ${response.status}: ${await response.text()}`);
}

/** What people and agents call: each of these machines gets an elastic address, where the installation has such. */
function giveElasticAddresses(
  { world }: Testbed,
  { name, spec }: InstallationState,
  running: readonly RunningMachine[],
): void {
  if (spec.dns.addresses !== 'elastic') return;
  for (const { plan, ec2InstanceId } of withRole(ofInstallation(running, name), 'frontend', 'bus', 'all-in-one')) {
    const { PublicIp } = world.ec2.perform(plan, 'AllocateAddress', {});
    world.ec2.perform(plan, 'AssociateAddress', { PublicIp, InstanceId: ec2InstanceId });
  }
}

function pointNames(testbed: Testbed, installation: InstallationState, running: readonly RunningMachine[]): void {
  const { dns } = testbed.world.network;
  const own = ofInstallation(running, installation.name);
  const { ttlSeconds } = installation.spec.dns;
  const publicOf = (...roles: string[]) => withRole(own, ...roles).map(({ host }) => host.addresses[1]!);
  dns.set(installation.hostName, publicOf('frontend', 'all-in-one'), ttlSeconds);
  dns.set(installation.busName, publicOf('bus', 'all-in-one'), ttlSeconds);
}

function startServices(testbed: Testbed, installation: InstallationState, running: readonly RunningMachine[]): void {
  const own = ofInstallation(running, installation.name);
  const couch = withRole(own, 'couch-master', 'all-in-one')[0]!.host.address;
  const redis = withRole(own, 'redis-master', 'all-in-one')[0]!.host.address;
  const config = { ...installation.settings, couchUrl: `http://${couch}:5984`, redisHost: redis };
  // The bus first: workers and agents hold a connection to it.
  for (const role of ['bus', 'frontend', 'worker', 'all-in-one']) {
    for (const { host, plan } of withRole(own, role)) testbed.servicesOf(host).install({ roles: plan.roles, config });
  }
}

function startAgents(testbed: Testbed, installation: InstallationState, running: readonly RunningMachine[]): void {
  for (const { plan, host } of running.filter(({ plan }) => plan.managedBy === installation.name)) {
    const { agentId } = installation.genesis.agents.get(plan.label)!;
    const { busHost, busPort } = installation.settings;
    testbed.adoptAgent(host, { agentId, busHost, busPort });
  }
}

/** The last backup before the story: some time within the interval before its zero. */
function takeBackups(testbed: Testbed, installation: InstallationState, running: readonly RunningMachine[]): void {
  const { backups } = installation.spec;
  if (!backups) return;
  const { kernel } = testbed.world;
  const master = withRole(ofInstallation(running, installation.name), 'couch-master', 'all-in-one')[0]!;
  const files = testbed.servicesOf(master.host).couch!.server.files();
  const ageSeconds = kernel.random(`backup/${installation.name}`).uniform() * backups.everySeconds;
  testbed.backups.set(installation.name, {
    region: backups.to,
    takenAtUs: testbed.zeroUs - Math.round(ageSeconds * 1e6),
    documents: files.databases.reduce((sum, { documents }) => sum + documents.length, 0),
    bytes: filesBytes(files),
    restore: (services) => void services.couch!.server.adopt(files),
  });
}

/** The clouds of a manager for regions in which its installations have no machine yet, so that there is somewhere to move to. */
function spareClouds(scenario: Scenario, manager: string) {
  const roles = ['frontend', 'worker', 'couch-master', 'redis-master', 'bus', 'couch-replica', 'redis-replica'];
  return Object.entries(scenario.world.installations)
    .filter(([name]) => managerOf(scenario, name) === manager)
    .flatMap(([name, { account }]) =>
      Object.keys(scenario.world.regions).map((region) => ({ name: cloudName(name, region), account, region, roles })),
    );
}

/** The definition of the machine that the canary probe starts. */
function canaryOf(scenario: Scenario, installation: string) {
  const probe = scenario.steadyState.probes.find(({ uses }) => uses === 'scalarium:canary');
  if (probe?.uses !== 'scalarium:canary' || probe.with.installation !== installation) return undefined;
  const { region, type } = probe.with;
  const { account } = scenario.world.installations[installation]!;
  return { account, region, type, cloud: `canary ${region}`, role: 'canary', nickname: 'canary1' };
}

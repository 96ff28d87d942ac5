/**
 * The testbed: a world, the installations that run in it, and people's places outside it, put together from a scenario.
 *
 * A testbed begins before the story does. In its prologue every machine of the scenario is launched in EC2, the stores
 * are filled with the documents of installations that have been running for months, and all processes are started;
 * after that nothing is arranged any more: what happens is what Scalarium, EC2 and the network do.
 *
 * ```ts
 * const testbed = new Testbed(scenario, { seed: 17, log: (line) => journal.write(line) });
 * testbed.world.kernel.spawn('story', async () => {
 *   await testbed.raise();
 *   // the installations are in their steady state, and testbed.zeroUs is still to come
 * });
 * await testbed.world.kernel.run();
 * ```
 */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsCredential, Environment } from '../../platform/environment.ts';
import {
  type Agent,
  type InstallationConfig,
  installation as installationConfig,
  startAgent,
} from '../../platform/index.ts';
import { type MachineSpec, ubuntuImage } from '../../sim/cloud/index.ts';
import type { DrainKind } from '../../sim/kernel/index.ts';
import type { Host, Process } from '../../sim/network/index.ts';
import type { CouchSoftware } from '../../sim/stores/couch-process.ts';
import { World, type WorldOptions } from '../../sim/world.ts';
import { type Distribution, sample } from '../files/distribution.ts';
import type { Scenario } from '../files/index.ts';
import { accountsOf, capacityOf, quotasOf, requestRatesOf } from './accounts.ts';
import { connectEc2, credentialOf } from './aws.ts';
import { installationOfCloud } from './census.ts';
import { chefMachine } from './chef.ts';
import { CustomersResolvers } from './customers-resolvers.ts';
import { processEnvironment, worldFetch } from './environment.ts';
import { addressesOf } from './genesis.ts';
import { busNameOf, hostNameOf, InstallationState, type MachineState } from './installation-state.ts';
import { Operator } from './operator.ts';
import { raise } from './raise.ts';
import { Services } from './services.ts';
import { type Backup, shellCommands } from './shell-commands.ts';
import { startSshd } from './ssh.ts';

export interface TestbedOptions {
  seed: number | string;
  drain?: DrainKind;
  /** EC2 other than the scenario has it. */
  ec2?: WorldOptions['ec2'];
  log: (entry: { host: string; process: string; event: string; data?: Record<string, unknown> }) => void;
}

/** The prologue's length: enough for machines to boot, for stores to fill and for a first canary. */
export const PROLOGUE_SECONDS = 1800;
/** How long Chef runs other than setup take (ours). */
const OTHER_CHEF_RUN: Distribution = { kind: 'uniform', minSeconds: 8, maxSeconds: 20 };
/** Of every installation. */
const DATABASE = 'scalarium';
const AGENT = 'agent';
const SERVICES = 'services';

interface AgentSettings {
  agentId: string;
  busHost: string;
  busPort: number;
}

export class Testbed {
  readonly scenario: Scenario;
  readonly world: World;
  readonly zeroUs = PROLOGUE_SECONDS * 1e6;
  readonly installations = new Map<string, InstallationState>();
  readonly machines = new Map<Host, MachineState>();
  /** Machines on which CouchDB has ever run. */
  readonly couchHosts = new Set<Host>();
  readonly operator: Operator;
  readonly monitor: Process;
  readonly customers: CustomersResolvers;
  readonly backups = new Map<string, Backup>();
  readonly #options: TestbedOptions;
  readonly #agents = new Map<Host, Agent>();
  /** By office: from where else somebody looks than the monitor. */
  readonly #lookouts = new Map<string, Process>();

  constructor(scenario: Scenario, options: TestbedOptions) {
    this.scenario = scenario;
    this.#options = options;
    this.world = new World({
      seed: options.seed,
      startMs: scenario.clock.startEpochMs - PROLOGUE_SECONDS * 1000,
      regions: scenario.world.regions,
      offices: scenario.world.offices,
      accounts: accountsOf(scenario),
      bootSeconds: (spec) => this.sample(`ec2.boot/${spec.account}/${spec.region}`, scenario.world.models['ec2.boot']),
      onBoot: (host, spec) => this.#booted(host, spec),
      fetch: worldFetch,
      ec2: {
        quotasOf: quotasOf(scenario),
        requestRatesOf: requestRatesOf(scenario),
        capacity: capacityOf(scenario),
        ...options.ec2,
      },
      drain: options.drain,
    });
    for (const [name, spec] of Object.entries(scenario.world.installations)) {
      const hostName = hostNameOf(name, spec);
      const settings = installationConfig({
        name,
        database: DATABASE,
        couchUrl: '',
        redisHost: '',
        busHost: busNameOf(hostName),
        designDocuments: spec.data.designDocuments,
        images: imagesOf(scenario),
      });
      this.installations.set(name, new InstallationState(name, spec, settings, hostName));
    }
    this.customers = new CustomersResolvers(this.world, [...this.installations.values()]);
    const office = this.world.addOfficeHost(`${scenario.people.from}-office`, scenario.people.from);
    const operatorProcess = office.start('operator');
    this.operator = new Operator(operatorProcess, (account, region) =>
      this.ec2Client(operatorProcess, credentialOf(account), region),
    );
    this.monitor = this.world
      .addOfficeHost(`${scenario.monitoring.from}-monitor`, scenario.monitoring.from)
      .start('monitor');
  }

  /** The prologue, until everything runs. */
  raise(): Promise<void> {
    return raise(this);
  }

  /** Who looks from an office: the monitor, or somebody like it elsewhere. */
  lookout(office: string | undefined): Process {
    if (office === undefined || office === this.scenario.monitoring.from) return this.monitor;
    let process = this.#lookouts.get(office);
    if (!process) {
      process = this.world.addOfficeHost(`${office}-lookout`, office).start('monitor');
      this.#lookouts.set(office, process);
    }
    return process;
  }

  get nowSeconds(): number {
    return (this.world.kernel.nowUs - this.zeroUs) / 1e6;
  }

  installation(name: string): InstallationState {
    const found = this.installations.get(name);
    if (!found) throw new Error(`no installation ${name}: there are ${[...this.installations.keys()].join(', ')}`);
    return found;
  }

  /** A draw, in seconds, from a stream of that name. */
  sample(stream: string, distribution: Distribution): number {
    return sample(distribution, this.world.kernel.random(stream));
  }

  servicesOf(host: Host): Services {
    let services = host.disk.get(SERVICES) as Services | undefined;
    if (!services) {
      services = new Services(host, {
        environment: (process) => this.environment(process),
        couchSoftware: () => this.couchSoftware(host),
        database: DATABASE,
      });
      host.disk.set(SERVICES, services);
      services.onCouch(() => this.couchHosts.add(host));
    }
    return services;
  }

  /** The services of a machine that has booted; asking makes none. */
  knownServices(host: Host): Services | undefined {
    return host.disk.get(SERVICES) as Services | undefined;
  }

  environment(process: Process): Environment {
    return processEnvironment({
      process,
      log: (from, event, data) => this.#options.log({ host: from.host.label, process: from.name, event, data }),
      ec2: (from, credential, region) => this.ec2Client(from, credential, region),
    });
  }

  ec2Client(process: Process, credential: AwsCredential, region: string): EC2Client {
    return connectEc2(this.world, process, credential, region);
  }

  /** Hands a machine's agent the settings that its user data would carry, and starts it. */
  adoptAgent(host: Host, settings: AgentSettings): void {
    host.disk.set(AGENT, settings);
    this.#startAgent(host);
  }

  /** An installation's settings with its stores on one machine. */
  settingsOnOne(name: string, host: Host): InstallationConfig {
    const { settings } = this.installation(name);
    return { ...settings, couchUrl: `http://${host.address}:5984`, redisHost: host.address };
  }

  /** What a machine's process manager does after one of its processes has died. */
  restartProcess(host: Host, name: string): void {
    if (name !== AGENT) this.servicesOf(host).start();
    else if (![...host.processes].some((process) => process.name === AGENT)) this.#startAgent(host);
  }

  #booted(host: Host, spec: MachineSpec): void {
    if (!this.machines.has(host)) {
      const { account, region, instanceId, type } = spec;
      this.machines.set(host, { plan: undefined, account, region, instanceId, instanceType: type.name });
    }
    if (!host.disk.has(AGENT) && spec.userData !== '') host.disk.set(AGENT, JSON.parse(spec.userData));
    const services = this.servicesOf(host);
    const sshd = host.start('sshd');
    startSshd(sshd, this.#shell(sshd, services));
    services.start();
    this.#startAgent(host);
  }

  #startAgent(host: Host): void {
    const settings = host.disk.get(AGENT) as AgentSettings | undefined;
    if (!settings) return;
    const process = host.start(AGENT);
    const { ip, dns_name, private_ip, private_dns_name } = addressesOf(host);
    const state = this.machines.get(host)!;
    const facts = {
      hostname: host.label,
      ec2InstanceId: state.instanceId,
      privateIp: private_ip,
      publicIp: ip,
      privateDnsName: private_dns_name,
      publicDnsName: dns_name,
      architecture: host.hardware.architecture,
      instanceType: state.instanceType,
    };
    const machine = chefMachine({
      process,
      facts,
      services: this.servicesOf(host),
      settings: (cluster) => {
        const owner = installationOfCloud(this.scenario, cluster);
        return owner === undefined ? undefined : this.installation(owner).settings;
      },
      named: (cluster, nickname) => {
        if (!state.plan)
          host.label = `${installationOfCloud(this.scenario, cluster) ?? cluster}/${nickname}@${state.region}`;
      },
      seconds: (activity) =>
        this.sample(
          `chef/${host.label}`,
          activity === 'setup' ? this.scenario.world.models['chef.setup'] : OTHER_CHEF_RUN,
        ),
    });
    process.onEnd(() => this.#agents.delete(host));
    this.#agents.set(host, startAgent(this.environment(process), { ...settings, machine }));
  }

  #shell(process: Process, services: Services) {
    const { host } = process;
    const models = this.scenario.world.models;
    return shellCommands({
      host,
      services,
      servicesAt: (address) => {
        const other = this.world.network.hostAt(address);
        return other && this.world.network.isOpen(host, other) ? this.servicesOf(other) : undefined;
      },
      transferSeconds: (bytes, fromRegion) => {
        const near = fromRegion === host.site.region;
        const { mibPerSecond } = models[near ? 'transfer.same-region' : 'transfer.cross-region'];
        return bytes / (mibPerSecond * 1024 * 1024);
      },
      sleep: (seconds) => process.sleep(seconds * 1e6, 'shell'),
      backup: (installation) => this.backups.get(installation),
      agent: () => this.#agents.get(host),
      startInstallation: (name) => {
        // Built by hand, it is called what it has become: probes count an installation's machines by their names.
        if (!this.machines.get(host)!.plan) host.label = `${name}/all-in-one@${host.site.region}`;
        services.install({ roles: ['all-in-one'], config: this.settingsOnOne(name, host) });
      },
    });
  }

  /** The installation that a machine belongs to: by its name, and before it has one by its account. */
  #installationOn(host: Host): InstallationState | undefined {
    const [name] = host.label.split('/');
    const account = this.machines.get(host)?.account;
    return (
      this.installations.get(name!) ?? [...this.installations.values()].find(({ spec }) => spec.account === account)
    );
  }

  /** Version and speed of CouchDB on a machine: those of its installation. */
  couchSoftware(host: Host): CouchSoftware {
    const { models } = this.scenario.world;
    const data = this.#installationOn(host)?.spec.data;
    return {
      software: { couch: '1.1.0', otp: 'R14B', collator: 'ICU 4.2' },
      indexing: {
        docsPerSecondPerEcu: models['couchdb.index'].docsPerSecondPerEcu,
        builders: data?.builders ?? 1,
      },
      indexPolicy: data?.indexPolicy ?? ('2011' as const),
      // Replication hears of a dead peer from the network; nothing needs to be asked again meanwhile.
      replication: { longpollRefreshMs: 24 * 3_600_000 },
      log: (event: string, detail: object) =>
        this.#options.log({ host: host.label, process: 'couchdb', event, data: { ...detail } }),
    };
  }
}

function imagesOf(scenario: Scenario): InstallationConfig['images'] {
  const pair = (region: string) => ({ i386: ubuntuImage(region, 'i386'), x86_64: ubuntuImage(region, 'x86_64') });
  return Object.fromEntries(Object.keys(scenario.world.regions).map((region) => [region, pair(region)]));
}

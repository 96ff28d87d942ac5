/**
 * A world: virtual time, a network of physical zones and offices, and EC2 on top of it. The one door for the rooms above.
 *
 * It knows nothing of Scalarium: what a machine's image starts when it has booted is handed in as `onBoot`.
 *
 * ```ts
 * const world = new World({
 *   seed: 1, startMs: 0,
 *   regions: { 'eu-west-1': { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] } },
 *   offices: { berlin: { near: 'eu-west-1', latencyMs: 15 } },
 *   accounts: { main: { zoneNames: 'shuffled' } },
 *   bootSeconds: () => 95,
 *   onBoot: (host, spec) => startWhatTheImageStarts(host, spec),
 * });
 * world.kernel.spawn('story', async () => { ... });
 * await world.kernel.run();
 * ```
 */
import {
  type ApiPath,
  ConnectTimeoutError,
  Ec2,
  type Ec2Options,
  type MachineSpec,
  StatusPage,
  Topology,
  type TopologyOptions,
} from './cloud/index.ts';
import { letsIn } from './firewall.ts';
import { type DrainKind, Kernel } from './kernel/index.ts';
import { Dns, type Host, lightHttp, Network, officeSite, type Process, type Site, zoneSite } from './network/index.ts';

export interface WorldOptions {
  seed: string | number;
  /** The epoch time, in milliseconds, of virtual time zero. */
  startMs: number;
  regions: TopologyOptions['regions'];
  accounts: TopologyOptions['accounts'];
  offices: Readonly<Record<string, { near: string; latencyMs: number }>>;
  /** From power to the first process of a machine; drawn for each boot. */
  bootSeconds: (spec: MachineSpec) => number;
  onBoot: (host: Host, spec: MachineSpec) => void;
  /** What third-party code gets as the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  drain?: DrainKind;
  /** Leave the thread's globals alone: for a world without third-party clients in it. */
  keepHostGlobals?: boolean;
  ec2?: Partial<Omit<Ec2Options, 'kernel' | 'topology' | 'machines' | 'zones'>>;
  /**
   * EC2's machines let in what their security groups do. Left out, everything: which rules the machines of 2011 had is not known.
   */
  enforceSecurityGroups?: boolean;
}

/** How long a client waits for a connection to a management server. */
const CONNECT_TIMEOUT_US = 10_000_000;
const SECONDS_TO_BOOT_MIN = 5;

export class World {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly topology: Topology;
  readonly ec2: Ec2;
  readonly statusPage: StatusPage;
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { seed, startMs, drain, fetch, keepHostGlobals } = options;
    this.kernel = new Kernel({ seed, startMs, drain, fetch, keepHostGlobals, globals: lightHttp });
    this.statusPage = new StatusPage(this.kernel);
    this.network = new Network(this.kernel, new Dns(this.kernel));
    for (const [region, { zones }] of Object.entries(options.regions)) {
      for (const zone of zones) this.network.addSite(zoneSite(zone, region));
    }
    for (const [name, { near, latencyMs }] of Object.entries(options.offices)) {
      this.network.addSite(officeSite(name, near, latencyMs * 1000));
    }
    const random = (stream: string) => this.kernel.random(stream);
    this.topology = new Topology({ regions: options.regions, accounts: options.accounts, random });
    this.ec2 = new Ec2({
      ...options.ec2,
      kernel: this.kernel,
      topology: this.topology,
      machines: { create: (spec, onShutDown) => this.#createMachine(spec, onShutDown) },
      zones: {
        reachable: (zoneId) => isManaged(this.site(zoneId)),
        hasPower: (zoneId) => this.site(zoneId).power,
        onChange: (listener) => this.network.onSiteChange((site) => site.kind === 'zone' && listener(site.id)),
      },
    });
  }

  site(id: string): Site {
    const site = this.network.sites.get(id);
    if (!site) throw new Error(`no site ${id}: there are ${[...this.network.sites.keys()].join(', ')}`);
    return site;
  }

  /** A machine outside EC2 that is always on: an operator's, a monitor's. */
  addOfficeHost(name: string, office: string): Host {
    const host = this.network.addHost({
      name,
      site: this.site(office),
      addresses: [`192.0.2.${this.network.hosts.size + 1}`],
      hardware: { architecture: 'x86_64', cores: 4, ecuPerCore: 4, memoryMib: 8192 },
      bootSeconds: () => 60,
      onBoot: () => {},
    });
    host.startRunning();
    return host;
  }

  /** A process's way to EC2's management servers: it loses what the network loses. */
  apiPath(process: Process): ApiPath {
    const { host } = process;
    const open = (site: Site) => !site.dark && this.network.reaches(host, site);
    return {
      caller: () => `${process.name}@${host.label}`,
      call: (zoneId, serve) =>
        new Promise((resolve, reject) => {
          const site = this.site(zoneId);
          const latencyUs = this.network.siteLatencyUs(host, site);
          const timeOut = () =>
            process.after(CONNECT_TIMEOUT_US, () => reject(new ConnectTimeoutError(zoneId, CONNECT_TIMEOUT_US / 1000)));
          const carryBack = (deliver: () => void) => {
            if (open(site)) process.after(latencyUs, deliver, 'ec2.answer');
            else timeOut();
          };
          if (!open(site)) {
            timeOut();
            return;
          }
          const arrive = () => {
            if (!open(site)) timeOut();
            else {
              serve().then(
                (answer) => carryBack(() => resolve(answer)),
                (error) => carryBack(() => reject(error)),
              );
            }
          };
          process.after(latencyUs, arrive, 'ec2.call');
        }),
    };
  }

  #createMachine(spec: MachineSpec, onShutDown: () => void) {
    const createdUs = this.kernel.nowUs;
    let boots = 0;
    const host = this.network.addHost({
      name: spec.instanceId,
      site: this.site(spec.zoneId),
      addresses: [spec.privateIp, spec.publicIp],
      hardware: {
        architecture: spec.architecture,
        cores: spec.type.cores,
        ecuPerCore: spec.type.ecuPerCore,
        memoryMib: spec.type.memoryMib,
      },
      bootSeconds: () => {
        // The model counts from RunInstances; what EC2 took before it first switched the machine on is part of it.
        const spentSeconds = boots++ === 0 ? (this.kernel.nowUs - createdUs) / 1e6 : 0;
        return Math.max(SECONDS_TO_BOOT_MIN, this.#options.bootSeconds(spec) - spentSeconds);
      },
      onBoot: (booted) => this.#options.onBoot(booted, spec),
      onShutDown,
    });
    if (this.#options.enforceSecurityGroups) {
      host.firewall = (from, port) => letsIn(this.ec2, spec.instanceId, from, port);
    }
    return {
      boot: () => host.switchOn(),
      halt: () => host.switchOff(),
      destroy: () => this.network.removeHost(host),
      disk: (usable: boolean) => host.useDisk(usable),
      readdress: ({ privateIp, publicIp }: { privateIp: string; publicIp: string }) =>
        this.network.readdress(host, [privateIp, publicIp]),
      resize: ({ cores, ecuPerCore, memoryMib }: MachineSpec['type']) =>
        void Object.assign(host.hardware, { cores, ecuPerCore, memoryMib }),
      health: () => ({ hardware: host.plugged && !host.wrecked && !host.impaired, system: host.up }),
    };
  }
}

/** EC2's control plane acts on the hardware there. */
function isManaged(site: Site): boolean {
  return site.power && (!site.dark || site.managed);
}

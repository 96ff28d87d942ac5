/**
 * Carries a fault plan out on a network and its cloud. Each action returns what it takes to end it; nothing else is
 * touched, so whatever happens to Scalarium, to EC2's API or to a customer is an effect.
 */
import type { Ec2 } from '../cloud/index.ts';
import type { EventHandle, Kernel } from '../kernel/index.ts';
import type { Host, Network, Place, Site } from '../network/index.ts';
import { Holds } from './holds.ts';
import type { PlannedFault } from './plan.ts';

export interface FaultedWorld {
  kernel: Kernel;
  network: Network;
  ec2: Ec2;
  /** Brings a killed process back; what a process manager on that host would start. */
  restartProcess: (host: Host, process: string) => void;
}

export interface FaultListener {
  started(fault: PlannedFault, targets: readonly string[]): void;
  ended(fault: PlannedFault): void;
}

/**
 * From EC2's reaching the hardware of a dark zone again until anybody else does (ours): orders that waited are carried
 * out within three seconds.
 */
const MANAGED_FIRST_US = 5_000_000;

/**
 * Schedules a plan; `zeroUs` is the zero of the fault clock in kernel time. Faults that overlap on one target end there
 * with the last of them. What is returned starts further ones and ends those that last.
 */
export function scheduleFaults(
  world: FaultedWorld,
  plan: readonly PlannedFault[],
  zeroUs: number,
  listener: FaultListener,
): Faults {
  const faults = new Faults(world, zeroUs, listener);
  for (const fault of plan) {
    world.kernel.at(zeroUs + fault.atSeconds * 1e6, () => faults.start(fault), 'fault');
  }
  return faults;
}

/** The faults of one world: those of its plan, and those that somebody adds while it runs. */
export class Faults {
  readonly #stage: Stage;
  readonly #listener: FaultListener;
  readonly #lasting = new Map<string, Lasting>();

  constructor(world: FaultedWorld, zeroUs: number, listener: FaultListener) {
    this.#stage = { ...world, zeroUs, holds: new Holds() };
    this.#listener = listener;
  }

  /** Those that last at this moment, the oldest first; `sinceUs` is kernel time. */
  get lasting(): readonly { readonly fault: PlannedFault; readonly sinceUs: number }[] {
    return [...this.#lasting.values()];
  }

  /** Carries it out now, whatever its `atSeconds` says, for its `forSeconds`; returns what it hit. */
  start(fault: PlannedFault): readonly string[] {
    const { kernel } = this.#stage;
    const { targets, end } = carryOut(this.#stage, fault);
    const lasting: Lasting = { fault, sinceUs: kernel.nowUs, end: () => {} };
    lasting.end = () => {
      end();
      if (this.#lasting.get(fault.name) === lasting) this.#lasting.delete(fault.name);
      this.#listener.ended(fault);
    };
    if (!MOMENTS.has(fault.action)) this.#lasting.set(fault.name, lasting);
    this.#listener.started(fault, targets);
    if (fault.forSeconds === undefined) return targets;
    const handle = kernel.after(fault.forSeconds * 1e6, () => lasting.end(), 'fault.end');
    lasting.timer = handle;
    return targets;
  }

  /** Ends one that lasts before its time; false where none of that name does. */
  end(name: string): boolean {
    const lasting = this.#lasting.get(name);
    if (lasting === undefined) return false;
    if (lasting.timer !== undefined) this.#stage.kernel.cancel(lasting.timer);
    lasting.end();
    return true;
  }
}

/** What is done in a moment cannot be ended. */
const MOMENTS: ReadonlySet<PlannedFault['action']> = new Set(['control-plane:drop-dead-peers']);

interface Lasting {
  readonly fault: PlannedFault;
  readonly sinceUs: number;
  end: () => void;
  timer?: EventHandle;
}

interface Stage extends FaultedWorld {
  zeroUs: number;
  holds: Holds;
}

interface Carried {
  targets: string[];
  end: () => void;
}

function carryOut(stage: Stage, fault: PlannedFault): Carried {
  const { network, ec2 } = stage;
  switch (fault.action) {
    case 'zone:network-impairment':
      return impair(stage, fault);
    case 'zone:power-interruption':
      return interruptPower(stage, fault);
    case 'control-plane:drop-dead-peers':
      ec2.controlPlane.dropDeadPeers(fault.region);
      return { targets: [fault.region], end: () => {} };
    case 'control-plane:disable-launches':
      ec2.controlPlane.disableLaunches(fault.zone);
      return { targets: [fault.zone], end: () => ec2.controlPlane.enableLaunches(fault.zone) };
    case 'link:partition': {
      const [from, to] = fault.between;
      const repair = network.partition({
        name: fault.name,
        separates: (a, b) => isBetween(from, to, a, b) || isBetween(from, to, b, a),
      });
      return { targets: [...from, ...to], end: repair };
    }
    case 'host:power':
      return pullPlugs(stage, fault.hosts);
    case 'process:kill': {
      const hosts = namedHosts(network, fault.hosts);
      for (const host of hosts) {
        for (const process of [...host.processes]) if (process.name === fault.process) process.end();
      }
      const end = () => {
        for (const host of hosts) if (host.up) stage.restartProcess(host, fault.process);
      };
      return { targets: hosts.map(nameOf), end };
    }
  }
}

type Fault<A extends PlannedFault['action']> = Extract<PlannedFault, { action: A }>;

function impair({ kernel, network, holds }: Stage, fault: Fault<'zone:network-impairment'>): Carried {
  const spared = new Set(namedHosts(network, fault.spared ?? []));
  // Each machine has a stream of its own, so that one more machine in the zone changes no other's fate.
  const isHit = (host: Host) => kernel.random(`fault/${fault.name}/${host.name}`).chance(fault.percentage / 100);
  const hit = hostsAt(network, fault.zones).filter((host) => !spared.has(host) && isHit(host));
  const repairs = hit.map((host) =>
    holds.hold(
      `impaired ${host.name}`,
      () => network.impair(host, true),
      () => network.impair(host, false),
    ),
  );
  // The zone is what was aimed at; that chance spared every machine in it is no empty target.
  return { targets: [...fault.zones, ...hit.map(nameOf)], end: () => all(repairs) };
}

function interruptPower({ kernel, network, holds, zeroUs }: Stage, fault: Fault<'zone:power-interruption'>): Carried {
  const sites = fault.zones.map((zone) => siteOf(network, zone));
  for (const host of hostsAt(network, fault.zones)) {
    // Each machine's disks have a stream of their own, so that one more machine in the zone changes no other's fate.
    if (kernel.random(`disks/${host.name}`).chance(fault.disksLostShare)) host.wrecked = true;
  }
  const change = (site: Site, what: Parameters<Network['changeSite']>[1]) => () => network.changeSite(site, what);
  const lightens = sites.map((site) =>
    holds.hold(`dark ${site.id}`, change(site, { dark: true, managed: false }), () => {
      network.changeSite(site, { managed: true });
      // Unless it has gone dark again meanwhile.
      const openUp = () => site.managed && network.changeSite(site, { dark: false, managed: false });
      kernel.after(MANAGED_FIRST_US, openUp, 'fault.light');
    }),
  );
  const powerUps = sites.map((site) =>
    holds.hold(`power ${site.id}`, change(site, { power: false }), change(site, { power: true })),
  );
  const end = () => {
    all(powerUps);
    const darkUntilUs = zeroUs + (fault.darkUntilSeconds ?? 0) * 1e6;
    if (darkUntilUs > kernel.nowUs) kernel.at(darkUntilUs, () => all(lightens), 'fault.light');
    else all(lightens);
  };
  return { targets: [...fault.zones], end };
}

function pullPlugs({ network, holds }: Stage, names: readonly string[]): Carried {
  const hosts = namedHosts(network, names);
  const plugIns = hosts.map((host) =>
    holds.hold(
      `plug ${host.name}`,
      () => host.plug(false),
      () => host.plug(true),
    ),
  );
  return { targets: hosts.map(nameOf), end: () => all(plugIns) };
}

function all(ends: readonly (() => void)[]): void {
  for (const end of ends) end();
}

function hostsAt(network: Network, siteIds: readonly string[]): Host[] {
  return [...network.hosts.values()].filter((host) => siteIds.includes(host.site.id));
}

/** Not within what both names mean: a zone is cut off from the rest of its region, not from itself. */
function isBetween(from: readonly string[], to: readonly string[], a: Place, b: Place): boolean {
  const at = (place: Place, names: readonly string[]) => names.some((name) => isAt(place, name));
  return at(a, from) && at(b, to) && !(at(a, to) && at(b, from));
}

/** `name` is a host's, a site's or a region's; an office is near a region and not in it. */
function isAt({ name, label, site }: Place, place: string): boolean {
  return place === name || place === label || place === site.id || (site.kind === 'zone' && place === site.region);
}

function namedHosts(network: Network, names: readonly string[]): Host[] {
  return [...network.hosts.values()].filter((host) => names.includes(host.name) || names.includes(host.label));
}

function siteOf(network: Network, id: string): Site {
  const site = network.sites.get(id);
  if (!site) throw new Error(`no site ${id}: there are ${[...network.sites.keys()].join(', ')}`);
  return site;
}

function nameOf(host: Host): string {
  return host.label;
}

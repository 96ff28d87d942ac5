/**
 * Carries a fault plan out on a network and its cloud. Each action returns what it takes to end it; nothing else is touched, so whatever happens
 * to Scalarium, to EC2's API or to a customer is an effect.
 */
import type { Ec2 } from '../cloud/index.ts';
import type { Kernel } from '../kernel/index.ts';
import type { Host, Network, Site } from '../network/index.ts';
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

/** Schedules a plan; `zeroUs` is the zero of the fault clock in kernel time. */
export function scheduleFaults(
  world: FaultedWorld,
  plan: readonly PlannedFault[],
  zeroUs: number,
  listener: FaultListener,
): void {
  for (const fault of plan) {
    world.kernel.at(zeroUs + fault.atSeconds * 1e6, () => startFault(world, fault, zeroUs, listener), 'fault');
  }
}

function startFault(world: FaultedWorld, fault: PlannedFault, zeroUs: number, listener: FaultListener): void {
  const { targets, end } = carryOut(world, fault, zeroUs);
  listener.started(fault, targets);
  if (fault.forSeconds === undefined) return;
  const endFault = () => {
    end();
    listener.ended(fault);
  };
  world.kernel.after(fault.forSeconds * 1e6, endFault, 'fault.end');
}

function carryOut(world: FaultedWorld, fault: PlannedFault, zeroUs: number): { targets: string[]; end: () => void } {
  const { network, ec2, kernel } = world;
  switch (fault.action) {
    case 'zone:network-impairment': {
      const random = kernel.random(`fault/${fault.name}`);
      const hit = hostsAt(network, fault.zones).filter(() => random.chance(fault.percentage / 100));
      for (const host of hit) network.impair(host, true);
      // The zone is what was aimed at; that chance spared every machine in it is no empty target.
      return { targets: [...fault.zones, ...hit.map(nameOf)], end: () => hit.forEach((host) => void network.impair(host, false)) };
    }
    case 'zone:power-interruption':
      return interruptPower(world, fault, zeroUs);
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
        separates: (a, b) => (isAt(a, from) && isAt(b, to)) || (isAt(a, to) && isAt(b, from)),
      });
      return { targets: [from, to], end: repair };
    }
    case 'host:power': {
      const hosts = namedHosts(network, fault.hosts);
      for (const host of hosts) host.switchOff();
      return { targets: hosts.map(nameOf), end: () => hosts.forEach((host) => void host.switchOn()) };
    }
    case 'process:kill': {
      const hosts = namedHosts(network, fault.hosts);
      for (const host of hosts) {
        for (const process of [...host.processes]) if (process.name === fault.process) process.end();
      }
      const end = () => {
        for (const host of hosts) if (host.up) world.restartProcess(host, fault.process);
      };
      return { targets: hosts.map(nameOf), end };
    }
  }
}

function interruptPower(
  { kernel, network }: FaultedWorld,
  fault: Extract<PlannedFault, { action: 'zone:power-interruption' }>,
  zeroUs: number,
): { targets: string[]; end: () => void } {
  const sites = fault.zones.map((zone) => siteOf(network, zone));
  for (const site of sites) {
    for (const host of hostsAt(network, [site.id])) {
      // Each machine's disks have a stream of their own, so that one more machine in the zone changes no other's fate.
      if (kernel.random(`disks/${host.name}`).chance(fault.disksLostShare)) host.wrecked = true;
    }
    network.changeSite(site, { power: false, dark: true });
  }
  const lighten = () => {
    for (const site of sites) network.changeSite(site, { dark: false });
  };
  const end = () => {
    for (const site of sites) network.changeSite(site, { power: true });
    const darkUntilUs = zeroUs + (fault.darkUntilSeconds ?? 0) * 1e6;
    if (darkUntilUs > kernel.nowUs) kernel.at(darkUntilUs, lighten, 'fault.light');
    else lighten();
  };
  return { targets: [...fault.zones], end };
}

function hostsAt(network: Network, siteIds: readonly string[]): Host[] {
  return [...network.hosts.values()].filter((host) => siteIds.includes(host.site.id));
}

/** A place in a partition: a host, a site or a whole region. */
function isAt(host: Host, place: string): boolean {
  return host.name === place || host.label === place || host.site.id === place || host.site.region === place;
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

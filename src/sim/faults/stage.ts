/** What a fault acts on, and what carrying one out leaves behind. */
import type { Ec2, StatusPage } from '../cloud/index.ts';
import type { Kernel } from '../kernel/index.ts';
import type { Host, Network, Site } from '../network/index.ts';
import type { Holds } from './holds.ts';

export interface FaultedWorld {
  kernel: Kernel;
  network: Network;
  ec2: Ec2;
  statusPage: StatusPage;
  /** Brings a killed process back; what a process manager on that host would start. */
  restartProcess: (host: Host, process: string) => void;
}

export interface Stage extends FaultedWorld {
  /** The zero of the fault clock, in kernel time. */
  zeroUs: number;
  holds: Holds;
}

export interface Carried {
  /** What was hit. */
  targets: string[];
  end: () => void;
}

export function all(ends: readonly (() => void)[]): void {
  for (const end of ends) end();
}

export function hostsAt(network: Network, siteIds: readonly string[]): Host[] {
  return [...network.hosts.values()].filter((host) => siteIds.includes(host.site.id));
}

export function namedHosts(network: Network, names: readonly string[]): Host[] {
  return [...network.hosts.values()].filter((host) => names.includes(host.name) || names.includes(host.label));
}

export function siteOf(network: Network, id: string): Site {
  const site = network.sites.get(id);
  if (!site) throw new Error(`no site ${id}: there are ${[...network.sites.keys()].join(', ')}`);
  return site;
}

export function nameOf(host: Host): string {
  return host.label;
}

/**
 * The network: who reaches whom, and how long it takes.
 *
 * Hosts stand at sites (a physical zone, an office). A path is open when both hosts are up, neither site is dark
 * (within one site that does not matter), neither host's uplink is impaired, and no partition lies between them.
 * Everything that hangs on a path (a lasting connection, an HTTP exchange) registers here and is told when paths may
 * have changed, so that silence is noticed by one timer and not by polling.
 */
import type { Kernel } from '../kernel/index.ts';
import type { Dns, Resolver } from './dns.ts';
import { Host, type HostOptions } from './host.ts';
import { latencyUs, type Site } from './sites.ts';
import { TrafficWatch } from './traffic.ts';

/** Something that lives on a path between two hosts. */
export interface PathUser {
  /** Paths may have changed: look at yours. */
  settle(): void;
}

/** One end of a path: a host, or what else stands at a site (EC2's management servers). */
export interface Place {
  readonly name: string;
  readonly label: string;
  readonly site: Site;
  readonly impaired: boolean;
}

export interface Partition {
  readonly name: string;
  /** Asked once for each pair, in either order. */
  separates(a: Place, b: Place): boolean;
}

/** What makes messages between places late. */
export interface SlowLink {
  readonly name: string;
  /** Asked for each message, in either order of the places. */
  crosses(a: Place, b: Place): boolean;
  /** How much later this message arrives, in whole microseconds; may draw. */
  delayUs(): number;
}

export class Network {
  readonly kernel: Kernel;
  readonly hosts = new Map<string, Host>();
  readonly sites = new Map<string, Site>();
  readonly users = new Set<PathUser>();
  readonly dns: Dns;
  readonly traffic = new TrafficWatch();
  readonly #byAddress = new Map<string, Host>();
  readonly #resolvers = new Map<Site, Resolver>();
  readonly #partitions = new Set<Partition>();
  readonly #slowLinks = new Set<SlowLink>();
  readonly #siteListeners: ((site: Site) => void)[] = [];
  #settling: boolean = false;

  constructor(kernel: Kernel, dns: Dns) {
    this.kernel = kernel;
    this.dns = dns;
  }

  addSite(site: Site): Site {
    this.sites.set(site.id, site);
    return site;
  }

  addHost(options: HostOptions): Host {
    if (this.hosts.has(options.name)) throw new Error(`there is a host ${options.name} already`);
    const host = new Host(this, options);
    this.hosts.set(host.name, host);
    for (const address of host.addresses) this.#byAddress.set(address, host);
    return host;
  }

  removeHost(host: Host): void {
    host.switchOff();
    this.hosts.delete(host.name);
    this.#forgetAddresses(host);
  }

  hostAt(address: string): Host | undefined {
    return this.#byAddress.get(address);
  }

  /** A host is reached by other addresses from now on (a restart, an elastic IP). */
  readdress(host: Host, addresses: readonly string[]): void {
    this.#forgetAddresses(host);
    host.addresses = addresses;
    for (const address of addresses) this.#byAddress.set(address, host);
  }

  /** An elastic address may have gone to another host already. */
  #forgetAddresses(host: Host): void {
    for (const address of host.addresses) if (this.#byAddress.get(address) === host) this.#byAddress.delete(address);
  }

  /** The resolver that the hosts of a site share. */
  resolverOf(host: Host): Resolver {
    let resolver = this.#resolvers.get(host.site);
    if (!resolver) this.#resolvers.set(host.site, (resolver = this.dns.resolver()));
    return resolver;
  }

  /** Packets get from one to the other: both are up and nothing lies between. */
  isOpen(a: Host, b: Host): boolean {
    return a.up && b.up && (a === b || this.#passes(a, b));
  }

  /** What stands before `to` lets a connection to that port in. */
  admits(from: Host, to: Host, port: number): boolean {
    return from === to || (to.firewall?.(from, port) ?? true);
  }

  /** As `isOpen`, to what else stands at a site with power. */
  reaches(host: Host, site: Site): boolean {
    return host.up && site.power && this.#passes(host, serversAt(site));
  }

  #passes(a: Place, b: Place): boolean {
    if (a.site !== b.site && (a.site.dark || b.site.dark || a.impaired || b.impaired)) return false;
    for (const partition of this.#partitions) if (partition.separates(a, b)) return false;
    return true;
  }

  /** Of one message, one way. */
  latencyUs(a: Host, b: Host): number {
    return a === b ? 20 : latencyUs(a.site, b.site) + this.#delayUs(a, b);
  }

  /** From a host to anything at a site. */
  siteLatencyUs(from: Host, site: Site): number {
    return latencyUs(from.site, site) + this.#delayUs(from, serversAt(site));
  }

  #delayUs(a: Place, b: Place): number {
    let delayUs = 0;
    for (const link of this.#slowLinks) if (link.crosses(a, b)) delayUs += link.delayUs();
    return delayUs;
  }

  /** Messages that set out from now on are late; the returned function ends it. Several at once add up. */
  slow(link: SlowLink): () => void {
    this.#slowLinks.add(link);
    return () => void this.#slowLinks.delete(link);
  }

  partition(partition: Partition): () => void {
    this.#partitions.add(partition);
    this.settle();
    return () => {
      this.#partitions.delete(partition);
      this.settle();
    };
  }

  /** Changes a site's power or darkness and lets everything there feel it. */
  changeSite(site: Site, change: Partial<Pick<Site, 'power' | 'dark' | 'managed'>>): void {
    Object.assign(site, change);
    for (const listener of this.#siteListeners) listener(site);
    for (const host of this.hosts.values()) if (host.site === site) host.settlePower();
    this.settle();
  }

  /** `listener` runs on each change of a site, before its hosts feel it. */
  onSiteChange(listener: (site: Site) => void): void {
    this.#siteListeners.push(listener);
  }

  impair(host: Host, impaired: boolean): void {
    host.impaired = impaired;
    this.settle();
  }

  /** Tells every user of a path that paths may have changed; many changes of one moment are told once. */
  settle(): void {
    if (this.#settling) return;
    this.#settling = true;
    this.kernel.after(
      0,
      () => {
        this.#settling = false;
        for (const user of [...this.users]) user.settle();
      },
      'network.settle',
    );
  }
}

/** What stands at a site besides the hosts there. */
function serversAt(site: Site): Place {
  return { name: site.id, label: site.id, site, impaired: false };
}

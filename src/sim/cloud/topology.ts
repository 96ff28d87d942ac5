/**
 * Regions, their physical zones, and what each account calls them.
 *
 * EC2 maps zone letters to physical zones for each account independently: `eu-west-1a` of one account may be `eu-west-1b` of another
 * (docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html). In 2011 no call told an account which physical zone a letter is.
 *
 * ```ts
 * const topology = new Topology({
 *   regions: { 'eu-west-1': { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] } },
 *   accounts: { main: { zoneNames: { 'eu-west-1': { a: 'euw1-az1', b: 'euw1-az2', c: 'euw1-az3' } } }, kernel: { zoneNames: 'shuffled' } },
 *   random: (name) => kernel.random(name),
 * });
 * topology.zoneId('kernel', 'eu-west-1a'); // euw1-az3, say
 * ```
 */
import type { RandomStream } from '../kernel/index.ts';

/** `shuffled`: drawn for the account and region. `uniform`: letters in the zones' own order. Or pinned, letter by letter. */
export type RegionZoneNames = 'shuffled' | 'uniform' | Readonly<Record<string, string>>;

export interface TopologyOptions {
  regions: Readonly<Record<string, { zones: readonly string[] }>>;
  /** For all regions of the account, or by region; a region that is not named is shuffled. */
  accounts: Readonly<Record<string, { zoneNames: 'shuffled' | 'uniform' | Readonly<Record<string, RegionZoneNames>> }>>;
  /** Where shuffling draws from: the stream `zone-names/<account>/<region>`. */
  random: (stream: string) => RandomStream;
}

export class TopologyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TopologyError';
  }
}

/** An account's name for a zone. */
export interface NamedZone {
  account: string;
  /** `eu-west-1a` */
  zoneName: string;
}

export class Topology {
  readonly #zonesByRegion = new Map<string, readonly string[]>();
  readonly #regionByZone = new Map<string, string>();
  /** account -> zone name -> physical zone, in the order of the letters. */
  readonly #zoneIdByName = new Map<string, Map<string, string>>();
  readonly #nameByZoneId = new Map<string, Map<string, string>>();

  /** Throws a TopologyError for a zone in two regions, or a pinned map that names a zone twice or one of another region. */
  constructor(options: TopologyOptions) {
    for (const [region, { zones }] of Object.entries(options.regions)) this.#addRegion(region, zones);
    for (const [account, { zoneNames }] of Object.entries(options.accounts)) {
      this.#zoneIdByName.set(account, new Map());
      this.#nameByZoneId.set(account, new Map());
      if (typeof zoneNames === 'object') {
        for (const region of Object.keys(zoneNames)) this.zones(region);
      }
      for (const region of this.#zonesByRegion.keys()) {
        const names = typeof zoneNames === 'string' ? zoneNames : (zoneNames[region] ?? 'shuffled');
        this.#nameZones(account, region, names, options.random);
      }
    }
  }

  get regions(): string[] {
    return [...this.#zonesByRegion.keys()];
  }

  get accounts(): string[] {
    return [...this.#zoneIdByName.keys()];
  }

  hasAccount(account: string): boolean {
    return this.#zoneIdByName.has(account);
  }

  /** The physical zones of a region. */
  zones(region: string): readonly string[] {
    const zones = this.#zonesByRegion.get(region);
    if (!zones) throw new TopologyError(`no region ${region}: there are ${this.regions.join(', ')}`);
    return zones;
  }

  regionOf(zoneId: string): string {
    const region = this.#regionByZone.get(zoneId);
    if (!region)
      throw new TopologyError(`no physical zone ${zoneId}: there are ${[...this.#regionByZone.keys()].join(', ')}`);
    return region;
  }

  /** The physical zone behind an account's name for it (`eu-west-1a`), or undefined. */
  zoneId(account: string, zoneName: string): string | undefined {
    return this.#of(this.#zoneIdByName, account).get(zoneName);
  }

  /** What an account calls a physical zone, or undefined where it does not see it. */
  zoneName(account: string, zoneId: string): string | undefined {
    return this.#of(this.#nameByZoneId, account).get(zoneId);
  }

  /** An account's zones of a region, by letter. */
  zoneNames(account: string, region: string): string[] {
    return [...this.#of(this.#zoneIdByName, account)]
      .filter(([, zoneId]) => this.regionOf(zoneId) === region)
      .map(([name]) => name);
  }

  /** The physical zones that several accounts' names lead to: one failure takes all of them. */
  collisions(names: readonly NamedZone[]): { zoneId: string; names: NamedZone[] }[] {
    const byZone = new Map<string, NamedZone[]>();
    for (const name of names) {
      const zoneId = this.zoneId(name.account, name.zoneName);
      if (!zoneId) throw new TopologyError(`account ${name.account} has no zone ${name.zoneName}`);
      byZone.set(zoneId, [...(byZone.get(zoneId) ?? []), name]);
    }
    return [...byZone]
      .filter(([, sharing]) => new Set(sharing.map(({ account }) => account)).size > 1)
      .map(([zoneId, sharing]) => ({ zoneId, names: sharing }));
  }

  #addRegion(region: string, zones: readonly string[]): void {
    if (zones.length === 0) throw new TopologyError(`region ${region} has no zone`);
    for (const zoneId of zones) {
      const other = this.#regionByZone.get(zoneId);
      if (other) throw new TopologyError(`physical zone ${zoneId} is named twice, in ${other} and in ${region}`);
      this.#regionByZone.set(zoneId, region);
    }
    this.#zonesByRegion.set(region, [...zones]);
  }

  #nameZones(account: string, region: string, names: RegionZoneNames, random: TopologyOptions['random']): void {
    const zones = this.zones(region);
    for (const [letter, zoneId] of lettersOf(account, region, zones, names, random)) {
      if (!/^[a-z]$/.test(letter))
        throw new TopologyError(`account ${account}, region ${region}: ${letter} is no zone letter`);
      if (this.#regionByZone.get(zoneId) !== region) {
        throw new TopologyError(`account ${account}: ${zoneId} is no zone of ${region}, which has ${zones.join(', ')}`);
      }
      const zoneIdByName = this.#of(this.#zoneIdByName, account);
      const nameByZoneId = this.#of(this.#nameByZoneId, account);
      const other = nameByZoneId.get(zoneId);
      if (other) throw new TopologyError(`account ${account}: ${zoneId} is both ${other} and ${region}${letter}`);
      zoneIdByName.set(region + letter, zoneId);
      nameByZoneId.set(zoneId, region + letter);
    }
  }

  #of<T>(byAccount: Map<string, T>, account: string): T {
    const found = byAccount.get(account);
    if (!found) throw new TopologyError(`no account ${account}: there are ${this.accounts.join(', ')}`);
    return found;
  }
}

function lettersOf(
  account: string,
  region: string,
  zones: readonly string[],
  names: RegionZoneNames,
  random: TopologyOptions['random'],
): [letter: string, zoneId: string][] {
  if (typeof names === 'object') return Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1));
  const order = names === 'uniform' ? zones : random(`zone-names/${account}/${region}`).shuffle(zones);
  return order.map((zoneId, at) => [String.fromCharCode(97 + at), zoneId]);
}

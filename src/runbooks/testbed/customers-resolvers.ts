/**
 * The resolvers behind which customers sit. Each has heard the installations' names at a moment of its own; most forget
 * them when their time to live has run out, a share of them (`dns.resolvers-ignoring-ttl`) only after a day. All are
 * asked all day, so a name that has run out is heard again at once.
 */
import { type Dns, type Resolver, STUBBORN_US } from '../../sim/network/index.ts';
import type { World } from '../../sim/world.ts';
import type { InstallationState } from './installation-state.ts';

/** Of one name (ours): a per cent each. */
const RESOLVERS = 100;
/** As many of them, that honour the time to live, are asked by whoever looks whether customers get an answer (ours). */
const WATCHED = 5;

export class CustomersResolvers {
  readonly #world: World;
  readonly #installations: Iterable<InstallationState>;
  /** Made when somebody asks first: names have to be there. */
  #watched: readonly Resolver[] | undefined;
  readonly #others = new Map<string, readonly Resolver[]>();

  constructor(world: World, installations: Iterable<InstallationState>) {
    this.#world = world;
    this.#installations = installations;
  }

  /** The addresses to which the watched resolvers send customers now; `undefined` among them where a name is unknown. */
  addresses(name: string): Set<string | undefined> {
    for (const resolver of this.#othersOf(name)) resolver.lookup(name);
    return new Set(this.#watchedOnes().map((resolver) => resolver.lookup(name)[0]));
  }

  /** Share, from 0 to 1, of all resolvers that still give an address that the record no longer names. */
  staleShare(name: string): number {
    const all = [...this.#watchedOnes(), ...this.#othersOf(name)];
    const intended = this.#dns.intended(name);
    const stale = all.filter((resolver) => resolver.lookup(name).some((address) => !intended.includes(address)));
    return stale.length / all.length;
  }

  /** As `staleShare`, for a screen: nobody is asked, and 0 until somebody has looked for the first time. */
  glance(name: string): number {
    const others = this.#others.get(name);
    if (!this.#watched || !others) return 0;
    const all = [...this.#watched, ...others];
    const intended = this.#dns.intended(name);
    const stale = all.filter((resolver) => resolver.glance(name).some((address) => !intended.includes(address)));
    return stale.length / all.length;
  }

  get #dns(): Dns {
    return this.#world.network.dns;
  }

  #watchedOnes(): readonly Resolver[] {
    if (this.#watched) return this.#watched;
    const random = this.#world.kernel.random('customers/resolvers');
    const watched = Array.from({ length: WATCHED }, () => this.#dns.resolver());
    for (const { hostName } of this.#installations) {
      const ttlUs = this.#dns.answer(hostName)?.ttlUs ?? 0;
      for (const resolver of watched) resolver.heard(hostName, Math.round(random.uniform() * ttlUs));
    }
    this.#watched = watched;
    return watched;
  }

  #othersOf(name: string): readonly Resolver[] {
    const known = this.#others.get(name);
    if (known) return known;
    const random = this.#world.kernel.random(`customers/resolvers/${name}`);
    const ttlUs = this.#dns.answer(name)?.ttlUs ?? 0;
    const share =
      [...this.#installations].find(({ hostName }) => hostName === name)?.spec.dns.resolversIgnoringTtl ?? 0;
    const others = Array.from({ length: RESOLVERS - WATCHED }, () => {
      const ignoresTtl = random.chance(share);
      const resolver = this.#dns.resolver({ ignoresTtl });
      resolver.heard(name, Math.round(random.uniform() * (ignoresTtl ? STUBBORN_US : ttlUs)));
      return resolver;
    });
    this.#others.set(name, others);
    return others;
  }
}

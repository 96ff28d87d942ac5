/**
 * DNS: one authoritative answer per name, which takes up to a minute to spread over the provider's servers, and
 * resolvers that keep what they have heard for its time to live; some keep it longer.
 *
 * Route 53 of 2011 spread a change within 60 s and had no health checks (AWS blog, "Moving ahead with Amazon Route
 * 53"); a failover by DNS was an edit by hand, and then waiting. Nothing here costs events: a cache is looked at when
 * it is asked.
 */
import type { Kernel, RandomStream } from '../kernel/index.ts';

const SPREAD_US_MAX = 60_000_000;
/** How long a resolver that ignores the time to live keeps a record (ours). */
export const STUBBORN_US = 24 * 3_600_000_000;

export interface DnsAnswer {
  readonly addresses: readonly string[];
  readonly ttlUs: number;
}

interface DnsRecord {
  addresses: readonly string[];
  ttlUs: number;
  /** When the provider's servers all answer so. */
  effectiveUs: number;
  before: DnsRecord | undefined;
}

/** What goes wrong with some names for a while. */
export interface DnsFault {
  /** Names the streams that it draws from: `fault/<name>`, and `fault/<name>/<number of the resolver>`. */
  readonly name: string;
  readonly names: readonly string[];
  /**
   * `wrong-answer`: the provider's servers answer other addresses; `no-answer`: they do not answer; `stale-resolvers`:
   * resolvers go on giving what they have heard although its time has run out.
   */
  readonly kind: 'wrong-answer' | 'no-answer' | 'stale-resolvers';
  /** Of the questions to the provider, or of the resolvers; 0 to 100. */
  readonly percentage: number;
  /** The wrong ones. */
  readonly addresses?: readonly string[];
}

export class Dns {
  readonly #kernel: Kernel;
  readonly #random: RandomStream;
  readonly #faults = new Set<DnsFault>();
  readonly #stuck = new WeakMap<DnsFault, Map<number, boolean>>();
  #resolverCount = 0;
  readonly #records = new Map<string, DnsRecord>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#random = kernel.random('dns');
  }

  /** Edits a record. The first edit of a name holds at once; later ones spread within a minute. */
  set(name: string, addresses: readonly string[], ttlSeconds: number): void {
    const before = this.#records.get(name);
    const spreadUs = before ? Math.round(this.#random.uniform() * SPREAD_US_MAX) : 0;
    this.#records.set(name, {
      addresses,
      ttlUs: ttlSeconds * 1e6,
      effectiveUs: this.#kernel.nowUs + spreadUs,
      before: before && this.#current(before),
    });
  }

  /** What the provider's servers answer now. */
  answer(name: string): DnsAnswer | undefined {
    const record = this.#records.get(name);
    return record && this.#current(record);
  }

  /** What the record was last set to, spread or not. */
  intended(name: string): readonly string[] {
    return this.#records.get(name)?.addresses ?? [];
  }

  resolver(options: { ignoresTtl?: boolean } = {}): Resolver {
    return new Resolver(this.#kernel, this, { number: ++this.#resolverCount, ignoresTtl: options.ignoresTtl ?? false });
  }

  /** The returned function ends it; what resolvers have heard meanwhile they keep for its time. */
  disturb(fault: DnsFault): () => void {
    const own = { ...fault };
    this.#faults.add(own);
    return () => void this.#faults.delete(own);
  }

  /** What a resolver is told that asks now; as `answer` unless something is wrong. */
  ask(name: string): DnsAnswer | undefined {
    let answer = this.answer(name);
    for (const fault of this.#faults) {
      if (fault.kind === 'stale-resolvers' || !fault.names.includes(name)) continue;
      if (!this.#kernel.random(`fault/${fault.name}`).chance(fault.percentage / 100)) continue;
      const addresses = fault.kind === 'wrong-answer' ? fault.addresses : undefined;
      answer = answer && addresses && { addresses, ttlUs: answer.ttlUs };
    }
    return answer;
  }

  /** Whether a resolver goes on giving what it has heard of a name; drawn once for each resolver and fault. */
  isStuck(name: string, resolver: number): boolean {
    for (const fault of this.#faults) {
      if (fault.kind !== 'stale-resolvers' || !fault.names.includes(name)) continue;
      if (this.#stuckIn(fault, resolver)) return true;
    }
    return false;
  }

  #stuckIn(fault: DnsFault, resolver: number): boolean {
    let drawn = this.#stuck.get(fault);
    if (!drawn) this.#stuck.set(fault, (drawn = new Map()));
    let stuck = drawn.get(resolver);
    if (stuck === undefined) {
      stuck = this.#kernel.random(`fault/${fault.name}/${resolver}`).chance(fault.percentage / 100);
      drawn.set(resolver, stuck);
    }
    return stuck;
  }

  #current(record: DnsRecord): DnsRecord {
    return record.before && this.#kernel.nowUs < record.effectiveUs ? record.before : record;
  }
}

export class Resolver {
  readonly #kernel: Kernel;
  readonly #dns: Dns;
  readonly #number: number;
  readonly #ignoresTtl: boolean;
  readonly #cache = new Map<string, { addresses: readonly string[]; untilUs: number }>();

  constructor(kernel: Kernel, dns: Dns, { number, ignoresTtl }: { number: number; ignoresTtl: boolean }) {
    this.#kernel = kernel;
    this.#dns = dns;
    this.#number = number;
    this.#ignoresTtl = ignoresTtl;
  }

  /** The addresses of a name, possibly out of date; a literal address is its own answer; empty for an unknown name. */
  lookup(name: string): readonly string[] {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return [name];
    const { nowUs } = this.#kernel;
    const cached = this.#cached(name);
    if (cached) return cached;
    const answer = this.#dns.ask(name);
    if (!answer) return [];
    const keepUs = this.#ignoresTtl ? STUBBORN_US : answer.ttlUs;
    this.#cache.set(name, { addresses: answer.addresses, untilUs: nowUs + keepUs });
    return answer.addresses;
  }

  /** What `lookup` would answer now, without hearing it: nothing is kept. */
  glance(name: string): readonly string[] {
    return this.#cached(name) ?? this.#dns.answer(name)?.addresses ?? [];
  }

  #cached(name: string): readonly string[] | undefined {
    const cached = this.#cache.get(name);
    if (!cached) return undefined;
    return cached.untilUs > this.#kernel.nowUs || this.#dns.isStuck(name, this.#number) ? cached.addresses : undefined;
  }

  /** Has heard a name some time ago: its answer runs out after `remainingUs`. */
  heard(name: string, remainingUs: number): void {
    const answer = this.#dns.answer(name);
    if (answer) this.#cache.set(name, { addresses: answer.addresses, untilUs: this.#kernel.nowUs + remainingUs });
  }
}

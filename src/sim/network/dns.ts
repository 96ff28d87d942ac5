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

interface DnsRecord {
  addresses: readonly string[];
  ttlUs: number;
  /** When the provider's servers all answer so. */
  effectiveUs: number;
  before: DnsRecord | undefined;
}

export class Dns {
  readonly #kernel: Kernel;
  readonly #random: RandomStream;
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
  answer(name: string): { addresses: readonly string[]; ttlUs: number } | undefined {
    const record = this.#records.get(name);
    return record && this.#current(record);
  }

  /** What the record was last set to, spread or not. */
  intended(name: string): readonly string[] {
    return this.#records.get(name)?.addresses ?? [];
  }

  resolver(options: { ignoresTtl?: boolean } = {}): Resolver {
    return new Resolver(this.#kernel, this, options.ignoresTtl ?? false);
  }

  #current(record: DnsRecord): DnsRecord {
    return record.before && this.#kernel.nowUs < record.effectiveUs ? record.before : record;
  }
}

export class Resolver {
  readonly #kernel: Kernel;
  readonly #dns: Dns;
  readonly #ignoresTtl: boolean;
  readonly #cache = new Map<string, { addresses: readonly string[]; untilUs: number }>();

  constructor(kernel: Kernel, dns: Dns, ignoresTtl: boolean) {
    this.#kernel = kernel;
    this.#dns = dns;
    this.#ignoresTtl = ignoresTtl;
  }

  /** The addresses of a name, possibly out of date; a literal address is its own answer; empty for an unknown name. */
  lookup(name: string): readonly string[] {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return [name];
    const { nowUs } = this.#kernel;
    const cached = this.#cache.get(name);
    if (cached && cached.untilUs > nowUs) return cached.addresses;
    const answer = this.#dns.answer(name);
    if (!answer) return [];
    const keepUs = this.#ignoresTtl ? STUBBORN_US : answer.ttlUs;
    this.#cache.set(name, { addresses: answer.addresses, untilUs: nowUs + keepUs });
    return answer.addresses;
  }

  /** What `lookup` would answer now, without hearing it: nothing is kept. */
  glance(name: string): readonly string[] {
    const cached = this.#cache.get(name);
    if (cached && cached.untilUs > this.#kernel.nowUs) return cached.addresses;
    return this.#dns.answer(name)?.addresses ?? [];
  }

  /** Has heard a name some time ago: its answer runs out after `remainingUs`. */
  heard(name: string, remainingUs: number): void {
    const answer = this.#dns.answer(name);
    if (answer) this.#cache.set(name, { addresses: answer.addresses, untilUs: this.#kernel.nowUs + remainingUs });
  }
}

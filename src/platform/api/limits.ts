/**
 * How often one token may ask a frontend. Ours: no limit of that time is known.
 *
 * A bucket for each token, in the memory of the frontend: it is asked before any store is, so it costs an ordinary
 * request nothing, and whoever guesses tokens or asks in a loop does not reach the stores either.
 */
import type { Clock } from '../environment.ts';
import { TooManyRequestsError } from './errors.ts';

export interface RequestLimit {
  /** How many requests may come at once. */
  burst: number;
  /** How many a second may follow. */
  perSecond: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

/** So many callers are remembered; beyond it those who have long been silent are forgotten. */
const remembered = 10_000;

export class RequestLimits {
  readonly #clock: Clock;
  readonly #limit: RequestLimit;
  /** By the hash of the token: the token itself is kept nowhere. Those who asked last come last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, limit: RequestLimit) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Counts a request. Throws a TooManyRequestsError when it is one too many. */
  count(tokenHash: string): void {
    const nowMs = this.#clock.nowMs();
    const { burst, perSecond } = this.#limit;
    const before = this.#buckets.get(tokenHash) ?? { left: burst, atMs: nowMs };
    const left = Math.min(burst, before.left + ((nowMs - before.atMs) / 1000) * perSecond);
    this.#buckets.delete(tokenHash);
    this.#buckets.set(tokenHash, { left: left < 1 ? left : left - 1, atMs: nowMs });
    if (left < 1) throw new TooManyRequestsError(Math.ceil((1 - left) / perSecond));
    if (this.#buckets.size > remembered) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/**
 * How often one token may ask a frontend. Ours: no limit of that time is known.
 *
 * A bucket for each token, in the memory of the frontend: it is asked before any store is, so it costs an ordinary
 * request nothing, and whoever asks in a loop does not reach the stores. Tokens that were not yet found to be somebody's
 * share one more bucket, so that guessing with ever new ones does not reach them either.
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
  /** The token is a user's. */
  known: boolean;
}

/** So many callers are remembered; beyond it those who have long been silent are forgotten. */
const remembered = 10_000;

export class RequestLimits {
  readonly #clock: Clock;
  readonly #limit: RequestLimit;
  /** By the hash of the token: the token itself is kept nowhere. Those who asked last come last. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #strangers: Bucket;

  constructor(clock: Clock, limit: RequestLimit) {
    this.#clock = clock;
    this.#limit = limit;
    this.#strangers = this.#full();
  }

  /** Counts a request. Throws a TooManyRequestsError when it is one too many. */
  count(tokenHash: string): void {
    const bucket = this.#buckets.get(tokenHash) ?? this.#full();
    this.#buckets.delete(tokenHash);
    this.#buckets.set(tokenHash, bucket);
    if (this.#buckets.size > remembered) this.#forgetOldest();
    this.#take(bucket);
    if (!bucket.known) this.#take(this.#strangers);
  }

  /** The token has been found to be a user's. */
  recognised(tokenHash: string): void {
    const bucket = this.#buckets.get(tokenHash);
    if (bucket) bucket.known = true;
  }

  #full(): Bucket {
    return { left: this.#limit.burst, atMs: this.#clock.nowMs(), known: false };
  }

  #take(bucket: Bucket): void {
    const nowMs = this.#clock.nowMs();
    const { burst, perSecond } = this.#limit;
    bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.left < 1) throw new TooManyRequestsError(Math.ceil((1 - bucket.left) / perSecond));
    bucket.left -= 1;
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

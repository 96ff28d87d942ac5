/**
 * How many calls an account may make: a bucket of tokens for each account, region and kind of call.
 *
 * A call takes a token; a full bucket is a burst, and tokens come back at a steady rate. With an empty bucket the call
 * ends in RequestLimitExceeded (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html). Nothing is counted
 * for an account without a bucket, and no bucket costs an event: it is brought up to date when somebody calls.
 */
import type { ApiRequest } from './api-request.ts';

/** Kinds of calls with a bucket of their own. */
export type CallKind = 'describe' | 'mutate' | 'runInstances';

export interface Bucket {
  /** Calls in a burst. */
  size: number;
  /** Calls that may go on for ever, each second. */
  refillPerSecond: number;
}

/** A kind without a bucket is not limited. */
export type RequestRates = Readonly<Partial<Record<CallKind, Bucket>>>;

/** A describe is limited as EC2 publishes it today (the page above); the others (ours). Those of 2011 were not published. */
export const PUBLISHED_RATES: Required<RequestRates> = {
  describe: { size: 100, refillPerSecond: 20 },
  mutate: { size: 50, refillPerSecond: 5 },
  runInstances: { size: 5, refillPerSecond: 2 },
};

export function kindOf(action: string): CallKind {
  if (action === 'RunInstances') return 'runInstances';
  return /^(Describe|Get)/.test(action) ? 'describe' : 'mutate';
}

interface Level {
  tokens: number;
  atUs: number;
}

export class Throttle {
  readonly #ratesOf: (account: string) => RequestRates;
  readonly #levels = new Map<string, Level>();

  /** Throws a RangeError for a bucket that could never let a call pass, when its account first calls. */
  constructor(ratesOf: (account: string) => RequestRates) {
    this.#ratesOf = ratesOf;
  }

  /** Takes a token; false when there is none. */
  admits({ account, region, action }: ApiRequest, nowUs: number): boolean {
    const kind = kindOf(action);
    const bucket = this.#ratesOf(account)[kind];
    if (!bucket) return true;
    const level = this.#level(`${account}/${region}/${kind}`, bucket, nowUs);
    if (level.tokens < 1) return false;
    level.tokens -= 1;
    return true;
  }

  #level(key: string, { size, refillPerSecond }: Bucket, nowUs: number): Level {
    let level = this.#levels.get(key);
    if (!level) {
      if (!(size >= 1 && refillPerSecond >= 0)) {
        throw new RangeError(`the bucket ${key} holds ${size} and gets ${refillPerSecond} a second: hold at least 1`);
      }
      this.#levels.set(key, (level = { tokens: size, atUs: nowUs }));
    }
    level.tokens = Math.min(size, level.tokens + ((nowUs - level.atUs) / 1e6) * refillPerSecond);
    level.atUs = nowUs;
    return level;
  }
}

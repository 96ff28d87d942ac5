/** Waiting: deadlines on what may never answer, and pauses that grow between tries. */
import type { Chance, Clock, Environment } from './environment.ts';
import { describeError, UnavailableError } from './errors.ts';

/** Whoever has waited for hours looks every five minutes: as long as Kubernetes lets a crashing container wait at most. */
export const longestPauseMs = 300_000;

/** Settles as `promise` does, or rejects with `error()` after `timeoutMs`. What comes later is ignored. */
export function within<T>(clock: Clock, timeoutMs: number, promise: Promise<T>, error: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(error()));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (reason) => {
        cancel();
        reject(reason);
      },
    );
  });
}

/**
 * Pauses of firstMs, twice that, ... up to capMs, each shortened by up to half at random so that many waiters do not
 * come back together.
 */
export class Backoff {
  readonly #random: Chance;
  readonly #firstMs: number;
  readonly #capMs: number;
  #tries = 0;

  constructor(random: Chance, firstMs = 1_000, capMs = 60_000) {
    this.#random = random;
    this.#firstMs = firstMs;
    this.#capMs = capMs;
  }

  nextMs(): number {
    return pauseMs(this.#random, this.#tries++, this.#firstMs, this.#capMs);
  }

  reset(): void {
    this.#tries = 0;
  }
}

/** The pause before try number `attempt` (from 0), in whole milliseconds. */
export function pauseMs(random: Chance, attempt: number, firstMs: number, capMs: number): number {
  const fullMs = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(fullMs * (0.5 + random.uniform() / 2));
}

/** Calls `task` until it succeeds. The first failure of a row is logged as `event`; those that repeat it are not. */
export async function untilDone<T>(
  env: Environment,
  event: string,
  task: () => Promise<T>,
  pauses: { firstMs: number; capMs: number } = { firstMs: 500, capMs: longestPauseMs },
): Promise<T> {
  const backoff = new Backoff(env.random, pauses.firstMs, pauses.capMs);
  let told = '';
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const reason = describeError(error);
      if (reason !== told) env.log(event, { reason });
      told = reason;
      await env.clock.sleep(backoff.nextMs());
    }
  }
}

/**
 * The patience of many who wait for one store: as long as it is out of reach a single one of them tries, and the others
 * go on when that one came through. A hundred who try for themselves would be a hundred times the work.
 */
export class Queueing {
  readonly #env: Environment;
  readonly #event: string;
  readonly #backoff: Backoff;
  readonly #waiting: (() => void)[] = [];
  /** Somebody has found the store out of reach and looks after it. */
  #scouted = false;
  #told = '';

  constructor(env: Environment, event: string) {
    this.#env = env;
    this.#event = event;
    this.#backoff = new Backoff(env.random, 500, longestPauseMs);
  }

  /** Calls `task` until it succeeds. The first failure of a row is logged; those that repeat it are not. */
  async untilDone<T>(task: () => Promise<T>): Promise<T> {
    for (let scout = false; ; ) {
      if (this.#scouted && !scout) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      try {
        const done = await task();
        if (scout || !this.#scouted) this.#inReach();
        return done;
      } catch (error) {
        this.#tell(describeError(error));
        if (scout || !this.#scouted) {
          scout = this.#scouted = error instanceof UnavailableError;
          // What failed for a reason of its own has found the store in reach.
          if (!scout) this.#release();
          await this.#env.clock.sleep(this.#backoff.nextMs());
        }
      }
    }
  }

  #inReach(): void {
    this.#backoff.reset();
    this.#told = '';
    this.#release();
  }

  #release(): void {
    this.#scouted = false;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #tell(reason: string): void {
    if (reason !== this.#told) this.#env.log(this.#event, { reason });
    this.#told = reason;
  }
}

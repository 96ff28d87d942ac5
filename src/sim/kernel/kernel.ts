/**
 * The kernel: virtual time, and everything that happens in it, one event after the other.
 *
 * Events are ordered by (time in whole microseconds, sequence number). After each one the kernel drains promises and ticks, so that ordinary async code
 * (Scalarium, people, unmodified client libraries) runs to its next wait before the clock moves. Models that need no `await` use callbacks and cost a
 * fraction. Nothing here knows of networks or clouds.
 *
 * ```ts
 * const kernel = new Kernel({ seed: 42 });
 * kernel.spawn('greeter', async () => {
 *   await kernel.sleep(90 * SECOND_US);
 *   console.log(kernel.nowUs / SECOND_US); // 90, at once
 * });
 * await kernel.run();
 * ```
 */
import { type DrainKind, drain, nextTurn, synchronousDrainWorks } from './drain.ts';
import { type EventHandle, EventQueue } from './event-queue.ts';
import { patchHostGlobals } from './host-globals.ts';
import { type RandomStream, RandomStreams } from './random.ts';
import { Trace } from './trace.ts';
import { Tripwire } from './tripwire.ts';

export const MILLISECOND_US = 1_000;
export const SECOND_US = 1_000_000;
export const MINUTE_US = 60 * SECOND_US;
export const HOUR_US = 60 * MINUTE_US;

export interface KernelOptions {
  seed: string | number;
  /** The epoch time, in milliseconds, of virtual time zero. */
  startMs?: number;
  /** `event-loop` forces the portable drain; the trace is the same. */
  drain?: DrainKind;
  /** Called as the global `fetch` of third-party code while the kernel runs. */
  fetch?: typeof globalThis.fetch;
  /** Leave the thread's globals alone (for models that use no third-party client). */
  keepHostGlobals?: boolean;
}

export type RunEnd = 'stopped' | 'idle' | 'horizon';

export class DeadlockError extends Error {
  readonly waits: readonly string[];
  constructor(waits: readonly string[]) {
    super(`nothing is scheduled and these wait: ${waits.join('; ')}`);
    this.name = 'DeadlockError';
    this.waits = waits;
  }
}

export class Kernel {
  nowUs = 0;
  readonly startMs: number;
  readonly trace = new Trace();
  readonly #queue = new EventQueue();
  readonly #streams: RandomStreams;
  readonly #options: KernelOptions;
  readonly #waits = new Map<symbol, string>();
  #stopped = false;
  #failure: { error: unknown } | undefined;
  #tripwire: Tripwire | undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.startMs = options.startMs ?? 0;
    this.#streams = new RandomStreams(options.seed);
  }

  get seed(): string | number {
    return this.#options.seed;
  }

  /** Milliseconds since the epoch, with the microseconds as a fraction. */
  nowMs(): number {
    return this.startMs + this.nowUs / 1000;
  }

  /** How many events are pending. */
  get pending(): number {
    return this.#queue.size;
  }

  /** The stream of that name; the same object each time. */
  random(name: string): RandomStream {
    return this.#streams.stream(name);
  }

  /** Runs `fn` after `delayUs` (rounded to whole microseconds, never before now). */
  after(delayUs: number, fn: () => void, label = ''): EventHandle {
    if (!(delayUs >= 0)) throw new RangeError(`a delay must be zero or more microseconds, not ${delayUs} (${label})`);
    return this.#queue.push(this.nowUs + Math.round(delayUs), fn, label);
  }

  /** Runs `fn` at `timeUs` of virtual time. */
  at(timeUs: number, fn: () => void, label = ''): EventHandle {
    return this.after(timeUs - this.nowUs, fn, label);
  }

  cancel(handle: EventHandle): boolean {
    return this.#queue.cancel(handle);
  }

  sleep(delayUs: number, label = 'sleep'): Promise<void> {
    return new Promise((resolve) => this.after(delayUs, resolve, label));
  }

  /** Starts an async function that must end before the run may; its error ends the run. */
  spawn(name: string, task: () => Promise<unknown>): void {
    this.after(0, () => void this.waitFor(name, task()).catch((error) => this.fail(error)), name);
  }

  /** Names what a promise waits for as long as it is pending, for the message of a deadlock. */
  async waitFor<T>(what: string, promise: Promise<T>): Promise<T> {
    const key = Symbol(what);
    this.#waits.set(key, what);
    try {
      return await promise;
    } finally {
      this.#waits.delete(key);
    }
  }

  /** Ends the run after the current event. */
  stop(): void {
    this.#stopped = true;
  }

  /** Ends the run with an error after the current event. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /**
   * Runs events until `stop()`, until none is left, or until the next one lies beyond `untilUs` (the clock then stands at `untilUs`).
   * Throws a DeadlockError when none is left and a spawned task still waits; TripwireError on real I/O; whatever `fail` was given.
   */
  run(untilUs = Number.POSITIVE_INFINITY): Promise<RunEnd> {
    return new Promise((resolve, reject) => {
      // The synchronous drain works only below a real macrotask: see drain.ts.
      nextTurn(() => {
        const synchronous = this.#options.drain !== 'event-loop' && synchronousDrainWorks();
        this.#enter(synchronous);
        const leave = (settle: () => void) => {
          this.#leave();
          settle();
        };
        const step = synchronous ? () => this.#runSynchronously(untilUs) : undefined;
        if (step) {
          try {
            const end = step();
            leave(() => resolve(end));
          } catch (error) {
            leave(() => reject(error));
          }
        } else {
          this.#runByTurns(
            untilUs,
            (end) => leave(() => resolve(end)),
            (error) => leave(() => reject(error)),
          );
        }
      });
    });
  }

  #restoreGlobals: (() => void) | undefined;

  #enter(synchronous: boolean): void {
    this.#stopped = false;
    if (this.#options.keepHostGlobals) return;
    const thirdParty = this.random('third-party');
    this.#restoreGlobals = patchHostGlobals({
      nowMs: () => this.nowMs(),
      after: (delayMs, fn) => {
        const handle = this.after(delayMs * MILLISECOND_US, fn, 'timer');
        return () => void this.cancel(handle);
      },
      uniform: () => thirdParty.uniform(),
      fetch: this.#options.fetch ?? refuseFetch,
    });
    this.#tripwire = new Tripwire({ allowImmediate: !synchronous });
    this.#tripwire.arm();
  }

  #leave(): void {
    this.#tripwire?.disarm();
    this.#tripwire = undefined;
    this.#restoreGlobals?.();
    this.#restoreGlobals = undefined;
  }

  #runSynchronously(untilUs: number): RunEnd {
    drain();
    for (;;) {
      const end = this.#endReached(untilUs);
      if (end) return end;
      this.#runNext();
      drain();
    }
  }

  #runByTurns(untilUs: number, resolve: (end: RunEnd) => void, reject: (error: unknown) => void): void {
    const turn = () => {
      try {
        const end = this.#endReached(untilUs);
        if (end) return resolve(end);
        this.#runNext();
        nextTurn(turn);
      } catch (error) {
        reject(error);
      }
    };
    nextTurn(turn);
  }

  #runNext(): void {
    const queue = this.#queue;
    queue.pop();
    this.nowUs = queue.timeUs;
    this.trace.add(queue.timeUs, queue.sequence, queue.label);
    queue.callback();
  }

  #endReached(untilUs: number): RunEnd | undefined {
    if (this.#failure) throw this.#failure.error;
    if (this.#tripwire?.violation) throw this.#tripwire.violation;
    if (this.#stopped) return 'stopped';
    const nextUs = this.#queue.nextTimeUs();
    if (nextUs === Number.POSITIVE_INFINITY) {
      if (this.#waits.size > 0) throw new DeadlockError([...this.#waits.values()]);
      return 'idle';
    }
    if (nextUs > untilUs) {
      this.nowUs = untilUs;
      return 'horizon';
    }
    return undefined;
  }
}

const refuseFetch: typeof globalThis.fetch = async (input) => {
  throw new TypeError(`fetch of ${String(input)} inside a world without a network`);
};

/**
 * The kernel: virtual time, and everything that happens in it, one event after the other.
 *
 * Events are ordered by (time in whole microseconds, sequence number). After each one the kernel drains promises and
 * ticks, so that ordinary async code (Scalarium, people, unmodified client libraries) runs to its next wait before the
 * clock moves. Models that need no `await` use callbacks and cost a fraction. Nothing here knows of networks or clouds.
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
import { catchUncaught } from './uncaught.ts';
import { WaitList } from './wait-list.ts';

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
  /** Further globals of third-party code while the kernel runs: classes that a network brings along, by their names. */
  globals?: Readonly<Record<string, unknown>>;
  /** Leave the thread's globals alone (for models that use no third-party client). */
  keepHostGlobals?: boolean;
}

export type RunEnd = 'stopped' | 'idle' | 'horizon';

const WAITS_NAMED_MAX = 20;

export class DeadlockError extends Error {
  /** All of them; the message names the first twenty. */
  readonly waits: readonly string[];
  constructor(waits: readonly string[]) {
    const more = waits.length > WAITS_NAMED_MAX ? `; and ${waits.length - WAITS_NAMED_MAX} more` : '';
    super(`nothing is scheduled and these wait: ${waits.slice(0, WAITS_NAMED_MAX).join('; ')}${more}`);
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
  readonly #waits = new WaitList();
  readonly #leaving: (() => void)[] = [];
  /** Other futures that are still to begin, the next one first. */
  #reseeds: readonly { readonly atUs: number; readonly seed: string | number }[] = [];
  #nextReseedUs = Number.POSITIVE_INFINITY;
  #running = false;
  /** Stopped or failed: no further event runs. */
  #ending = false;
  #failure: { error: unknown } | undefined;
  #enough: (() => boolean) | undefined;
  #tripwire: Tripwire | undefined;
  #afterUncaught: (() => void) | undefined;

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

  /** Time of the next event, or Infinity: nothing happens before it. */
  get nextUs(): number {
    return this.#queue.nextTimeUs();
  }

  /** The stream of that name; the same object each time. */
  random(name: string): RandomStream {
    return this.#streams.stream(name);
  }

  /**
   * From `atUs` on all random streams draw what they would have drawn in a run with `seed`: the past stays what it was, event by event,
   * and another future begins. It is no event of its own, and leaves no trace. What was drawn before stays drawn.
   */
  reseedAt(atUs: number, seed: string | number): void {
    if (atUs < this.nowUs)
      throw new RangeError(`${atUs} us is over, it is ${this.nowUs} us: the past cannot be drawn again`);
    this.#reseeds = [...this.#reseeds, { atUs, seed }].sort((a, b) => a.atUs - b.atUs);
    this.#nextReseedUs = this.#reseeds[0]!.atUs;
  }

  /** Runs `fn` after `delayUs` (finite, rounded to whole microseconds, never before now). What is to wait for ever needs no event. */
  after(delayUs: number, fn: () => void, label = ''): EventHandle {
    if (!(delayUs >= 0 && delayUs < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `a delay must be zero or more microseconds and finite, not ${delayUs} (${label || 'no label'})`,
      );
    }
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
    this.after(
      0,
      () => {
        const wait = this.#waits.add(name);
        task().then(
          () => this.#waits.remove(wait),
          (error) => this.fail(error),
        );
      },
      name,
    );
  }

  /** Names what a promise waits for as long as it is pending, for the message of a deadlock. */
  async waitFor<T>(what: string, promise: Promise<T>): Promise<T> {
    const wait = this.#waits.add(what);
    try {
      return await promise;
    } finally {
      this.#waits.remove(wait);
    }
  }

  /** Ends the run after the current event. */
  stop(): void {
    this.#ending = true;
  }

  /**
   * Ends the run with an error after the current event. The first error counts, and a world that failed stays so: `run`
   * throws it again.
   */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#ending = true;
  }

  /**
   * Runs events until `stop()`, until none is left, or until the next one lies beyond `untilUs` (the clock then stands
   * at `untilUs`); may be called again to go on, but not while it runs. Where a run is divided leaves no trace: `enough`, asked before
   * each event, ends it as `stop()` does, and may go by the wall clock.
   *
   * Throws a DeadlockError when none is left and a spawned task still waits; a TripwireError on real I/O; whatever
   * `fail` was given; whatever a callback threw or a promise was rejected with, when nobody caught it.
   */
  run(untilUs = Number.POSITIVE_INFINITY, enough?: () => boolean): Promise<RunEnd> {
    if (this.#running) return Promise.reject(new Error('this kernel is running: wait for its end first'));
    this.#running = true;
    this.#enough = enough;
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#leave();
        try {
          resolve(this.#end(untilUs));
        } catch (error) {
          reject(error);
        }
      };
      // The synchronous drain works only below a real macrotask: see drain.ts.
      nextTurn(() => {
        const synchronous = this.#options.drain !== 'event-loop' && synchronousDrainWorks();
        try {
          this.#enter(synchronous);
        } catch (error) {
          this.#leave();
          return reject(error);
        }
        if (synchronous) this.#runSynchronously(untilUs, settle);
        else this.#runByTurns(untilUs, settle);
      });
    });
  }

  #enter(synchronous: boolean): void {
    this.#ending = this.#failure !== undefined;
    this.#leaving.push(
      catchUncaught((error) => {
        this.fail(error);
        this.#afterUncaught?.();
        this.#afterUncaught = undefined;
      }),
    );
    if (this.#options.keepHostGlobals) return;
    const thirdParty = this.random('third-party');
    const restoreGlobals = patchHostGlobals({
      startMs: this.startMs,
      nowMs: () => this.nowMs(),
      after: (delayMs, fn) => {
        const handle = this.after(delayMs * MILLISECOND_US, fn, 'timer');
        return () => void this.cancel(handle);
      },
      uniform: () => thirdParty.uniform(),
      fetch: this.#options.fetch ?? refuseFetch,
      globals: this.#options.globals ?? {},
    });
    const tripwire = new Tripwire(!synchronous, (error) => this.fail(error));
    this.#leaving.push(restoreGlobals, () => tripwire.disarm());
    this.#tripwire = tripwire;
    tripwire.arm();
  }

  #leave(): void {
    for (const undo of this.#leaving.splice(0).reverse()) undo();
    this.#tripwire = undefined;
    this.#running = false;
  }

  #runSynchronously(untilUs: number, settle: () => void): void {
    try {
      do drain();
      while (this.#runNext(untilUs));
    } catch (error) {
      // Thrown by a nextTick callback, in the middle of Node's own bookkeeping, which only Node can put right. So it goes
      // on to be an uncaught error, and the run ends when it comes back as one and the ticks behind it have run.
      this.#afterUncaught = () => this.#turn(settle);
      throw error;
    }
    settle();
  }

  #runByTurns(untilUs: number, settle: () => void): void {
    const turn = () => {
      if (this.#runNext(untilUs)) this.#turn(turn);
      else settle();
    };
    this.#turn(turn);
  }

  #turn(then: () => void): void {
    if (this.#tripwire) this.#tripwire.nextTurn(then);
    else nextTurn(then);
  }

  /** Runs one event; false when the run ends before it. */
  #runNext(untilUs: number): boolean {
    const queue = this.#queue;
    if (this.#enough?.()) this.#ending = true;
    if (this.#ending) return false;
    const callback = queue.pop(untilUs);
    if (!callback) return false;
    this.nowUs = queue.timeUs;
    if (queue.timeUs >= this.#nextReseedUs) this.#reseed();
    this.trace.add(queue.timeUs, queue.sequence, queue.label);
    try {
      callback();
    } catch (error) {
      this.fail(error);
    }
    return true;
  }

  #reseed(): void {
    const due = this.#reseeds.filter(({ atUs }) => atUs <= this.nowUs);
    this.#reseeds = this.#reseeds.slice(due.length);
    this.#streams.reseed(due.at(-1)!.seed);
    this.#nextReseedUs = this.#reseeds[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  /** Why the run ended. */
  #end(untilUs: number): RunEnd {
    if (this.#failure) throw this.#failure.error;
    if (this.#ending) return 'stopped';
    if (this.#queue.size > 0) {
      this.nowUs = Math.max(this.nowUs, untilUs);
      return 'horizon';
    }
    if (this.#waits.size > 0) throw new DeadlockError(this.#waits.names());
    return 'idle';
  }
}

const refuseFetch: typeof globalThis.fetch = async (input) => {
  throw new TypeError(`fetch of ${String(input)} inside a world without a network`);
};

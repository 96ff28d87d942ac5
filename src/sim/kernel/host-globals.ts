/**
 * The one file that may touch the host's clock, timers and chance.
 *
 * Third-party clients (ioredis, nano, the AWS SDK) call `setTimeout`, `Date.now`, `Math.random` and `fetch` as globals.
 * While a world runs, and only in the thread in which it runs, those names lead into the world; `restore()` puts the
 * host's own back. Our own code never uses them: it is handed an Environment. What of the host is needed outside a
 * world (a screen's wall clock, the drain's real `setImmediate`) is exported as `host`.
 */
import { promisify } from 'node:util';

/** The host's own functions, as they were before any world patched them. */
export const host = {
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  clearImmediate: globalThis.clearImmediate,
  fetch: globalThis.fetch,
  Date: globalThis.Date,
  /** Wall time in milliseconds since the epoch. */
  wallMs: Date.now.bind(Date),
  /** Bytes that nobody can foretell. */
  getRandomValues: crypto.getRandomValues.bind(crypto),
  /** A monotonic wall clock in milliseconds, for durations. */
  monotonicMs: performance.now.bind(performance),
};

/** What a world offers to the patched names. */
export interface WorldGlobals {
  /** When the world began: its monotonic clocks count from there, however often the world was left and entered again. */
  readonly startMs: number;
  nowMs(): number;
  after(delayMs: number, fn: () => void): () => void;
  uniform(): number;
  fetch: typeof globalThis.fetch;
  /** What else is replaced while the world runs, by name. */
  globals: Readonly<Record<string, unknown>>;
}

type Callback = (...args: unknown[]) => void;

/** What Node's `setTimeout` returns, as far as libraries use it. In a world nothing is kept alive by a timer: `unref` changes nothing. */
class WorldTimer {
  readonly #arm: () => () => void;
  #cancel: () => void;

  constructor(arm: (timer: WorldTimer) => () => void) {
    this.#arm = () => arm(this);
    this.#cancel = this.#arm();
  }
  /** Starts the same delay again, from now. */
  refresh(): this {
    this.#cancel();
    this.#cancel = this.#arm();
    return this;
  }
  close(): this {
    this.#cancel();
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

let patchedBy: WorldGlobals | undefined;

/**
 * For a thread in which nothing runs but worlds: these names are a world's from the beginning, and between two worlds. Node loads its own
 * classes of fetch (45 ms) when somebody reads or redefines their names, and be it to put them back; assigning them does not.
 */
export function giveToThread(globals: WorldGlobals['globals']): void {
  Object.assign(globalThis, globals);
}

/**
 * Points the host's clock, timers, chance and fetch at `world` until the returned function is called.
 * Throws when another world of this thread has them already: two worlds in one thread run one after the other.
 */
export function patchHostGlobals(world: WorldGlobals): () => void {
  if (patchedBy) throw new Error('another world is running in this thread: end it before the next one starts');
  patchedBy = world;
  const { startMs } = world;
  const hrtime = monotonicTuple(world, startMs);
  const undo = [
    ...patchTimers(world),
    replace(globalThis, 'Date', worldDate(world)),
    replace(performance, 'now', () => world.nowMs() - startMs),
    replace(process, 'hrtime', hrtime),
    replace(globalThis, 'fetch', world.fetch),
    ...Object.entries(world.globals).map(([name, value]) => replace(globalThis, name, value)),
    replace(Math, 'random', () => world.uniform()),
    replace(crypto, 'randomUUID', () => worldUuid(world)),
    replace(crypto, 'getRandomValues', (target: ArrayBufferView) => fillRandomly(world, target)),
  ];
  return () => {
    for (const put of undo) put();
    patchedBy = undefined;
  };
}

function patchTimers(world: WorldGlobals): (() => void)[] {
  const setTimeout = (fn: Callback, delayMs?: number, ...args: unknown[]) =>
    new WorldTimer(() => world.after(nodeDelayMs(delayMs), () => fn(...args)));
  const setInterval = (fn: Callback, delayMs?: number, ...args: unknown[]) =>
    new WorldTimer((timer) =>
      world.after(nodeDelayMs(delayMs), () => {
        timer.refresh();
        fn(...args);
      }),
    );
  const setImmediate = (fn: Callback, ...args: unknown[]) => new WorldTimer(() => world.after(0, () => fn(...args)));
  // What was armed before the world began is the host's, and is cleared as the host does it.
  const clearWith = (clearOnHost: (timer: never) => void) => (timer: unknown) =>
    timer instanceof WorldTimer ? void timer.close() : clearOnHost(timer as never);
  const timeoutSignal = (delayMs: number): AbortSignal => {
    const controller = new AbortController();
    const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    world.after(delayMs, () => controller.abort(reason()));
    return controller.signal;
  };
  const promised = (delayMs?: number, value?: unknown) =>
    new Promise((resolve) => setTimeout(resolve as Callback, delayMs, value));
  const promisedImmediate = (value?: unknown) => new Promise((resolve) => setImmediate(resolve as Callback, value));
  return [
    replace(globalThis, 'setTimeout', Object.assign(setTimeout, { [promisify.custom]: promised })),
    replace(globalThis, 'clearTimeout', clearWith(host.clearTimeout)),
    replace(globalThis, 'setInterval', setInterval),
    replace(globalThis, 'clearInterval', clearWith(host.clearInterval)),
    replace(globalThis, 'setImmediate', Object.assign(setImmediate, { [promisify.custom]: promisedImmediate })),
    replace(globalThis, 'clearImmediate', clearWith(host.clearImmediate)),
    replace(AbortSignal, 'timeout', timeoutSignal),
  ];
}

/** Node's own rule: what is no delay between 1 ms and 2^31 - 1 ms is 1 ms. */
function nodeDelayMs(delayMs: unknown): number {
  const asked = Number(delayMs);
  return asked >= 1 && asked <= 2 ** 31 - 1 ? asked : 1;
}

/**
 * A `Date` whose now is the world's. Its prototype is the host's, so that a date from before the world is still an
 * `instanceof Date` in it.
 */
function worldDate(world: WorldGlobals): DateConstructor {
  function WorldDate(...args: unknown[]): unknown {
    if (!new.target) return new host.Date(WorldDate.now()).toString();
    const from = args.length === 0 ? [WorldDate.now()] : args;
    return Reflect.construct(host.Date, from, new.target === (WorldDate as unknown) ? host.Date : new.target);
  }
  WorldDate.now = () => Math.floor(world.nowMs());
  WorldDate.parse = host.Date.parse;
  WorldDate.UTC = host.Date.UTC;
  WorldDate.prototype = host.Date.prototype;
  Object.defineProperty(WorldDate, 'name', { value: 'Date' });
  return WorldDate as unknown as DateConstructor;
}

/** `process.hrtime` and its `bigint`, counted from the start of the run. */
function monotonicTuple(world: WorldGlobals, startMs: number): typeof process.hrtime {
  const bigint = () => BigInt(Math.round((world.nowMs() - startMs) * 1000)) * 1000n;
  const hrtime = (since: [number, number] = [0, 0]): [number, number] => {
    const ns = bigint() - (BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]));
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];
  };
  return Object.assign(hrtime, { bigint });
}

function replace(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: before?.enumerable });
  return () => {
    if (before) Object.defineProperty(target, name, before);
    else Reflect.deleteProperty(target, name);
  };
}

function worldUuid(world: WorldGlobals): string {
  const hex = (digits: number) =>
    Math.floor(world.uniform() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

function fillRandomly<T extends ArrayBufferView>(world: WorldGlobals, target: T): T {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(world.uniform() * 256);
  return target;
}

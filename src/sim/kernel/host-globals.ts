/**
 * The one file that may touch the host's clock, timers and chance.
 *
 * Third-party clients (ioredis, nano, the AWS SDK) call `setTimeout`, `Date.now`, `Math.random` and `fetch` as globals. While a world runs, and only
 * in the thread in which it runs, those names lead into the world; `restore()` puts the host's own back. Our own code never uses them: it is handed
 * an Environment. What of the host is needed outside a world (a screen's wall clock, the drain's real `setImmediate`) is exported as `host`.
 */

/** The host's own functions, as they were before any world patched them. */
export const host = {
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  fetch: globalThis.fetch,
  Date: globalThis.Date,
  /** Wall time in milliseconds since the epoch. */
  wallMs: Date.now.bind(Date),
  /** A monotonic wall clock in milliseconds, for durations. */
  monotonicMs: performance.now.bind(performance),
};

/** What a world offers to the patched names. */
export interface WorldGlobals {
  nowMs(): number;
  after(delayMs: number, fn: () => void): () => void;
  uniform(): number;
  fetch: typeof globalThis.fetch;
}

/** What Node's `setTimeout` returns, as far as libraries use it. */
class FakeTimer {
  cancel: () => void = () => {};
  refresh: () => FakeTimer = () => this;
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  close(): this {
    this.cancel();
    return this;
  }
  [Symbol.dispose](): void {
    this.cancel();
  }
}

type Callback = (...args: unknown[]) => void;

let patchedBy: WorldGlobals | undefined;

/**
 * Points the host's clock, timers, chance and fetch at `world` until the returned function is called.
 * Throws when another world of this thread has them already: two worlds in one thread run one after the other.
 */
export function patchHostGlobals(world: WorldGlobals): () => void {
  if (patchedBy) throw new Error('another world is running in this thread: end it before the next one starts');
  patchedBy = world;

  const setTimeout = (fn: Callback, delayMs = 0, ...args: unknown[]): FakeTimer => {
    const timer = new FakeTimer();
    const arm = () => {
      timer.cancel();
      timer.cancel = world.after(Math.max(1, Number(delayMs) || 0), () => fn(...args));
      return timer;
    };
    timer.refresh = arm;
    return arm();
  };
  const setInterval = (fn: Callback, delayMs = 0, ...args: unknown[]): FakeTimer => {
    const timer = new FakeTimer();
    const arm = () => {
      timer.cancel = world.after(Math.max(1, Number(delayMs) || 0), () => {
        arm();
        fn(...args);
      });
      return timer;
    };
    return arm();
  };
  const setImmediate = (fn: Callback, ...args: unknown[]): FakeTimer => {
    const timer = new FakeTimer();
    timer.cancel = world.after(0, () => fn(...args));
    return timer;
  };
  const clear = (timer?: FakeTimer) => timer?.cancel?.();

  class WorldDate extends host.Date {
    constructor(...args: ConstructorParameters<typeof Date> | []) {
      if (args.length === 0) super(Math.floor(world.nowMs()));
      else super(...(args as [number]));
    }
    static override now(): number {
      return Math.floor(world.nowMs());
    }
  }
  const timeoutSignal = (delayMs: number): AbortSignal => {
    const controller = new AbortController();
    world.after(delayMs, () =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    return controller.signal;
  };

  const startMs = world.nowMs();
  const undo = [
    replace(globalThis, 'setTimeout', setTimeout),
    replace(globalThis, 'clearTimeout', clear),
    replace(globalThis, 'setInterval', setInterval),
    replace(globalThis, 'clearInterval', clear),
    replace(globalThis, 'setImmediate', setImmediate),
    replace(globalThis, 'clearImmediate', clear),
    replace(globalThis, 'Date', WorldDate),
    replace(globalThis, 'fetch', world.fetch),
    replace(Math, 'random', () => world.uniform()),
    replace(performance, 'now', () => world.nowMs() - startMs),
    replace(AbortSignal, 'timeout', timeoutSignal),
    replace(crypto, 'randomUUID', () => fakeUuid(world)),
  ];
  return () => {
    for (const put of undo) put();
    patchedBy = undefined;
  };
}

function replace(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: before?.enumerable });
  return () => {
    if (before) Object.defineProperty(target, name, before);
    else Reflect.deleteProperty(target, name);
  };
}

function fakeUuid(world: WorldGlobals): string {
  const hex = (digits: number) =>
    Math.floor(world.uniform() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

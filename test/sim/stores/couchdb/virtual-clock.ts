/** A clock for tests: time passes only when it is told to, and every promise settles before the next event. */
import type { EngineClock } from '../../../../src/sim/stores/engine-clock.ts';

interface Timer {
  atMs: number;
  order: number;
  fn: () => void;
}

export class VirtualClock implements EngineClock {
  #nowMs: number;
  #timers: Timer[] = [];
  #count = 0;
  /** Events that have happened. */
  fired = 0;

  constructor(startMs = Date.UTC(2011, 7, 7, 17, 41)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, order: this.#count++, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get scheduled(): number {
    return this.#timers.length;
  }

  /** Lets everything that waits for no timer come to an end. */
  async settle(): Promise<void> {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await this.settle();
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.fired++;
      next.fn();
      await this.settle();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number): Timer | undefined {
    const due = this.#timers.filter(({ atMs }) => atMs <= untilMs);
    return due.sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  }

  /** Waits for a promise and lets as much time pass as it needs, up to `limitMs`. */
  async until<T>(promise: Promise<T>, limitMs = 48 * 3_600_000): Promise<T> {
    const untilMs = this.#nowMs + limitMs;
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.settle();
    while (!settled) {
      const next = this.#next(untilMs);
      if (next === undefined) throw new Error(`nothing within ${limitMs} ms settles the promise`);
      await this.advance(next.atMs - this.#nowMs);
    }
    return promise;
  }
}

import { host } from '../../sim/kernel/host-globals.ts';

/** Node's timers take no longer than this: 24.8 days. */
const timerMsMax = 2 ** 31 - 1;

/** Microseconds of wall time since a run began. It does not run backwards while this process lives, whatever is done to the clock. */
export class WallClock {
  readonly #originUs: number;
  readonly #monotonicMs = host.monotonicMs();

  /** `startMs` since the epoch is zero; `leastUs` is what the journal has reached already. */
  constructor(startMs: number, leastUs = 0) {
    this.#originUs = Math.max(leastUs, Math.round((host.wallMs() - startMs) * 1000));
  }

  nowUs(): number {
    return this.#originUs + Math.round((host.monotonicMs() - this.#monotonicMs) * 1000);
  }

  /** Calls `fn` at a time, at once if it is over; the returned function cancels it. */
  at(dueUs: number, fn: () => void): () => void {
    let timer: ReturnType<typeof host.setTimeout>;
    const arm = (): void => {
      const leftMs = Math.ceil(Math.max(0, dueUs - this.nowUs()) / 1000);
      timer = host.setTimeout(() => (this.nowUs() >= dueUs ? fn() : arm()), Math.min(leftMs, timerMsMax));
    };
    arm();
    return () => host.clearTimeout(timer);
  }

  sleepUs(us: number): Promise<void> {
    return new Promise((resolve) => this.at(this.nowUs() + us, resolve));
  }
}

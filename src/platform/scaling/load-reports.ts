import type { Clock, Machine } from '../environment.ts';
import type { LoadSample } from '../messages.ts';

/**
 * A machine tells of its load at every full minute (or whatever the last Chef run says in `scalarium.instance.metrics_every_s`), and
 * not at all as long as nobody wants to know.
 */
export class LoadReports {
  readonly #clock: Clock;
  readonly #machine: Machine;
  readonly #tell: (sample: LoadSample) => void;
  #everyMs = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, machine: Machine, tell: (sample: LoadSample) => void) {
    this.#clock = clock;
    this.#machine = machine;
    this.#tell = tell;
  }

  /** A Chef run has ended; this was its JSON. */
  configured(json: Record<string, unknown>): void {
    if (!this.#machine.load) return;
    const seconds = (json as { scalarium?: { instance?: { metrics_every_s?: unknown } } }).scalarium?.instance
      ?.metrics_every_s;
    const everyMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0;
    if (everyMs === this.#everyMs) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#everyMs = everyMs;
    if (everyMs === 0) return;
    // What was before nobody wanted to know: the first report is of the time until then.
    this.#machine.load();
    this.#wait();
  }

  #wait(): void {
    const pauseMs = this.#everyMs - (this.#clock.nowMs() % this.#everyMs);
    this.#cancel = this.#clock.after(pauseMs, () => {
      this.#tell({ atMs: this.#clock.nowMs(), ...this.#machine.load!() });
      this.#wait();
    });
  }
}

/** Work on hardware in a zone: it is done after a while, or, if the zone cannot be reached then, soon after the zone is back. */
import { type Kernel, SECOND_US } from '../kernel/index.ts';
import type { PhysicalZones } from './machines.ts';

export type Cancel = () => void;

export class ZoneWork {
  readonly #kernel: Kernel;
  readonly #zones: PhysicalZones;
  readonly #catchUpSeconds: () => number;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(kernel: Kernel, zones: PhysicalZones, catchUpSeconds: () => number) {
    this.#kernel = kernel;
    this.#zones = zones;
    this.#catchUpSeconds = catchUpSeconds;
    zones.onChange((zoneId) => this.#changed(zoneId));
  }

  /** Calls `act` once, `seconds` from now or when the zone is reachable again. `onWait` is told each time it comes to waiting. */
  do(zoneId: string, seconds: number, act: () => void, onWait: () => void = () => {}): Cancel {
    let cancelled = false;
    let undo: Cancel = () => {};
    const later = (delaySeconds: number, then: () => void) => {
      const handle = this.#kernel.after(delaySeconds * SECOND_US, then, 'ec2 zone work');
      undo = () => void this.#kernel.cancel(handle);
    };
    const attempt = () => {
      if (cancelled) return;
      if (this.#zones.reachable(zoneId)) return act();
      const waiting = this.#waitingFor(zoneId);
      const retry = () => later(this.#catchUpSeconds(), attempt);
      waiting.add(retry);
      undo = () => void waiting.delete(retry);
      onWait();
    };
    later(seconds, attempt);
    return () => {
      cancelled = true;
      undo();
    };
  }

  #changed(zoneId: string): void {
    if (!this.#zones.reachable(zoneId)) return;
    const ready = [...this.#waitingFor(zoneId)];
    this.#waitingFor(zoneId).clear();
    for (const retry of ready) retry();
  }

  #waitingFor(zoneId: string): Set<() => void> {
    let waiting = this.#waiting.get(zoneId);
    if (!waiting) this.#waiting.set(zoneId, (waiting = new Set()));
    return waiting;
  }
}

/**
 * One direction of a connection: what is put in comes out in the same order, later. What meets a closed path waits with
 * everything behind it, and sets out again when the path opens, as the segments do that TCP sends again.
 */
import type { Kernel } from '../kernel/index.ts';

export interface Path {
  pathOpen(): boolean;
  latencyUs(): number;
}

export class Lane {
  readonly #kernel: Kernel;
  readonly #path: Path;
  /** Sent and not arrived, the oldest first. */
  #parcels: (() => void)[] = [];
  #stalled = false;
  /** Arrivals that were scheduled for an earlier journey are void. */
  #journey = 0;
  #lastArrivalUs = 0;

  constructor(kernel: Kernel, path: Path) {
    this.#kernel = kernel;
    this.#path = path;
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0;
  }

  /** `arrive` runs at the other end. */
  send(arrive: () => void): void {
    this.#parcels.push(arrive);
    if (!this.#stalled && this.#path.pathOpen()) this.#depart();
    else this.#stall();
  }

  /** The path may have opened. */
  settle(): void {
    if (!this.#stalled || !this.#path.pathOpen()) return;
    this.#stalled = false;
    for (let count = this.#parcels.length; count > 0; count--) this.#depart();
  }

  /** Whoever sends is gone, and what has not arrived is with it. */
  clear(): void {
    this.#parcels = [];
    this.#stall();
    this.#stalled = false;
  }

  #depart(): void {
    const journey = this.#journey;
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, this.#kernel.nowUs + this.#path.latencyUs());
    this.#kernel.at(
      this.#lastArrivalUs,
      () => {
        if (journey !== this.#journey) return;
        if (this.#path.pathOpen()) this.#parcels.shift()!();
        else this.#stall();
      },
      'network.data',
    );
  }

  #stall(): void {
    this.#stalled = true;
    this.#journey++;
  }
}

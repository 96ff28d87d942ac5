/**
 * A world that lives beside the wall clock: its time goes on by itself, so many seconds for each here, in slices so short that whoever
 * asks for something is heard at once. World and askers share a thread: what is asked happens in an event of the world, and what came of
 * it is handed out between two slices, so that nothing real (a socket, a file) is ever touched from within.
 */
import { host } from '../../sim/kernel/host-globals.ts';
import type { Kernel } from '../../sim/kernel/index.ts';
import { idleMaxMs, Pacer } from '../drill/pacer.ts';

/** A slice of work; a request waits so long at most. */
const sliceMs = 20;
/** Something lies ahead always, so that the clock goes on in a world in which nothing else is to happen. */
const endOfTimeUs = 1000 * 365 * 86_400 * 1e6;

/** There is no world any more in which it could happen. */
export class WorldClosed extends Error {
  override readonly name = 'WorldClosed';
}

type Ask = () => void;

export class LivingWorld {
  readonly #kernel: Kernel;
  readonly #speed: number;
  readonly #pacer = new Pacer();
  #asked: Ask[] = [];
  #answered: (() => void)[] = [];
  readonly #waiting = new Set<(error: Error) => void>();
  #leapToUs = 0;
  #closed = false;
  #wake: () => void = () => {};

  /** `speed`: virtual seconds for each of the wall clock. */
  constructor(kernel: Kernel, speed: number) {
    this.#kernel = kernel;
    this.#speed = speed;
    kernel.at(endOfTimeUs, () => {}, 'end of time');
  }

  /** Lives until it is closed. Rejects for a world that breaks; whoever waits for something then waits no longer. */
  async live(): Promise<void> {
    this.#pacer.begin(this.#kernel.nowUs, host.monotonicMs());
    try {
      while (!this.#closed) {
        const busy = await this.#advance();
        for (const answer of this.#answered.splice(0)) answer();
        if (!busy && this.#asked.length === 0 && !this.#closed) await this.#rest();
      }
    } finally {
      this.close();
      for (const refuse of this.#waiting) refuse(new WorldClosed('this world has ended'));
    }
  }

  /** Does something in the world, at the moment that its clock shows; resolves when it is done there. Rejects with WorldClosed, too. */
  do<T>(act: () => T | Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new WorldClosed('this world has ended'));
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      const settle = (answer: () => void) => {
        this.#waiting.delete(reject);
        this.#answered.push(answer);
      };
      this.#asked.push(() => {
        new Promise<T>((done) => done(act())).then(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error)),
        );
      });
      this.#wake();
    });
  }

  /** Lets so much virtual time pass as fast as it can be computed. */
  async leap(seconds: number): Promise<void> {
    await this.do(() => {
      this.#leapToUs = this.#kernel.nowUs + Math.round(seconds * 1e6);
      return this.#kernel.sleep(seconds * 1e6, 'leap');
    });
  }

  /** Hands something out of the world, in the order in which it happened there: what a connection has received. */
  tell(outside: () => void): void {
    this.#answered.push(outside);
  }

  /** Nothing happens from the next slice on. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** One slice; true when there is more to do at once. */
  async #advance(): Promise<boolean> {
    const nowMs = host.monotonicMs();
    const { nowUs } = this.#kernel;
    const leaps = this.#leapToUs > nowUs;
    if (leaps) this.#pacer.begin(this.#leapToUs, nowMs);
    const untilUs = leaps ? this.#leapToUs : this.#pacer.targetUs(nowUs, nowMs, this.#speed);
    const atUs = leaps ? nowUs : untilUs;
    for (const ask of this.#asked.splice(0)) this.#kernel.at(atUs, ask, 'asked');
    const end = await this.#kernel.run(untilUs, () => host.monotonicMs() - nowMs >= sliceMs);
    return end === 'stopped' || this.#leapToUs > this.#kernel.nowUs;
  }

  /** Until the next event is due, or somebody asks. */
  async #rest(): Promise<void> {
    const eventMs = (this.#kernel.nextUs - this.#kernel.nowUs) / 1000 / this.#speed;
    await new Promise<void>((resolve) => {
      const timer = host.setTimeout(resolve, Math.min(idleMaxMs, eventMs));
      this.#wake = () => {
        host.clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

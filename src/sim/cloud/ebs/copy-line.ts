/**
 * A line of data that is copied while its hardware works, in virtual time.
 *
 * Nothing is scheduled for it: it advances when somebody looks. Only who waits for a place in the line has an event,
 * one for the whole line, at the moment when the next place is reached.
 */
import { type EventHandle, type Kernel, SECOND_US } from '../../kernel/index.ts';
import type { Cancel } from '../zone-work.ts';
import { type CopyLimits, CopyProgress } from './copy-progress.ts';

interface Waiting {
  readonly atGib: number;
  readonly act: () => void;
}

export class CopyLine {
  readonly #kernel: Kernel;
  readonly #progress: CopyProgress;
  readonly #works: () => boolean;
  #worked: boolean;
  #lookedAtUs: number;
  #workedUs = 0;
  #waiting: Waiting[] = [];
  #alarm: EventHandle | undefined;

  /** `works` says whether the hardware does at this moment; call `changed` after its answer became another. */
  constructor(kernel: Kernel, limits: CopyLimits, works: () => boolean) {
    this.#kernel = kernel;
    this.#progress = new CopyProgress(limits);
    this.#works = works;
    this.#worked = works();
    this.#lookedAtUs = kernel.nowUs;
  }

  get doneGib(): number {
    return this.#advanced().doneGib;
  }

  get totalGib(): number {
    return this.#progress.totalGib;
  }

  get spareGib(): number {
    return this.#advanced().spareGib;
  }

  /** More data lines up; returns where in the line it begins. */
  enter(gib: number): number {
    const atGib = this.#advanced().totalGib;
    this.#progress.add(gib);
    this.#setAlarm();
    return atGib;
  }

  addSpare(gib: number): void {
    this.#advanced().addSpare(gib);
    this.#setAlarm();
  }

  changed(): void {
    this.#advanced();
    this.#worked = this.#works();
    this.#setAlarm();
  }

  /** The rest of the line is done at once. */
  finish(): void {
    this.#advanced().finish();
    this.#ring();
  }

  isDone(atGib: number): boolean {
    return atGib <= this.doneGib;
  }

  /** When the line is done up to there, as things are now, in seconds from now; Infinity if that is not in sight. */
  secondsUntil(atGib: number): number {
    const progress = this.#advanced();
    if (atGib <= progress.doneGib) return 0;
    return this.#worked ? progress.secondsUntil(atGib) : Infinity;
  }

  /** Calls `act` once the line is done up to there; never at once. */
  when(atGib: number, act: () => void): Cancel {
    const waiting = { atGib, act };
    const after = this.#waiting.findIndex((other) => other.atGib > atGib);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, waiting);
    if (this.#waiting[0] === waiting) this.#setAlarm();
    return () => {
      const isNext = this.#waiting[0] === waiting;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      if (isNext) this.#setAlarm();
    };
  }

  #advanced(): CopyProgress {
    const { nowUs } = this.#kernel;
    if (this.#worked) this.#workedUs += nowUs - this.#lookedAtUs;
    this.#lookedAtUs = nowUs;
    this.#progress.advance(this.#workedUs / SECOND_US);
    return this.#progress;
  }

  #setAlarm(): void {
    if (this.#alarm !== undefined) this.#kernel.cancel(this.#alarm);
    this.#alarm = undefined;
    const [next] = this.#waiting;
    if (!next) return;
    const seconds = this.secondsUntil(next.atGib);
    if (seconds === Infinity) return;
    this.#alarm = this.#kernel.after(Math.ceil(seconds * SECOND_US), () => this.#ring(), 'ebs copied');
  }

  #ring(): void {
    const { doneGib } = this;
    const due = this.#waiting.filter(({ atGib }) => atGib <= doneGib);
    this.#waiting = this.#waiting.filter(({ atGib }) => atGib > doneGib);
    for (const { act } of due) act();
    this.#setAlarm();
  }
}

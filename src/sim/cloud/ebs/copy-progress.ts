/**
 * How far the copying of a long line of data has come: pure arithmetic over the seconds in which the hardware worked.
 *
 * Copying is bounded twice: by bandwidth, and by the room for the new copies. The room that a lost copy took comes back
 * once the new one has been there for `reclaimSeconds`. While there is room the rate is the bandwidth; when it is used
 * up the rate is that at which room comes back, so it goes on in waves, and with twice the room in half the time. With
 * no room and none to come back nothing is copied at all: the storm of April 2011 (aws.amazon.com/message/65648).
 *
 * All rates are constant between two breaks, so that every answer is exact however far apart the looks at it are.
 */
export interface CopyLimits {
  gibPerSecond: number;
  /** Room for new copies; Infinity where it does not matter. */
  spareGib: number;
  /** Until the room of the copy that was replaced is free again; Infinity: never. */
  reclaimSeconds: number;
}

/** Nothing further away than this is in sight. */
const HORIZON_SECONDS = 400 * 24 * 3600;

/** From `fromSeconds` on the copying went at this rate. */
interface Rate {
  fromSeconds: number;
  gibPerSecond: number;
}

export class CopyProgress {
  readonly #limits: CopyLimits;
  #atSeconds = 0;
  #totalGib = 0;
  #doneGib = 0;
  #spareGib: number;
  /** As far back as room may still come back from, the oldest first. */
  #rates: Rate[] = [{ fromSeconds: 0, gibPerSecond: 0 }];

  constructor(limits: CopyLimits) {
    this.#limits = limits;
    this.#spareGib = limits.spareGib;
  }

  get totalGib(): number {
    return this.#totalGib;
  }

  get doneGib(): number {
    return this.#doneGib;
  }

  get spareGib(): number {
    return this.#spareGib;
  }

  /** More to copy, at the end of the line. */
  add(gib: number): void {
    this.#totalGib += gib;
  }

  /** Room comes, or with a negative amount goes, as far as there is any. */
  addSpare(gib: number): void {
    this.#spareGib = Math.max(0, this.#spareGib + gib);
  }

  /** All of it is done, by other means. */
  finish(): void {
    this.#doneGib = this.#totalGib;
  }

  /** The hardware has worked until then. */
  advance(untilSeconds: number): void {
    while (this.#atSeconds < untilSeconds) this.#step(untilSeconds);
  }

  /** How much longer it has to work until so much of the line is done; Infinity if that is not in sight. */
  secondsUntil(gib: number): number {
    if (gib <= this.#doneGib) return 0;
    const ahead = this.#copy();
    const endSeconds = this.#atSeconds + HORIZON_SECONDS;
    while (ahead.#atSeconds < endSeconds) {
      const rate = ahead.#step(endSeconds, gib);
      if (gib <= ahead.#doneGib) return ahead.#atSeconds - this.#atSeconds;
      if (rate === 0 && ahead.#nextRelease() === Infinity) break;
    }
    return Infinity;
  }

  /** On to the next moment at which a rate changes, to `goalGib` or to `untilSeconds`; returns the rate of copying. */
  #step(untilSeconds: number, goalGib = this.#totalGib): number {
    const { gibPerSecond: bandwidth } = this.#limits;
    const released = this.#releaseRate();
    const busy = this.#doneGib < this.#totalGib;
    const rate = busy ? (this.#spareGib > 0 ? bandwidth : Math.min(bandwidth, released)) : 0;
    this.#note(rate);

    const aim = Math.min(goalGib > this.#doneGib ? goalGib : Infinity, busy ? this.#totalGib : Infinity);
    const toAim = rate > 0 ? (aim - this.#doneGib) / rate : Infinity;
    const toEmpty = rate > released ? this.#spareGib / (rate - released) : Infinity;
    const toRelease = this.#nextRelease() - this.#atSeconds;
    const seconds = Math.min(toAim, toEmpty, toRelease, untilSeconds - this.#atSeconds);

    // What ends the step is set, not summed up, so that no rounding error leaves a step without a length behind.
    this.#doneGib = seconds === toAim ? aim : this.#doneGib + rate * seconds;
    this.#spareGib = seconds === toEmpty ? 0 : this.#spareGib + (released - rate) * seconds;
    this.#atSeconds =
      seconds === toRelease
        ? this.#nextRelease()
        : seconds === untilSeconds - this.#atSeconds
          ? untilSeconds
          : this.#atSeconds + seconds;
    return rate;
  }

  /** The rate at which room comes back now: that of the copying `reclaimSeconds` ago. */
  #releaseRate(): number {
    while (this.#rates.length > 1 && this.#releasedFrom(this.#rates[1]!) <= this.#atSeconds) this.#rates.shift();
    const [oldest] = this.#rates;
    return oldest && this.#releasedFrom(oldest) <= this.#atSeconds ? oldest.gibPerSecond : 0;
  }

  /** When that rate changes next. */
  #nextRelease(): number {
    const next = this.#rates.find((rate) => this.#releasedFrom(rate) > this.#atSeconds);
    return next ? this.#releasedFrom(next) : Infinity;
  }

  /** One and the same sum wherever it is compared: `a + b - b` is not always `a`. */
  #releasedFrom({ fromSeconds }: Rate): number {
    return fromSeconds + this.#limits.reclaimSeconds;
  }

  #note(gibPerSecond: number): void {
    const last = this.#rates.at(-1)!;
    if (last.gibPerSecond === gibPerSecond) return;
    if (last.fromSeconds === this.#atSeconds) last.gibPerSecond = gibPerSecond;
    else this.#rates.push({ fromSeconds: this.#atSeconds, gibPerSecond });
  }

  #copy(): CopyProgress {
    const copy = new CopyProgress(this.#limits);
    copy.#atSeconds = this.#atSeconds;
    copy.#totalGib = this.#totalGib;
    copy.#doneGib = this.#doneGib;
    copy.#spareGib = this.#spareGib;
    copy.#rates = this.#rates.map((rate) => ({ ...rate }));
    return copy;
  }
}

/** The longest time between two looks at the clock while time passes. */
export const idleMaxMs = 1000;
/** A machine that slept, or was too slow, makes up for no more than this of the wall clock. */
const debtMaxMs = 1500;

/** Where the fault clock should be by the wall clock. */
export class Pacer {
  #targetUs = 0;
  #wallMs = 0;

  /** From this moment of both clocks on. */
  begin(nowUs: number, wallMs: number): void {
    this.#targetUs = nowUs;
    this.#wallMs = wallMs;
  }

  /** The moment that the world should have reached, in whole microseconds; `nowUs` is where it is. */
  targetUs(nowUs: number, wallMs: number, pace: number): number {
    this.#targetUs += (wallMs - this.#wallMs) * 1000 * pace;
    this.#wallMs = wallMs;
    this.#targetUs = Math.max(nowUs, Math.min(this.#targetUs, nowUs + debtMaxMs * 1000 * pace));
    return Math.floor(this.#targetUs);
  }
}

/**
 * What a cron job that queries every view now and then has done for the indexes of a replica: computed when somebody looks, never an event.
 * A tick processes what was there when it came, no faster than the machine can.
 */

import { IndexBuild } from './index-build.ts';
import type { ViewIndex } from './view-index.ts';

export class WarmIndexes {
  readonly #everyMs: number;
  readonly #startedMs: number;
  #lookedMs: number;
  /** Documents that all slots together process in a millisecond. */
  readonly #rate: number;
  /** The part of a document that was left when somebody looked. */
  #begun = 0;

  constructor(everyMs: number, nowMs: number, documentsPerSecond: number, slots: number) {
    this.#everyMs = everyMs;
    this.#startedMs = nowMs;
    this.#lookedMs = nowMs;
    this.#rate = (documentsPerSecond * slots) / 1000;
  }

  /** Moves these indexes on to where the job has brought them by now. */
  sync(indexes: readonly ViewIndex[], nowMs: number): void {
    const tickMs = this.#startedMs + Math.floor((nowMs - this.#startedMs) / this.#everyMs) * this.#everyMs;
    const beforeMs = tickMs - this.#everyMs;
    const fromMs = this.#lookedMs;
    this.#lookedMs = nowMs;
    // The documents of the ticks before have had all the time since the last look, those of the latest tick only the time since it came.
    if (tickMs > fromMs && beforeMs >= this.#startedMs)
      this.#work(indexes, beforeMs, tickMs - Math.max(fromMs, this.#startedMs));
    this.#work(indexes, tickMs, nowMs - Math.max(fromMs, tickMs));
  }

  /** Spends `forMs` of the machine on what had been written by `untilMs`, one index after the other. */
  #work(indexes: readonly ViewIndex[], untilMs: number, forMs: number): void {
    const worked = forMs * this.#rate + this.#begun;
    let budget = Math.floor(worked);
    this.#begun = worked - budget;
    for (const index of indexes) {
      if (budget <= 0) return;
      const seq = index.database.seqAt(untilMs);
      if (index.updateSeq >= seq) continue;
      const build = new IndexBuild(index, 0, 1, seq);
      const documents = Math.min(budget, build.total);
      build.applyPart(documents);
      budget -= documents;
    }
  }
}

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
    this.#begun = this.#work(
      indexes,
      nowMs,
      ({ updateSeq }) => updateSeq,
      (build, documents) => build.applyPart(documents),
    );
    this.#lookedMs = nowMs;
  }

  /** Up to which sequence number the job has brought each of these indexes by now; nothing is changed. */
  reached(indexes: readonly ViewIndex[], nowMs: number): Map<ViewIndex, number> {
    const reached = new Map(indexes.map((index) => [index, index.updateSeq]));
    this.#work(
      indexes,
      nowMs,
      (index) => reached.get(index)!,
      (build, documents) => reached.set(build.index, build.seqAfter(documents)),
    );
    return reached;
  }

  /** The work since the last look, piece by piece; returns the part of a document that is left. */
  #work(
    indexes: readonly ViewIndex[],
    nowMs: number,
    from: (index: ViewIndex) => number,
    apply: (build: IndexBuild, documents: number) => void,
  ): number {
    let begun = this.#begun;
    for (const { untilMs, forMs } of this.#spans(nowMs)) {
      const worked = forMs * this.#rate + begun;
      let budget = Math.floor(worked);
      begun = worked - budget;
      for (const index of indexes) {
        if (budget <= 0) break;
        const seq = index.database.seqAt(untilMs);
        if (from(index) >= seq) continue;
        const build = new IndexBuild(index, 0, 1, { startSeq: from(index), targetSeq: seq });
        const documents = Math.min(budget, build.total);
        apply(build, documents);
        budget -= documents;
      }
    }
    return begun;
  }

  /** For how long the machine has had what had been written by when, since the last look. */
  #spans(nowMs: number): { untilMs: number; forMs: number }[] {
    const tickMs = this.#startedMs + Math.floor((nowMs - this.#startedMs) / this.#everyMs) * this.#everyMs;
    const beforeMs = tickMs - this.#everyMs;
    const fromMs = this.#lookedMs;
    const latest = { untilMs: tickMs, forMs: nowMs - Math.max(fromMs, tickMs) };
    if (tickMs <= fromMs || beforeMs < this.#startedMs) return [latest];
    // The documents of the ticks before have had all the time since the last look, those of the latest tick only the time since it came.
    return [{ untilMs: beforeMs, forMs: tickMs - Math.max(fromMs, this.#startedMs) }, latest];
  }
}

/** One pass over the documents that an index lacks: what it has to do, how far it is at a moment, and the rows it had made by then. */
import type { IndexableChange } from './database.ts';
import type { Segment } from './modelled-data.ts';
import type { ViewIndex } from './view-index.ts';

/** The documents of a database after some sequence number, as they were when the pass began. */
export class IndexBuild {
  readonly index: ViewIndex;
  readonly startSeq: number;
  readonly targetSeq: number;
  readonly changes: IndexableChange[];
  readonly total: number;
  readonly startedAtMs: number;
  /** Documents in a millisecond. */
  readonly rate: number;
  readonly #segments: Segment[];

  constructor(
    index: ViewIndex,
    startedAtMs: number,
    documentsPerSecond: number,
    { startSeq = index.updateSeq, targetSeq = index.database.updateSeq } = {},
  ) {
    const { database } = index;
    this.index = index;
    this.startSeq = startSeq;
    this.targetSeq = targetSeq;
    this.changes = database.snapshotSince(this.startSeq).filter(({ seq }) => seq <= targetSeq);
    this.total = this.changes.length + database.modelled.countBetween(this.startSeq, targetSeq);
    this.startedAtMs = startedAtMs;
    this.rate = documentsPerSecond / 1000;
    this.#segments = database.modelled.segments.map((segment) => ({ ...segment }));
  }

  get durationMs(): number {
    return this.total / this.rate;
  }

  doneAt(nowMs: number): number {
    return Math.min(this.total, Math.floor((nowMs - this.startedAtMs) * this.rate));
  }

  finish(index: ViewIndex = this.index): void {
    index.apply(this.changes, this.targetSeq);
  }

  /** Leaves in `index` what the first `documents` of this pass have made of it: a process that ends keeps what it had written. */
  applyPart(documents: number, index: ViewIndex = this.index): void {
    const reached = this.seqAfter(documents);
    index.apply(
      this.changes.filter(({ seq }) => seq <= reached),
      reached,
    );
  }

  /** How far the first `documents` of this pass bring an index; real and modelled documents are read in one order. */
  seqAfter(documents: number): number {
    if (documents >= this.total) return this.targetSeq;
    let left = documents;
    let reached = this.startSeq;
    for (const { firstSeq, count } of this.#runs()) {
      if (left <= 0) break;
      const taken = Math.min(left, count);
      reached = firstSeq + taken - 1;
      left -= taken;
    }
    return reached;
  }

  #runs(): { firstSeq: number; count: number }[] {
    const runs = this.changes.map(({ seq }) => ({ firstSeq: seq, count: 1 }));
    for (const { firstSeq, documents } of this.#segments) {
      const first = Math.max(firstSeq, this.startSeq + 1);
      const last = Math.min(firstSeq + documents - 1, this.targetSeq);
      if (last >= first) runs.push({ firstSeq: first, count: last - first + 1 });
    }
    return runs.sort((a, b) => a.firstSeq - b.firstSeq);
  }
}

/**
 * Ballast: documents that are declared instead of stored. They have a number, a size and sequence numbers, so that they must be replicated,
 * copied and indexed like any other, and they cost neither memory nor events.
 */
export interface ModelledData {
  documents: number;
  bytesPerDocument: number;
}

/** A run of modelled documents: they took the sequence numbers from `firstSeq` on, all at once. */
export interface Segment {
  firstSeq: number;
  documents: number;
  writtenAtMs: number;
}

export class ModelledDocuments {
  bytesPerDocument = 0;
  segments: Segment[] = [];

  get documents(): number {
    return this.segments.reduce((sum, segment) => sum + segment.documents, 0);
  }

  get bytes(): number {
    return this.documents * this.bytesPerDocument;
  }

  /** Sets the total. Returns how many sequence numbers, after `updateSeq`, the growth takes (0 when it shrinks: then the youngest go). */
  set(data: ModelledData, updateSeq: number, nowMs: number): number {
    this.bytesPerDocument = data.bytesPerDocument;
    let growth = data.documents - this.documents;
    if (growth > 0) this.segments.push({ firstSeq: updateSeq + 1, documents: growth, writtenAtMs: nowMs });
    while (growth < 0) {
      const last = this.segments.at(-1)!;
      const gone = Math.min(last.documents, -growth);
      last.documents -= gone;
      growth += gone;
      if (last.documents === 0) this.segments.pop();
      if (growth === 0) return 0;
    }
    return growth;
  }

  /** How many have a sequence number above `since` and not above `until`. */
  countBetween(since: number, until: number): number {
    let count = 0;
    for (const { firstSeq, documents } of this.segments) {
      const first = Math.max(firstSeq, since + 1);
      const last = Math.min(firstSeq + documents - 1, until);
      if (last >= first) count += last - first + 1;
    }
    return count;
  }
}

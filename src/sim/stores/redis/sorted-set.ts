/** A member of a sorted set; ordered by score, then by the bytes of the member. */
export interface Scored {
  readonly member: string;
  readonly score: number;
}

/** One end of a range of scores: `(5` excludes 5. */
export interface ScoreBound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** Members by score: a map for the score of a member, and one ordered array for ranks and ranges. */
export class SortedSet {
  readonly #byMember = new Map<string, Scored>();
  readonly #ordered: Scored[] = [];

  get size(): number {
    return this.#ordered.length;
  }

  score(member: string): number | undefined {
    return this.#byMember.get(member)?.score;
  }

  /** All members in order; not to be changed. */
  get ordered(): readonly Scored[] {
    return this.#ordered;
  }

  set(member: string, score: number): void {
    const old = this.#byMember.get(member);
    if (old !== undefined) this.#ordered.splice(this.#position(old), 1);
    // The real server stores a small set's -0 as the integer 0.
    const scored = { member, score: score === 0 ? 0 : score };
    this.#byMember.set(member, scored);
    this.#ordered.splice(this.#position(scored), 0, scored);
  }

  delete(member: string): boolean {
    const old = this.#byMember.get(member);
    if (old === undefined) return false;
    this.#ordered.splice(this.#position(old), 1);
    this.#byMember.delete(member);
    return true;
  }

  rank(member: string): number | undefined {
    const scored = this.#byMember.get(member);
    return scored === undefined ? undefined : this.#position(scored);
  }

  /** Takes out `count` members from position `start`. */
  remove(start: number, count: number): Scored[] {
    const removed = this.#ordered.splice(start, count);
    for (const { member } of removed) this.#byMember.delete(member);
    return removed;
  }

  /** Positions [start, end) of the members whose score lies between the bounds. */
  scoreRange(min: ScoreBound, max: ScoreBound): { start: number; end: number } {
    const start = this.#firstWhere((score) => (min.exclusive ? score > min.value : score >= min.value));
    const end = this.#firstWhere((score) => (max.exclusive ? score >= max.value : score > max.value));
    return { start, end: Math.max(start, end) };
  }

  #firstWhere(holds: (score: number) => boolean): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds((this.#ordered[middle] as Scored).score)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where `scored` is or would be inserted. */
  #position(scored: Scored): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ordered[middle] as Scored;
      const isBefore = other.score < scored.score || (other.score === scored.score && other.member < scored.member);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What several faults may do to the same thing at once: the first begins it, the last to end ends it. */
export class Holds {
  readonly #counts = new Map<string, number>();

  /** Begins it unless somebody has; the returned function lets go, once. */
  hold(what: string, begin: () => void, end: () => void): () => void {
    const before = this.#counts.get(what) ?? 0;
    this.#counts.set(what, before + 1);
    if (before === 0) begin();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = this.#counts.get(what)! - 1;
      this.#counts.set(what, left);
      if (left === 0) end();
    };
  }
}

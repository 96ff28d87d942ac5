/**
 * Says that work is no longer wanted: to a step that timed out, to everything when a run is stopped. Like an
 * AbortSignal, without the host.
 */
export class Cancellation {
  /** Undefined as long as the work is wanted. */
  why: string | undefined;
  readonly #listeners = new Set<(why: string) => void>();

  get aborted(): boolean {
    return this.why !== undefined;
  }

  /** Only the first call counts. */
  cancel(why: string): void {
    if (this.why !== undefined) return;
    this.why = why;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(why);
  }

  /** Calls `listener` once it is cancelled (at once if it is already); the returned function forgets it. */
  onAbort(listener: (why: string) => void): () => void {
    if (this.why !== undefined) {
      listener(this.why);
      return () => {};
    }
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A cancellation that this one takes along; call the returned `forget` when the child's work is over. */
  child(): { cancellation: Cancellation; forget: () => void } {
    const cancellation = new Cancellation();
    return { cancellation, forget: this.onAbort((why) => cancellation.cancel(why)) };
  }

  /** Settles as `work` does, unless this is cancelled first: then it rejects with Cancelled, and what comes of `work` later is ignored. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.onAbort((why) => reject(new Cancelled(why)));
      work.then(resolve, reject).finally(forget);
    });
  }
}

/** What work that was cancelled ends with. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

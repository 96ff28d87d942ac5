/** One server and a line before it, for async functions. */
export class FifoResource {
  #busy = false;
  #first: Turn | undefined;
  #last: Turn | undefined;

  /** Undefined when the server is free: then there is nothing to wait for. */
  acquire(): Promise<void> | undefined {
    if (!this.#busy) {
      this.#busy = true;
      return undefined;
    }
    return new Promise((come) => {
      const turn: Turn = { come, next: undefined };
      if (this.#last) this.#last.next = turn;
      else this.#first = turn;
      this.#last = turn;
    });
  }

  release(): void {
    const turn = this.#first;
    if (!turn) {
      this.#busy = false;
      return;
    }
    this.#first = turn.next;
    if (!this.#first) this.#last = undefined;
    turn.come();
  }
}

interface Turn {
  come: () => void;
  next: Turn | undefined;
}

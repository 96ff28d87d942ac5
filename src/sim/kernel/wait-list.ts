/** Who waits, in the order in which they began: a linked list, because a world adds and removes one for every process. */
export class WaitList {
  readonly #ends: Wait;
  #size = 0;

  constructor() {
    const ends = { what: '' } as Wait;
    ends.previous = ends;
    ends.next = ends;
    this.#ends = ends;
  }

  get size(): number {
    return this.#size;
  }

  add(what: string): Wait {
    const next = this.#ends;
    const previous = next.previous;
    const wait = { what, previous, next };
    previous.next = wait;
    next.previous = wait;
    this.#size++;
    return wait;
  }

  /** Call it once for each wait. */
  remove(wait: Wait): void {
    wait.previous.next = wait.next;
    wait.next.previous = wait.previous;
    this.#size--;
  }

  names(): string[] {
    const names: string[] = [];
    for (let wait = this.#ends.next; wait !== this.#ends; wait = wait.next) names.push(wait.what);
    return names;
  }
}

export interface Wait {
  readonly what: string;
  previous: Wait;
  next: Wait;
}

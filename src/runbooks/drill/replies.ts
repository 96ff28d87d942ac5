/** Promises that wait for a message of another thread, each with a number of its own. */
export class Replies<T> {
  readonly #open = new Map<number, { resolve(value: T): void; reject(error: Error): void }>();
  #next = 1;

  /** `ask` is called with the number. */
  await(ask: (id: number) => void): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      ask(id);
    });
  }

  resolve(id: number, value: T): void {
    this.#open.get(id)?.resolve(value);
    this.#open.delete(id);
  }

  reject(id: number, error: Error): void {
    this.#open.get(id)?.reject(error);
    this.#open.delete(id);
  }

  rejectAll(error: Error): void {
    for (const id of [...this.#open.keys()]) this.reject(id, error);
  }
}

/** A double-ended queue in a ring of a power-of-two size: both ends and every index in constant time. What a Redis list is here. */
export class Ring {
  #slots: (string | undefined)[] = new Array<string | undefined>(8);
  #head = 0;
  #length = 0;

  static of(items: readonly string[]): Ring {
    const ring = new Ring();
    for (const item of items) ring.push(item);
    return ring;
  }

  get length(): number {
    return this.#length;
  }

  push(item: string): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length++;
  }

  unshift(item: string): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#slots.length - 1);
    this.#slots[this.#head] = item;
    this.#length++;
  }

  pop(): string | undefined {
    if (this.#length === 0) return undefined;
    this.#length--;
    return this.#release((this.#head + this.#length) & (this.#slots.length - 1));
  }

  shift(): string | undefined {
    if (this.#length === 0) return undefined;
    const at = this.#head;
    this.#head = (at + 1) & (this.#slots.length - 1);
    this.#length--;
    return this.#release(at);
  }

  /** The item at `index`, 0 to length - 1. */
  at(index: number): string | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)];
  }

  replace(index: number, item: string): void {
    this.#slots[(this.#head + index) & (this.#slots.length - 1)] = item;
  }

  /** Items from `start` to `stop`, both included; the caller keeps them within the list. */
  slice(start: number, stop: number): string[] {
    const items: string[] = [];
    for (let index = start; index <= stop; index++) items.push(this.at(index) as string);
    return items;
  }

  toArray(): string[] {
    return this.slice(0, this.#length - 1);
  }

  /** Replaces the whole content. */
  assign(items: readonly string[]): void {
    this.#slots = new Array<string | undefined>(8);
    this.#head = 0;
    this.#length = 0;
    for (const item of items) this.push(item);
  }

  #release(slot: number): string | undefined {
    const item = this.#slots[slot];
    this.#slots[slot] = undefined;
    return item;
  }

  #grow(): void {
    const items = this.toArray();
    this.#slots = items;
    this.#slots.length = items.length * 2;
    this.#head = 0;
  }
}

/**
 * The pending events, ordered by (time in whole microseconds, sequence number): a 4-ary heap in typed arrays.
 *
 * The heap moves numbers only; callbacks and labels stay in their slot. A cancelled event leaves a hole that is skipped
 * when it surfaces; when more than half of the heap are holes it is packed, so that a client that arms and clears a
 * timeout for each command does not make it grow.
 */
export type EventHandle = number;

const FIRST_CAPACITY = 1024;
/** A handle is `generation * SLOTS_MAX + slot`; both stay exact in a double. */
const SLOTS_MAX = 2 ** 24;

export class EventQueue {
  /** Of the event that `pop` took last. */
  timeUs = 0;
  sequence = 0;
  label = '';

  #times = new Float64Array(FIRST_CAPACITY);
  #sequences = new Float64Array(FIRST_CAPACITY);
  #heapSlots = new Int32Array(FIRST_CAPACITY);
  #size = 0;
  #holes = 0;
  #nextSequence = 0;

  readonly #callbacks: ((() => void) | undefined)[] = [];
  readonly #labels: string[] = [];
  readonly #generations: number[] = [];
  readonly #freeSlots: number[] = [];

  /** How many events are pending. */
  get size(): number {
    return this.#size - this.#holes;
  }

  /** Time of the next event, or Infinity. */
  nextTimeUs(): number {
    this.#dropHolesOnTop();
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  push(timeUs: number, callback: () => void, label: string): EventHandle {
    const slot = this.#takeSlot();
    this.#callbacks[slot] = callback;
    this.#labels[slot] = label;
    if (this.#size === this.#times.length) this.#grow();
    this.#siftUp(this.#size++, timeUs, this.#nextSequence++, slot);
    return this.#generations[slot]! * SLOTS_MAX + slot;
  }

  /** Takes the next event: its `timeUs`, `sequence` and `label` are here until the next one's. Undefined when none is due by `untilUs`. */
  pop(untilUs = Number.POSITIVE_INFINITY): (() => void) | undefined {
    this.#dropHolesOnTop();
    if (this.#size === 0 || this.#times[0]! > untilUs) return undefined;
    const slot = this.#heapSlots[0]!;
    this.timeUs = this.#times[0]!;
    this.sequence = this.#sequences[0]!;
    this.label = this.#labels[slot]!;
    const callback = this.#callbacks[slot]!;
    this.#removeTop();
    this.#freeSlot(slot);
    return callback;
  }

  /** Cancels a pending event; false when it has run or was cancelled before. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % SLOTS_MAX;
    if (this.#generations[slot] !== (handle - slot) / SLOTS_MAX || !this.#callbacks[slot]) return false;
    this.#callbacks[slot] = undefined;
    this.#holes++;
    if (this.#holes > 64 && this.#holes * 2 > this.#size) this.#pack();
    return true;
  }

  #takeSlot(): number {
    const free = this.#freeSlots.pop();
    if (free !== undefined) return free;
    const slot = this.#generations.length;
    if (slot >= SLOTS_MAX) throw new Error(`more than ${SLOTS_MAX} events are pending`);
    this.#generations.push(0);
    return slot;
  }

  #freeSlot(slot: number): void {
    this.#callbacks[slot] = undefined;
    this.#generations[slot]!++;
    this.#freeSlots.push(slot);
  }

  #dropHolesOnTop(): void {
    while (this.#size > 0 && !this.#callbacks[this.#heapSlots[0]!]) {
      this.#freeSlot(this.#heapSlots[0]!);
      this.#removeTop();
      this.#holes--;
    }
  }

  #removeTop(): void {
    const last = --this.#size;
    if (last > 0) this.#siftDown(0, this.#times[last]!, this.#sequences[last]!, this.#heapSlots[last]!);
  }

  #siftUp(from: number, timeUs: number, sequence: number, slot: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#heapSlots;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < timeUs || (parentTime === timeUs && sequences[parent]! < sequence)) break;
      times[at] = parentTime;
      sequences[at] = sequences[parent]!;
      slots[at] = slots[parent]!;
      at = parent;
    }
    times[at] = timeUs;
    sequences[at] = sequence;
    slots[at] = slot;
  }

  #siftDown(from: number, timeUs: number, sequence: number, slot: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#heapSlots;
    const size = this.#size;
    let at = from;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      let best = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        const difference = times[child]! - times[best]!;
        if (difference < 0 || (difference === 0 && sequences[child]! < sequences[best]!)) best = child;
      }
      if (timeUs < times[best]! || (timeUs === times[best]! && sequence < sequences[best]!)) break;
      times[at] = times[best]!;
      sequences[at] = sequences[best]!;
      slots[at] = slots[best]!;
      at = best;
    }
    times[at] = timeUs;
    sequences[at] = sequence;
    slots[at] = slot;
  }

  #pack(): void {
    const oldSize = this.#size;
    this.#size = 0;
    for (let at = 0; at < oldSize; at++) {
      const slot = this.#heapSlots[at]!;
      if (this.#callbacks[slot]) this.#siftUp(this.#size++, this.#times[at]!, this.#sequences[at]!, slot);
      else this.#freeSlot(slot);
    }
    this.#holes = 0;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    this.#times = copyInto(new Float64Array(capacity), this.#times);
    this.#sequences = copyInto(new Float64Array(capacity), this.#sequences);
    this.#heapSlots = copyInto(new Int32Array(capacity), this.#heapSlots);
  }
}

function copyInto<A extends Float64Array | Int32Array>(target: A, source: A): A {
  target.set(source);
  return target;
}

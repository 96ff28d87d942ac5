/** The rolling hash over every event that ran: (time, sequence, label). Two runs are the same when count and hash are. */
import { createHash } from 'node:crypto';

const BYTES_PER_EVENT = 20;
const EVENTS_PER_BLOCK = 2048;

export class Trace {
  events = 0;
  readonly #hash = createHash('sha256');
  readonly #block = Buffer.alloc(BYTES_PER_EVENT * EVENTS_PER_BLOCK);
  #used = 0;
  readonly #labelIds = new Map<string, number>();

  add(timeUs: number, sequence: number, label: string): void {
    let labelId = this.#labelIds.get(label);
    if (labelId === undefined) this.#labelIds.set(label, (labelId = this.#nameLabel(label)));
    this.#used = this.#block.writeDoubleLE(timeUs, this.#used);
    this.#used = this.#block.writeDoubleLE(sequence, this.#used);
    this.#used = this.#block.writeInt32LE(labelId, this.#used);
    this.events++;
    if (this.#used === this.#block.length) this.#flush();
  }

  /** The hash so far, in hexadecimal; more events may follow. */
  sha256(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  #nameLabel(label: string): number {
    this.#flush();
    this.#hash.update(label);
    return this.#labelIds.size;
  }

  #flush(): void {
    this.#hash.update(this.#block.subarray(0, this.#used));
    this.#used = 0;
  }
}

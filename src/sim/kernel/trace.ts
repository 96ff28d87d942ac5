/** The rolling hash over every event that ran: (time, sequence, label). Two runs are the same when count and hash are. */
import { createHash } from 'node:crypto';

/** Per event: the time as a double, the sequence (modulo 2^32) and the label's number as words. */
const BYTES_PER_EVENT = 16;
const EVENTS_PER_BLOCK = 2048;

export class Trace {
  events = 0;
  readonly #hash = createHash('sha256');
  readonly #block = new ArrayBuffer(BYTES_PER_EVENT * EVENTS_PER_BLOCK);
  readonly #doubles = new Float64Array(this.#block);
  readonly #words = new Uint32Array(this.#block);
  #used = 0;
  readonly #labelIds = new Map<string, number>();
  #lastLabel: string | undefined;
  #lastLabelId = 0;

  add(timeUs: number, sequence: number, label: string): void {
    if (label !== this.#lastLabel) {
      this.#lastLabelId = this.#labelIds.get(label) ?? this.#nameLabel(label);
      this.#lastLabel = label;
    }
    const used = this.#used;
    this.#doubles[used * 2] = timeUs;
    this.#words[used * 4 + 2] = sequence;
    this.#words[used * 4 + 3] = this.#lastLabelId;
    this.#used = used + 1;
    this.events++;
    if (this.#used === EVENTS_PER_BLOCK) this.#flush();
  }

  /** The hash so far, in hexadecimal; more events may follow. */
  sha256(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  #nameLabel(label: string): number {
    this.#flush();
    this.#hash.update(label);
    const id = this.#labelIds.size;
    this.#labelIds.set(label, id);
    return id;
  }

  #flush(): void {
    this.#hash.update(new Uint8Array(this.#block, 0, this.#used * BYTES_PER_EVENT));
    this.#used = 0;
  }
}

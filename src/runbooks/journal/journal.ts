import { hash } from 'node:crypto';
import type { JournalEntry, JournalEvent } from './events.ts';

export const firstHash = '0'.repeat(64);

/** The hash of a line, given the hash before it and the line without its own. About 1 us for a short line. */
export function chainHash(previousHash: string, lineWithoutHash: string): string {
  return hash('sha256', previousHash + lineWithoutHash, 'hex');
}

export class Journal {
  readonly #nowUs: () => number;
  readonly #events: JournalEvent[] = [];
  readonly #lines: string[] = [];
  readonly #listeners: ((event: JournalEvent, line: string) => void)[] = [];
  #headHash = firstHash;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** `nowUs` tells the time since the zero of the fault clock, in whole microseconds. */
  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  get events(): readonly JournalEvent[] {
    return this.#events;
  }

  /** The hash of the last line: two journals are the same when this is. */
  get headHash(): string {
    return this.#headHash;
  }

  /** Appends an event, and tells the listeners. Throws a RangeError on a time that is no whole number or runs backwards. */
  write(entry: JournalEntry): JournalEvent {
    const at = this.#nowUs();
    if (!Number.isSafeInteger(at) || at < this.#lastAt) {
      throw new RangeError(
        `event ${this.#events.length} (${entry.kind}) is at ${at} us, after one at ${this.#lastAt} us`,
      );
    }
    const event = { seq: this.#events.length, at, ...entry } as JournalEvent;
    const text = JSON.stringify(event);
    this.#headHash = chainHash(this.#headHash, text);
    this.#lastAt = at;
    const line = `${text.slice(0, -1)},"hash":"${this.#headHash}"}`;
    this.#events.push(event);
    this.#lines.push(line);
    for (const listener of this.#listeners) listener(event, line);
    return event;
  }

  /** Calls `listener` after each event from now on, with the event and its line (without the line feed). Returns what ends it. */
  onEvent(listener: (event: JournalEvent, line: string) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      const at = this.#listeners.indexOf(listener);
      if (at >= 0) this.#listeners.splice(at, 1);
    };
  }

  /** The whole journal as NDJSON. */
  text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}

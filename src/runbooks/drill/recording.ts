import { readRecorded } from '../durable/recorded.ts';
import { firstDifference, type JournalEvent } from '../journal/index.ts';
import type { Input } from './input.ts';
import { inputsOf } from './journal-inputs.ts';
import type { DrillResume } from './options.ts';

/** The journal of a drill that goes on, while it is computed again. */
export class Recording {
  /** What people had done. */
  readonly inputs: readonly Input[];
  readonly fromUs: number;
  readonly #events: readonly JournalEvent[];

  /** Throws NotAJournal, and JournalBroken where its chain does not hold. */
  constructor({ text, atUs = 0 }: DrillResume) {
    const { events } = readRecorded(text);
    this.#events = events;
    this.inputs = inputsOf(events);
    this.fromUs = Math.max(0, atUs, events.at(-1)!.at);
  }

  /** Whether the event stands in it already. */
  has({ seq }: JournalEvent): boolean {
    return seq < this.#events.length;
  }

  /** Whether all of it has happened again. */
  isWhole(again: readonly JournalEvent[]): boolean {
    return again.length >= this.#events.length;
  }

  /** Why what happens again is not what was recorded, of which `fresh` are the last events; undefined as long as it is. */
  differs(again: readonly JournalEvent[], fresh: readonly JournalEvent[]): string | undefined {
    const same = fresh.every(
      (event) => !this.has(event) || JSON.stringify(event) === JSON.stringify(this.#events[event.seq]),
    );
    return same ? undefined : firstDifference(this.#events, again)?.why;
  }
}

/**
 * How many queries of one design document a process lets wait at CouchDB.
 *
 * A view query waits until its index is built, which may take hours, and everyone who asks in the meantime waits as
 * well. As soon as one query has gone unanswered for too long, only a single one is left to wait there; the others wait
 * for it, and give up when their own time is over.
 */
import type { Clock } from './environment.ts';
import { within } from './patience.ts';

const queriesAtOnce = 16;

export class ViewGate {
  readonly #clock: Clock;
  #open = 0;
  #suspect = false;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rejects with `late()` when there is no answer within `timeoutMs`. */
  async ask<T>(timeoutMs: number, query: () => Promise<T>, late: () => Error): Promise<T> {
    const deadlineMs = this.#clock.nowMs() + timeoutMs;
    const leftMs = () => Math.max(0, deadlineMs - this.#clock.nowMs());
    while (this.#open >= (this.#suspect ? 1 : queriesAtOnce)) {
      await within(this.#clock, leftMs(), new Promise<void>((resolve) => this.#waiting.push(resolve)), late);
    }
    if (leftMs() === 0) throw late();
    const askedMs = this.#clock.nowMs();
    this.#open++;
    const answer = query();
    answer.then(
      () => this.#closed(true),
      () => this.#closed(false),
    );
    return within(this.#clock, leftMs(), answer, () => {
      // A caller who had waited for a turn leaves early; that says nothing of the query.
      if (this.#clock.nowMs() - askedMs >= timeoutMs) this.#suspect = true;
      return late();
    });
  }

  #closed(answered: boolean): void {
    this.#open--;
    if (answered) this.#suspect = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}

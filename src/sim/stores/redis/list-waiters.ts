import type { Database } from './database.ts';
import type { Session } from './session.ts';

/** A connection that waits for an element in one of several lists. */
export interface ListWaiter {
  readonly session: Session;
  readonly db: Database;
  readonly keys: readonly string[];
  /** Takes an element from the list and answers; called once, when `key` holds a list that is not empty. */
  serve(key: string): void;
}

/** Connections blocked on lists, first come first served for every key. */
export class ListWaiters {
  readonly #queues = new Map<string, ListWaiter[]>();
  #ready: { db: Database; key: string }[] = [];
  count = 0;

  add(waiter: ListWaiter): void {
    this.count++;
    for (const key of waiter.keys) {
      const name = queueName(waiter.db, key);
      const queue = this.#queues.get(name);
      if (queue === undefined) this.#queues.set(name, [waiter]);
      else if (!queue.includes(waiter)) queue.push(waiter);
    }
  }

  remove(waiter: ListWaiter): void {
    this.count--;
    for (const key of waiter.keys) {
      const name = queueName(waiter.db, key);
      const rest = (this.#queues.get(name) ?? []).filter((other) => other !== waiter);
      if (rest.length === 0) this.#queues.delete(name);
      else this.#queues.set(name, rest);
    }
  }

  listAppeared(db: Database, key: string): void {
    if (this.count === 0 || !this.#queues.has(queueName(db, key))) return;
    if (!this.#ready.some((other) => other.db === db && other.key === key)) this.#ready.push({ db, key });
  }

  get hasReady(): boolean {
    return this.#ready.length > 0;
  }

  /** Serves who waits for the lists that appeared, and for those that appear while doing so. */
  serveReady(served: (waiter: ListWaiter) => void): void {
    while (this.#ready.length > 0) {
      const ready = this.#ready;
      this.#ready = [];
      for (const { db, key } of ready) {
        for (const waiter of [...(this.#queues.get(queueName(db, key)) ?? [])]) {
          if (db.get(key)?.type !== 'list') break;
          waiter.session.stopWaiting?.();
          waiter.serve(key);
          served(waiter);
        }
      }
    }
  }
}

function queueName(db: Database, key: string): string {
  return `${db.index}:${key}`;
}

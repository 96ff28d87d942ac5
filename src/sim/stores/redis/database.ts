import { CommandError, wrongType } from './errors.ts';
import type { Ring } from './ring.ts';
import type { SortedSet } from './sorted-set.ts';

/** A value with its type, in the words of the TYPE command. */
export type Value =
  | { readonly type: 'string'; readonly data: string }
  | { readonly type: 'list'; readonly data: Ring }
  | { readonly type: 'hash'; readonly data: Map<string, string> }
  | { readonly type: 'set'; readonly data: Set<string> }
  | { readonly type: 'zset'; readonly data: SortedSet };

/** Someone who must learn that a key he watches was changed: a connection between WATCH and EXEC. */
export interface Watcher {
  watchedKeyChanged: boolean;
}

/** What a database asks of the server around it. */
export interface DatabaseHost {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /**
   * What happens to a key whose time is over when somebody looks at it: a master deletes it, a replica only hides it
   * (its master will send the DEL), and the stream of a master still sees it.
   */
  readonly expired: 'delete' | 'hide' | 'show';
  onExpired(database: Database, key: string): void;
  onChange(): void;
  /** A list came into being: somebody may be blocked on it. */
  onListAppeared(database: Database, key: string): void;
}

interface Slot {
  value: Value;
  /** Grows with every key that is created; what a SCAN cursor counts. */
  readonly order: number;
}

/** One of the numbered databases: keys with values and times of expiry. Every write goes through `changed`. */
export class Database {
  readonly index: number;
  readonly watchers = new Map<string, Set<Watcher>>();
  readonly #host: DatabaseHost;
  #slots = new Map<string, Slot>();
  #expiries = new Map<string, number>();
  #order = 0;
  #sweepAtExpiries = 1024;

  constructor(index: number, host: DatabaseHost) {
    this.index = index;
    this.#host = host;
  }

  nowMs(): number {
    return Math.floor(this.#host.nowMs());
  }

  get(key: string): Value | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined || this.#expiries.size === 0 || !this.#isOver(key)) return slot?.value;
    return this.#meetExpired(key, slot);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  string(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value.type !== 'string') throw new CommandError(wrongType);
    return value.data;
  }

  list(key: string): Ring | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value.type !== 'list') throw new CommandError(wrongType);
    return value.data;
  }

  hash(key: string): Map<string, string> | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value.type !== 'hash') throw new CommandError(wrongType);
    return value.data;
  }

  set(key: string): Set<string> | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value.type !== 'set') throw new CommandError(wrongType);
    return value.data;
  }

  sortedSet(key: string): SortedSet | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value.type !== 'zset') throw new CommandError(wrongType);
    return value.data;
  }

  /** Stores a value under a key, whatever was there; a time of expiry is kept only when asked for. */
  put(key: string, value: Value, keepExpiry = false): void {
    if (!keepExpiry && this.#expiries.size > 0) this.#expiries.delete(key);
    const slot = this.#slots.get(key);
    if (slot === undefined) this.#slots.set(key, { value, order: ++this.#order });
    else slot.value = value;
    if (value.type === 'list') this.#host.onListAppeared(this, key);
    this.changed(key);
  }

  remove(key: string): boolean {
    if (!this.#slots.delete(key)) return false;
    this.#expiries.delete(key);
    this.changed(key);
    return true;
  }

  /** Takes an emptied collection away; says that the key was changed either way. */
  changedOrEmptied(key: string, size: number): void {
    if (size === 0) this.remove(key);
    else this.changed(key);
  }

  changed(key: string): void {
    this.#host.onChange();
    if (this.watchers.size > 0) this.#touch(key);
  }

  /** Time of expiry in milliseconds since the Unix epoch. */
  expiresAtMs(key: string): number | undefined {
    return this.#expiries.get(key);
  }

  expireAt(key: string, atMs: number): void {
    this.#expiries.set(key, atMs);
    // Nothing looks after keys that nobody reads: sweep whenever their number doubled, which is cheap on average.
    if (this.#expiries.size >= this.#sweepAtExpiries) {
      for (const other of [...this.#expiries.keys()]) this.has(other);
      this.#sweepAtExpiries = Math.max(1024, this.#expiries.size * 2);
    }
  }

  persist(key: string): boolean {
    return this.#expiries.delete(key);
  }

  /** Keys in order of creation, without those whose time is over. */
  *keys(): Generator<string> {
    for (const key of this.#slots.keys()) if (this.has(key)) yield key;
  }

  /** Up to `count` keys created after the cursor, and the next cursor; 0 when there are no more. */
  scan(cursor: number, count: number): { cursor: number; keys: string[] } {
    const keys: string[] = [];
    let last = 0;
    for (const [key, slot] of this.#slots) {
      if (slot.order <= cursor) continue;
      if (keys.length === count) return { cursor: last, keys };
      last = slot.order;
      keys.push(key);
    }
    return { cursor: 0, keys };
  }

  /** Number of keys whose time is not over. Looks without deleting. */
  size(): number {
    if (this.#host.expired === 'show') return this.#slots.size;
    let over = 0;
    for (const key of this.#expiries.keys()) if (this.#isOver(key)) over++;
    return this.#slots.size - over;
  }

  volatileCount(): number {
    return this.#expiries.size;
  }

  clear(): void {
    for (const [key, watchers] of this.watchers) {
      if (this.#slots.has(key)) for (const watcher of watchers) watcher.watchedKeyChanged = true;
    }
    this.#slots = new Map();
    this.#expiries = new Map();
  }

  /** Everything that is stored, expired or not, with its time of expiry: for snapshots. */
  *entries(): Generator<{ key: string; value: Value; expiresAtMs: number | undefined }> {
    for (const [key, { value }] of this.#slots) yield { key, value, expiresAtMs: this.#expiries.get(key) };
  }

  #isOver(key: string): boolean {
    const atMs = this.#expiries.get(key);
    return atMs !== undefined && this.nowMs() > atMs;
  }

  #meetExpired(key: string, slot: Slot): Value | undefined {
    if (this.#host.expired === 'show') return slot.value;
    if (this.#host.expired === 'delete') {
      this.#slots.delete(key);
      this.#expiries.delete(key);
      if (this.watchers.size > 0) this.#touch(key);
      this.#host.onExpired(this, key);
    }
    return undefined;
  }

  #touch(key: string): void {
    const watchers = this.watchers.get(key);
    if (watchers !== undefined) for (const watcher of watchers) watcher.watchedKeyChanged = true;
  }
}

/** The index of one design document: the rows of all its views, built together, and what they were built on. */
import { normalizeKey, toIndexableString } from 'pouchdb-collate';
import type { Database, IndexableChange } from './database.ts';
import type { DesignDocument } from './design-document.ts';
import type { Fingerprint } from './fingerprint.ts';
import { compileMap, compileReduce, type MapFunction, type ReduceFunction } from './map-reduce.ts';
import { sealedDocument } from './sealed-document.ts';

export interface Row {
  id: string;
  key: unknown;
  value: unknown;
  /** Sorts as the key does. */
  sortKey: string;
}

/** One view's rows, in the order of a query. */
export interface ViewRows {
  name: string;
  rows: Row[];
}

export class ViewIndex {
  readonly database: Database;
  readonly design: DesignDocument;
  readonly fingerprint: Fingerprint;
  /** Everything up to this sequence number of the database is in the rows. */
  updateSeq = 0;
  views: ViewRows[];
  #maps: MapFunction[] | undefined;
  readonly #reduces = new Map<string, ReduceFunction>();
  #emitted: Row[] = [];
  #mapping = '';
  readonly #onMapError: (document: string, view: string, message: string) => void;

  constructor(
    database: Database,
    design: DesignDocument,
    fingerprint: Fingerprint,
    onMapError: (document: string, view: string, message: string) => void,
  ) {
    this.database = database;
    this.design = design;
    this.fingerprint = fingerprint;
    this.#onMapError = onMapError;
    this.views = design.views.map(({ name }) => ({ name, rows: [] }));
  }

  /** Documents that the next build has to process, modelled ones included. */
  get pending(): number {
    return this.updateSeq >= this.database.updateSeq ? 0 : this.database.countSince(this.updateSeq);
  }

  rowsOf(view: string): Row[] {
    return this.views.find(({ name }) => name === view)!.rows;
  }

  /** The view's reduce function; undefined where it has none. */
  reduceOf(view: string): ReduceFunction | undefined {
    const source = this.design.views.find(({ name }) => name === view)?.reduce;
    if (source === undefined) return undefined;
    let compiled = this.#reduces.get(view);
    if (compiled === undefined) this.#reduces.set(view, (compiled = compileReduce(source)));
    return compiled;
  }

  /** Throws `compilation_error` where a map function is no function: nothing can be built then. */
  compile(): void {
    this.#maps ??= this.design.views.map(({ map }) => compileMap(map, (key, value) => this.#emit(key, value)));
  }

  #emit(key: unknown, value: unknown): void {
    const stored = normalizeKey(key);
    this.#emitted.push({ id: this.#mapping, key: stored, value: jsonValue(value), sortKey: toIndexableString(stored) });
  }

  /** Brings documents into the rows; `updateSeq` is then the number up to which the index is complete. */
  apply(changes: readonly IndexableChange[], updateSeq: number): void {
    this.compile();
    const changed = new Set(changes.map(({ id }) => id));
    if (changed.size > 0) {
      for (const [i, view] of this.views.entries()) this.#applyTo(view, this.#maps![i]!, changes, changed);
    }
    this.updateSeq = Math.max(this.updateSeq, updateSeq);
  }

  #applyTo(view: ViewRows, map: MapFunction, changes: readonly IndexableChange[], changed: ReadonlySet<string>): void {
    const kept = view.rows.filter(({ id }) => !changed.has(id));
    this.#emitted = [];
    for (const { id, rev, deleted, body } of changes) {
      if (deleted || (id.startsWith('_design/') && !this.design.includeDesign)) continue;
      const before = this.#emitted.length;
      this.#mapping = id;
      try {
        map(sealedDocument(id, rev, body));
      } catch (error) {
        this.#emitted.length = before; // as CouchDB does: the document is left out, the build goes on
        this.#onMapError(id, view.name, (error as Error).message);
      }
    }
    if (kept.length === view.rows.length && this.#emitted.length === 0) return;
    view.rows = kept.concat(this.#emitted).sort(inViewOrder);
  }
}

function inViewOrder(a: Row, b: Row): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return 0;
}

/** Emitted values are stored as JSON would keep them; a frozen one is part of the document and JSON already. */
function jsonValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isJsonScalar(value) ? value : null;
  return Object.isFrozen(value) ? value : JSON.parse(JSON.stringify(value));
}

const isJsonScalar = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

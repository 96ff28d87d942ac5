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
  /** How it begins in an answer: id, key and value as JSON, without the closing brace. */
  json: string;
}

/** What a map has made of a revision: done once for all servers, because neither of them ever changes. */
const emissions = new WeakMap<object, Map<MapFunction, readonly Row[]>>();

/** The rows of a document. Throws what the map throws. */
function rowsOf(map: MapFunction, id: string, document: object): readonly Row[] {
  let known = emissions.get(document);
  if (!known) emissions.set(document, (known = new Map()));
  const before = known.get(map);
  if (before) return before;
  const rows: Row[] = [];
  map(document, (key, value) => {
    const stored = normalizeKey(key);
    const shown = jsonValue(value);
    const json = `{"id":${JSON.stringify(id)},"key":${JSON.stringify(stored)},"value":${JSON.stringify(shown)}`;
    rows.push({ id, key: stored, value: shown, sortKey: toIndexableString(stored), json });
  });
  known.set(map, rows);
  return rows;
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
    this.#maps ??= this.design.views.map(({ map }) => compileMap(map));
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
    const emitted: Row[] = [];
    for (const { id, rev, deleted, body } of changes) {
      if (deleted || (id.startsWith('_design/') && !this.design.includeDesign)) continue;
      try {
        emitted.push(...rowsOf(map, id, sealedDocument(id, rev, body)));
      } catch (error) {
        // As CouchDB does: the document is left out, the build goes on.
        this.#onMapError(id, view.name, (error as Error).message);
      }
    }
    emitted.sort(inViewOrder);
    const before = view.rows.filter(({ id }) => changed.has(id));
    // Most changes of a document are about members that a view does not show.
    if (before.length === emitted.length && before.every(({ json }, i) => json === emitted[i]!.json)) return;
    const kept = before.length === 0 ? view.rows : view.rows.filter(({ id }) => !changed.has(id));
    view.rows = kept.concat(emitted).sort(inViewOrder);
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

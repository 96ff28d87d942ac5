/**
 * The indexes of a server: finds the one that a design document asks for, keeps what a cron job warms, and knows which
 * files nobody uses any more.
 */
import type { Database } from './database.ts';
import { type DesignDocument, readDesignDocument, requireJavaScript } from './design-document.ts';
import { notFound } from './errors.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { IndexBuilder } from './index-builder.ts';
import { ViewIndex } from './view-index.ts';
import { WarmIndexes } from './warm-indexes.ts';

export interface ViewsOptions {
  databases: () => readonly Database[];
  builder: IndexBuilder;
  fingerprint: (signature: string) => Fingerprint;
  nowMs: () => number;
  log: (event: string, data: object) => void;
}

export class Views {
  readonly #options: ViewsOptions;
  /** By database and then by design document and signature: a changed design document gets a new file beside the old one. */
  readonly #indexes = new Map<Database, Map<string, ViewIndex>>();
  #warm: WarmIndexes | undefined;

  constructor(options: ViewsOptions) {
    this.#options = options;
  }

  /** The design document with this full id (`_design/...`). Throws CouchDB's 404 (missing, deleted). */
  design(database: Database, id: string): DesignDocument {
    const stored = database.documents.get(id);
    if (stored === undefined) throw notFound('missing');
    if (stored.winner.deleted) throw notFound('deleted');
    return readDesignDocument(id, stored.winner.body);
  }

  /** What `current` would give, without touching anything: each index, and up to where it reaches by now. */
  glance(database: Database): { index: ViewIndex; updateSeq: number }[] {
    const indexesOf = (each: Database) =>
      this.#living(each).map((design) => this.#indexes.get(each)?.get(keyOf(design)) ?? this.create(each, design));
    const indexes = indexesOf(database);
    if (this.#warm === undefined) return indexes.map((index) => ({ index, updateSeq: index.updateSeq }));
    const all = this.#options.databases().flatMap((each) => (each === database ? indexes : indexesOf(each)));
    const idle = all.filter((index) => !this.#options.builder.isBuilding(index));
    const reached = this.#warm.reached(idle, this.#options.nowMs());
    return indexes.map((index) => ({ index, updateSeq: reached.get(index) ?? index.updateSeq }));
  }

  /** The index of a design document as it is now, without building anything. */
  index(database: Database, design: DesignDocument): ViewIndex {
    const index = this.#find(database, design);
    this.#sync();
    return index;
  }

  #find(database: Database, design: DesignDocument): ViewIndex {
    requireJavaScript(design);
    const key = keyOf(design);
    const files = this.#filesOf(database);
    let index = files.get(key);
    if (index === undefined) files.set(key, (index = this.create(database, design)));
    return index;
  }

  /** An empty index that is not (yet) one of this server's. */
  create(
    database: Database,
    design: DesignDocument,
    fingerprint = this.#options.fingerprint(design.signature),
  ): ViewIndex {
    return new ViewIndex(database, design, fingerprint, (document, view, message) =>
      this.#options.log('couchdb.map-error', {
        database: database.name,
        designDocument: design.id,
        view,
        document,
        message,
      }),
    );
  }

  /** Puts a file that came from elsewhere into place. */
  adopt(index: ViewIndex): void {
    this.#filesOf(index.database).set(keyOf(index.design), index);
  }

  #filesOf(database: Database): Map<string, ViewIndex> {
    let files = this.#indexes.get(database);
    if (files === undefined) this.#indexes.set(database, (files = new Map()));
    return files;
  }

  /** The indexes that the living design documents of a database ask for; those that nobody has queried yet are empty. */
  current(database: Database): ViewIndex[] {
    const indexes = this.#living(database).map((design) => this.#find(database, design));
    this.#sync();
    return indexes;
  }

  #living(database: Database): DesignDocument[] {
    return database
      .designDocuments()
      .filter((stored) => !stored.winner.deleted)
      .map(({ id, winner }) => readDesignDocument(id, winner.body))
      .filter(({ language, views }) => language === 'javascript' && views.length > 0);
  }

  /** From now on somebody queries every view every `everyMs`. */
  keepWarm(everyMs: number, documentsPerSecond: number, slots: number): void {
    this.#warm = new WarmIndexes(everyMs, this.#options.nowMs(), documentsPerSecond, slots);
  }

  /** The process ends, and so does what keeps it warm. */
  stop(): void {
    this.#sync();
    this.#warm = undefined;
  }

  #sync(): void {
    if (this.#warm === undefined) return;
    const all = this.#options
      .databases()
      .flatMap((database) => this.#living(database).map((design) => this.#find(database, design)));
    this.#warm.sync(
      all.filter((index) => !this.#options.builder.isBuilding(index)),
      this.#options.nowMs(),
    );
  }

  /** Forgets the files of design documents that have been changed or deleted since. */
  cleanUp(database: Database): void {
    const files = this.#filesOf(database);
    const living = new Set(this.#living(database).map(keyOf));
    for (const key of [...files.keys()]) if (!living.has(key)) files.delete(key);
  }

  drop(database: Database): void {
    this.#indexes.delete(database);
    this.#options.builder.drop(database);
  }
}

const keyOf = (design: DesignDocument): string => `${design.id} ${design.signature}`;

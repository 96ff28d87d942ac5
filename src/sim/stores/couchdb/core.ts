/**
 * What the parts of a server share: its databases and their life, the views, the switch for writes, and whether the
 * process still lives.
 */
import { Database } from './database.ts';
import { CouchError, NoSuchDatabaseError, notFound } from './errors.ts';
import { IndexBuilder } from './index-builder.ts';
import type { CouchOptions } from './options.ts';
import { Sequences } from './sequence.ts';
import { Views } from './views.ts';

const DATABASE_NAME = /^[a-z][a-z0-9_$()+/-]*$/;
const SYSTEM_DATABASES = new Set(['_replicator', '_users', '_global_changes']);

export class Core {
  readonly options: CouchOptions;
  readonly uuid: string;
  readonly databases = new Map<string, Database>();
  readonly builder: IndexBuilder;
  readonly views: Views;
  readonly sequences: Sequences;
  /** Index files that were put here and cannot be used, and why: by `database/_design/name`. */
  readonly discarded = new Map<string, string>();
  readOnly = false;
  closed = false;
  /** Told when a database comes, is replaced or goes. */
  onDatabase: ((name: string) => void) | undefined;

  constructor(options: CouchOptions) {
    this.options = options;
    this.uuid = options.uuid();
    this.sequences = new Sequences(options.software.couch);
    this.builder = new IndexBuilder({
      clock: options.clock,
      documentsPerSecond: this.documentsPerSecond,
      slots: this.builderSlots,
      log: this.log,
    });
    const { arch } = options.machine;
    this.views = new Views({
      databases: () => this.databaseNames().map((name) => this.databases.get(name)!),
      builder: this.builder,
      fingerprint: (signature) => ({ arch, ...options.software, signature }),
      nowMs: this.nowMs,
      log: this.log,
    });
    this.databases.set('_replicator', new Database('_replicator', options.uuid(), this.nowMs));
  }

  readonly nowMs = (): number => this.options.clock.nowMs();
  readonly log = (event: string, data: object): void => this.options.log?.(event, data);

  /** Of one builder on this machine. */
  get documentsPerSecond(): number {
    return this.options.indexing.docsPerSecondPerEcu * this.options.machine.ecuPerCore;
  }

  get builderSlots(): number {
    return Math.max(1, Math.min(this.options.indexing.builders, this.options.machine.cores));
  }

  /** For HTTP: CouchDB's 404. */
  database(name: string): Database {
    const database = this.databases.get(name);
    if (database === undefined) throw notFound(this.#missingDatabase);
    return database;
  }

  get #missingDatabase(): string {
    return Number.parseInt(this.options.software.couch, 10) >= 2 ? 'Database does not exist.' : 'no_db_file';
  }

  /** For calls on the engine: an error that says what is there. */
  requireDatabase(name: string): Database {
    const database = this.databases.get(name);
    if (database === undefined) throw new NoSuchDatabaseError(name, this.databases.keys());
    return database;
  }

  createDatabase(name: string): Database {
    if (!DATABASE_NAME.test(name) && !SYSTEM_DATABASES.has(name)) {
      const rule =
        'Only lowercase characters (a-z), digits (0-9), and any of the characters _, $, (, ), +, -, and / are allowed. Must begin with a letter.';
      throw new CouchError(400, 'illegal_database_name', `Name: '${name}'. ${rule}`);
    }
    if (this.databases.has(name)) {
      throw new CouchError(412, 'file_exists', 'The database could not be created, the file already exists.');
    }
    return this.putDatabase(new Database(name, this.options.uuid(), this.nowMs));
  }

  /** Puts a database into place, instead of one of the same name. */
  putDatabase(database: Database): Database {
    const old = this.databases.get(database.name);
    if (old !== undefined) this.#drop(old);
    this.databases.set(database.name, database);
    this.onDatabase?.(database.name);
    return database;
  }

  deleteDatabase(name: string): void {
    const database = this.database(name);
    this.databases.delete(name);
    this.#drop(database);
    this.onDatabase?.(name);
  }

  #drop(database: Database): void {
    this.views.drop(database);
    database.markDeleted();
  }

  databaseNames(): string[] {
    return [...this.databases.keys()].sort();
  }

  /** Refuses writes to data on a fenced server. `_local` documents and `_replicator` are the server's own business and stay open. */
  assertWritable(database: string): void {
    if (!this.readOnly || database === '_replicator') return;
    throw new CouchError(403, 'forbidden', 'This server is fenced: it accepts no writes');
  }
}

/**
 * The files of a server as an operator copies them: databases with their `_local` documents and ballast, and one file
 * for each index that has been built, as far as it has been built. Plain data: it can be cloned, stored, and put into
 * place on another machine.
 */
import type { Core } from './core.ts';
import { type ChangeEntry, Database, type LocalDocument } from './database.ts';
import { type Fingerprint, whyUnusable } from './fingerprint.ts';
import type { Segment } from './modelled-data.ts';
import { type Branch, winner } from './revision-tree.ts';
import type { Row, ViewIndex, ViewRows } from './view-index.ts';

export interface CouchFiles {
  databases: DatabaseFile[];
  indexes: IndexFile[];
}

export interface DatabaseFile {
  name: string;
  uuid: string;
  updateSeq: number;
  documents: { id: string; seq: number; branches: Branch[] }[];
  changes: ChangeEntry[];
  local: { id: string; document: LocalDocument }[];
  security: { [member: string]: unknown };
  modelled: { bytesPerDocument: number; segments: Segment[] };
  garbageBytes: number;
  /** Size on disk: what a copy has to move. */
  bytes: number;
}

export interface IndexFile {
  database: string;
  databaseUuid: string;
  /** `_design/...` */
  designDocument: string;
  fingerprint: Fingerprint;
  updateSeq: number;
  views: ViewRows[];
  bytes: number;
}

export interface Adoption {
  databases: string[];
  /** `database/_design/name` */
  indexesReused: string[];
  indexesDiscarded: DiscardedIndex[];
}

export interface DiscardedIndex {
  database: string;
  designDocument: string;
  /** One plain sentence. */
  why: string;
}

/** One database, or all but those that begin with `_`: `_replicator` says what this server does, and is copied only when it is named. */
export function copyFiles(core: Core, name?: string): CouchFiles {
  const names = name === undefined ? core.databaseNames().filter((each) => !each.startsWith('_')) : [name];
  const databases = names.map((each) => core.requireDatabase(each));
  return {
    databases: databases.map(databaseFile),
    indexes: databases.flatMap((database) =>
      core.views
        .current(database)
        .map((index) => asWrittenByNow(core, index))
        .filter(({ updateSeq }) => updateSeq > 0)
        .map((index) => indexFile(index, core.options.indexing.indexBytesPerDocument)),
    ),
  };
}

function databaseFile(database: Database): DatabaseFile {
  return {
    name: database.name,
    uuid: database.uuid,
    updateSeq: database.updateSeq,
    documents: [...database.documents.values()].map(({ id, seq, branches }) => ({
      id,
      seq,
      branches: copyBranches(branches),
    })),
    changes: database.changes.map((entry) => ({ ...entry })),
    local: [...database.local].map(([id, document]) => ({ id, document })),
    security: database.security,
    modelled: {
      bytesPerDocument: database.modelled.bytesPerDocument,
      segments: database.modelled.segments.map((segment) => ({ ...segment })),
    },
    garbageBytes: database.garbageBytes,
    bytes: database.fileBytes,
  };
}

const copyBranches = (branches: readonly Branch[]): Branch[] =>
  branches.map((branch) => ({ ...branch, hashes: [...branch.hashes] }));

/** A build that is under way goes on; its file holds what it has written so far. */
function asWrittenByNow(core: Core, index: ViewIndex): ViewIndex {
  if (!core.builder.isBuilding(index)) return index;
  const copy = core.views.create(index.database, index.design, index.fingerprint);
  copy.updateSeq = index.updateSeq;
  copy.views = index.views.map(({ name, rows }) => ({ name, rows }));
  core.builder.applyProgressTo(index, copy);
  return copy;
}

function indexFile(index: ViewIndex, bytesPerDocument?: number): IndexFile {
  return {
    database: index.database.name,
    databaseUuid: index.database.uuid,
    designDocument: index.design.id,
    fingerprint: index.fingerprint,
    updateSeq: index.updateSeq,
    views: index.views.map(({ name, rows }) => ({ name, rows })),
    bytes: indexBytes(index, bytesPerDocument),
  };
}

/** Beside its id, key and value as they stand in an answer, names of members included. */
const ROW_OVERHEAD_BYTES = 22;
const rowBytes = new WeakMap<readonly Row[], number>();

/** Size on disk: the rows of real documents, and a share for each modelled one that has been processed. */
export function indexBytes(index: ViewIndex, bytesPerDocument = 100): number {
  const modelled = index.database.modelled.countBetween(0, index.updateSeq);
  return index.views.reduce((sum, { rows }) => sum + modelled * bytesPerDocument + bytesOfRows(rows), 0);
}

function bytesOfRows(rows: readonly Row[]): number {
  let bytes = rowBytes.get(rows);
  if (bytes === undefined) {
    bytes = rows.reduce((sum, { json }) => sum + json.length + ROW_OVERHEAD_BYTES, 0);
    rowBytes.set(rows, bytes); // a list of rows is replaced, never changed
  }
  return bytes;
}

/** Puts files into place: databases always, instead of those of the same name; an index only where this machine can go on with it. */
export function adoptFiles(core: Core, files: CouchFiles): Adoption {
  for (const file of files.databases) core.putDatabase(restore(core, file));
  const adoption: Adoption = {
    databases: files.databases.map(({ name }) => name),
    indexesReused: [],
    indexesDiscarded: [],
  };
  for (const file of files.indexes) {
    const { database, designDocument } = file;
    const name = `${database}/${designDocument}`;
    const why = adoptIndex(core, file);
    if (why === undefined) {
      adoption.indexesReused.push(name);
      core.discarded.delete(name);
    } else {
      adoption.indexesDiscarded.push({ database, designDocument, why });
      core.discarded.set(name, why);
    }
  }
  for (const discarded of adoption.indexesDiscarded) core.log('couchdb.index-discarded', discarded);
  return adoption;
}

function restore(core: Core, file: DatabaseFile): Database {
  const database = new Database(file.name, file.uuid, core.nowMs);
  for (const { id, seq, branches } of file.documents) {
    const own = copyBranches(branches);
    database.addStored({ id, seq, branches: own, winner: winner(own) });
  }
  for (const { id, document } of file.local) database.local.set(id, document);
  database.updateSeq = file.updateSeq;
  database.changes = file.changes.map((entry) => ({ ...entry }));
  database.security = file.security;
  database.modelled.bytesPerDocument = file.modelled.bytesPerDocument;
  database.modelled.segments = file.modelled.segments.map((segment) => ({ ...segment }));
  database.garbageBytes = file.garbageBytes;
  return database;
}

/** Undefined where the index is in use now; otherwise why it is not. */
function adoptIndex(core: Core, file: IndexFile): string | undefined {
  const database = core.databases.get(file.database);
  if (database === undefined) return 'its database is not on this machine';
  if (database.uuid !== file.databaseUuid) return 'it belongs to another database of the same name';
  const stored = database.documents.get(file.designDocument);
  if (stored === undefined || stored.winner.deleted) return 'its design document does not exist any more';
  const design = core.views.design(database, file.designDocument);
  const fresh = core.views.create(database, design);
  const why = whyUnusable(file.fingerprint, fresh.fingerprint, core.options.indexPolicy);
  if (why !== undefined) return why;
  const index = core.views.create(database, design, file.fingerprint);
  index.updateSeq = Math.min(file.updateSeq, database.updateSeq);
  index.views = file.views.map(({ name, rows }) => ({ name, rows }));
  core.views.adopt(index);
  return undefined;
}

/** One database: documents with their revision trees, the order of changes, `_local` documents, and the modelled ballast beside them. */
import { bodyText } from './body-text.ts';
import { type DocumentBody, type IncomingDocument, revisionHash } from './document.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { type ModelledData, ModelledDocuments } from './modelled-data.ts';
import { type Branch, extend, graft, leafRevision, winner } from './revision-tree.ts';

export interface StoredDocument {
  id: string;
  seq: number;
  branches: Branch[];
  /** The leaf that a plain GET shows. */
  winner: Branch;
}

/** An entry of the order of changes. It is stale when its document has changed again since. */
export interface ChangeEntry {
  seq: number;
  id: string;
  writtenAtMs: number;
}

export interface LocalDocument {
  revision: number;
  body: DocumentBody;
}

/** What a view builder reads: a document as it was when the build began. */
export interface IndexableChange {
  seq: number;
  id: string;
  rev: string;
  deleted: boolean;
  body: DocumentBody;
}

export class Database {
  readonly name: string;
  readonly uuid: string;
  readonly openedAtMs: number;
  readonly documents = new Map<string, StoredDocument>();
  readonly local = new Map<string, LocalDocument>();
  readonly modelled = new ModelledDocuments();
  security: { [member: string]: unknown } = {};
  updateSeq = 0;
  liveDocuments = 0;
  liveBytes = 0;
  /** Bytes of superseded revisions that a compaction would give back. */
  garbageBytes = 0;
  changes: ChangeEntry[] = [];
  deleted = false;
  /** Called after every write to a document, before whoever waits for a change. */
  onWrite: ((id: string) => void) | undefined;
  readonly #nowMs: () => number;
  #waiting = new Set<() => void>();
  #sortedIds: string[] | undefined;
  readonly #designIds = new Set<string>();

  constructor(name: string, uuid: string, nowMs: () => number) {
    this.name = name;
    this.uuid = uuid;
    this.#nowMs = nowMs;
    this.openedAtMs = nowMs();
  }

  get documentCount(): number {
    return this.liveDocuments + this.modelled.documents;
  }

  get deletedCount(): number {
    return this.documents.size - this.liveDocuments;
  }

  get activeBytes(): number {
    return this.liveBytes + this.modelled.bytes;
  }

  get fileBytes(): number {
    return this.activeBytes + this.garbageBytes;
  }

  /** Writes a new revision the way a client does. Returns it; throws CouchDB's 409 when `rev` is no leaf. */
  edit(id: string, document: IncomingDocument, rev: string | undefined): string {
    const stored = this.documents.get(id);
    const parent = this.#parentOf(stored, rev, document.deleted);
    const json = bodyText(document.body);
    const parentRev = parent === undefined ? '0' : leafRevision(parent);
    const hash = revisionHash(parentRev, document.deleted, json);
    if (stored === undefined || parent === undefined) {
      const branch = {
        firstPosition: 1,
        hashes: [hash],
        deleted: document.deleted,
        body: document.body,
        bytes: json.length,
      };
      this.#write(id, stored, json.length, (branches) => branches.push(branch));
    } else {
      this.#write(id, stored, json.length, () => extend(parent, hash, document.deleted, document.body, json.length));
    }
    return parent === undefined ? `1-${hash}` : leafRevision(parent);
  }

  #parentOf(stored: StoredDocument | undefined, rev: string | undefined, deleting: boolean): Branch | undefined {
    if (stored === undefined) {
      if (rev !== undefined) throw conflict();
      return undefined;
    }
    if (rev === undefined) {
      if (!stored.winner.deleted) throw conflict();
      if (deleting) throw notFound('deleted');
      return stored.winner;
    }
    const leaf = stored.branches.find((branch) => leafRevision(branch) === rev);
    if (leaf === undefined) throw conflict();
    return leaf;
  }

  /** Stores a revision that was made elsewhere (`new_edits: false`). A revision that is known already changes nothing. */
  replicate(id: string, document: IncomingDocument): void {
    const path = document.revisions ?? pathOfOne(document.rev);
    const hashes = [...path.ids].reverse();
    const firstPosition = path.start - hashes.length + 1;
    if (firstPosition < 1) throw badRequest('_revisions.start is below the number of its ids');
    const bytes = bodyText(document.body).length;
    const branch = { firstPosition, hashes, deleted: document.deleted, body: document.body, bytes };
    const stored = this.documents.get(id);
    if (stored === undefined) this.#write(id, undefined, bytes, (branches) => branches.push(branch));
    else {
      const branches = [...stored.branches];
      if (graft(branches, branch)) this.#write(id, stored, bytes, () => (stored.branches = branches));
    }
  }

  #write(id: string, existing: StoredDocument | undefined, bytes: number, change: (branches: Branch[]) => void): void {
    const before = existing?.winner;
    const bytesBefore = existing === undefined ? 0 : bytesOf(existing);
    const aliveBefore = before !== undefined && !before.deleted;
    const stored = existing ?? { id, seq: 0, branches: [], winner: undefined as unknown as Branch };
    change(stored.branches);
    stored.winner = winner(stored.branches);
    if (existing === undefined) {
      this.#remember(stored);
    }
    this.liveDocuments += Number(!stored.winner.deleted) - Number(aliveBefore);
    const growth = bytesOf(stored) - bytesBefore;
    this.liveBytes += growth;
    this.garbageBytes += bytes - growth;
    stored.seq = ++this.updateSeq;
    this.changes.push({ seq: stored.seq, id, writtenAtMs: this.#nowMs() });
    if (this.changes.length > 2 * this.documents.size + 64) this.#dropStaleChanges();
    this.onWrite?.(id);
    this.#wake();
  }

  #remember(document: StoredDocument): void {
    this.documents.set(document.id, document);
    this.#sortedIds = undefined;
    if (document.id.startsWith('_design/')) this.#designIds.add(document.id);
  }

  /** Design documents, deleted ones included, in the order of their ids. */
  designDocuments(): StoredDocument[] {
    return [...this.#designIds].sort().map((id) => this.documents.get(id)!);
  }

  #dropStaleChanges(): void {
    this.changes = this.changes.filter((entry) => this.#isLive(entry));
  }

  #isLive(entry: ChangeEntry): boolean {
    return this.documents.get(entry.id)?.seq === entry.seq;
  }

  /** Puts a document into place that comes out of a file, with the sequence number that it has there. */
  addStored(document: StoredDocument): void {
    this.#remember(document);
    if (!document.winner.deleted) this.liveDocuments++;
    this.liveBytes += bytesOf(document);
  }

  setModelled(data: ModelledData): void {
    this.updateSeq += this.modelled.set(data, this.updateSeq, this.#nowMs());
    this.#wake();
  }

  /** Documents whose latest change is above `since`, oldest change first; modelled ones are not listed. */
  *changesSince(since: number): Generator<StoredDocument> {
    for (let i = this.#firstAfter(since); i < this.changes.length; i++) {
      const entry = this.changes[i]!;
      if (this.#isLive(entry)) yield this.documents.get(entry.id)!;
    }
  }

  /** The documents changed after `since`, as they are now: later writes do not reach into what is returned. */
  snapshotSince(since: number): IndexableChange[] {
    const snapshot: IndexableChange[] = [];
    for (const { seq, id, winner } of this.changesSince(since)) {
      snapshot.push({ seq, id, rev: leafRevision(winner), deleted: winner.deleted, body: winner.body });
    }
    return snapshot;
  }

  /** How many documents, modelled included, have changed after `since`. */
  countSince(since: number): number {
    let count = this.modelled.countBetween(since, this.updateSeq);
    for (let i = this.#firstAfter(since); i < this.changes.length; i++) if (this.#isLive(this.changes[i]!)) count++;
    return count;
  }

  /** The highest sequence number that had been given out at a moment (stale changes may have been forgotten). */
  seqAt(momentMs: number): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.changes[middle]!.writtenAtMs <= momentMs) low = middle + 1;
      else high = middle;
    }
    let seq = low === 0 ? 0 : this.changes[low - 1]!.seq;
    for (const { firstSeq, documents, writtenAtMs } of this.modelled.segments) {
      if (writtenAtMs <= momentMs) seq = Math.max(seq, firstSeq + documents - 1);
    }
    return seq;
  }

  /** When the oldest change after `since` was written, in milliseconds since the epoch; undefined where there is none. */
  writtenAfterMs(since: number): number | undefined {
    const modelled = this.modelled.segments.filter(({ firstSeq, documents }) => firstSeq + documents - 1 > since);
    const moments = [this.changes[this.#firstAfter(since)], ...modelled].map((change) => change?.writtenAtMs);
    const known = moments.filter((momentMs) => momentMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  #firstAfter(seq: number): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.changes[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The ids of all documents, deleted ones included, in the order of `_all_docs`. */
  sortedIds(): readonly string[] {
    this.#sortedIds ??= [...this.documents.keys()].sort();
    return this.#sortedIds;
  }

  /** Resolves at the next change, or when the database is deleted. The returned function stops waiting. */
  whenChanged(fn: () => void): () => void {
    this.#waiting.add(fn);
    return () => this.#waiting.delete(fn);
  }

  #wake(): void {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const fn of waiting) fn();
  }

  /** Ends the feeds that wait on this database. */
  markDeleted(): void {
    this.deleted = true;
    this.#wake();
  }
}

const bytesOf = (document: StoredDocument): number => document.branches.reduce((sum, branch) => sum + branch.bytes, 0);

function pathOfOne(rev: string | undefined): { start: number; ids: string[] } {
  if (rev === undefined) throw badRequest('A document written with new_edits: false needs its _rev or _revisions');
  const dash = rev.indexOf('-');
  return { start: Number(rev.slice(0, dash)), ids: [rev.slice(dash + 1)] };
}

import { createHash } from 'node:crypto';
import { Backlog } from './backlog.ts';
import { encodeRequest } from './reply.ts';

export const noReplicationId = '0'.repeat(40);

/**
 * The history of writes of a server: its name (replication id), how far it has come in bytes, and its last bytes.
 * After a promotion the old name stays valid up to the byte at which the histories part.
 */
export class History {
  readonly #runId: string;
  #generation = 0;
  #streamDb = -1;
  id: string;
  previousId = noReplicationId;
  /** First offset at which the previous id is no longer valid, or -1. */
  previousUntil = -1;
  offset = 0;
  backlog: Backlog | undefined;

  constructor(runId: string) {
    this.#runId = runId;
    this.id = this.#nextId();
  }

  /** A new name with no past: the dataset is not the continuation of any other. */
  begin(): void {
    this.id = this.#nextId();
    this.#forgetPrevious();
  }

  /** A new name that goes on from the old one: a replica is promoted. */
  branch(): void {
    this.previousId = this.id;
    this.previousUntil = this.offset + 1;
    this.id = this.#nextId();
    this.#streamDb = -1;
  }

  /** Takes over the name and position of a master after a full copy; the backlog starts empty. */
  adopt(id: string, offset: number, backlogBytes: number): void {
    this.id = id;
    this.offset = offset;
    this.#forgetPrevious();
    this.backlog = new Backlog(backlogBytes, offset);
  }

  /** The master whose stream we go on with has a new name. */
  rename(id: string, backlogBytes: number): void {
    if (id !== this.id) {
      this.previousId = this.id;
      this.previousUntil = this.offset + 1;
      this.id = id;
    }
    this.backlog ??= new Backlog(backlogBytes, this.offset);
  }

  /** From now on writes are kept, because somebody may ask for them. What was before is told under no name. */
  keepBacklog(bytesMax: number): void {
    if (this.backlog !== undefined) return;
    this.begin();
    this.backlog = new Backlog(bytesMax, this.offset);
  }

  /** The bytes of a write in database `db`, preceded by SELECT when the stream stands in another. */
  write(db: number, args: readonly string[]): string {
    let text = '';
    if (db !== this.#streamDb) {
      text = encodeRequest(['SELECT', String(db)]);
      this.#streamDb = db;
    }
    return text + encodeRequest(args);
  }

  append(text: string): void {
    this.offset += text.length;
    this.backlog?.append(text);
  }

  /** A snapshot is taken: its reader starts without a database selected. */
  snapshotTaken(): void {
    this.#streamDb = -1;
  }

  /** The stream from `offset` on if `id` names a history that we share up to there. */
  since(id: string, offset: number): string | undefined {
    const isShared = id === this.id || (id === this.previousId && offset <= this.previousUntil);
    return isShared ? this.backlog?.since(offset) : undefined;
  }

  #forgetPrevious(): void {
    this.previousId = noReplicationId;
    this.previousUntil = -1;
  }

  #nextId(): string {
    this.#generation++;
    return createHash('sha1').update(`${this.#runId}/${this.#generation}`).digest('hex');
  }
}

import type { ByteLink } from '../engine-clock.ts';
import type { Database } from './database.ts';
import { Reply } from './reply.ts';
import { RequestParser } from './resp-parser.ts';

/** Commands between MULTI and EXEC. */
export interface Transaction {
  readonly queued: (() => void)[];
  /** A command was refused while queueing: EXEC will abort. */
  refused: boolean;
  hasWrites: boolean;
}

/** What the master knows of a replica on the other end of a connection. */
export interface ReplicaState {
  readonly host: string;
  readonly port: number;
  /** `sending` while the snapshot is on its way: the stream waits in `held`. */
  phase: 'sending' | 'online';
  held: string;
  ackedOffset: number;
  ackedAtMs: number;
  /** Since when something it has not acknowledged is under way. */
  behindSinceMs: number | undefined;
  cancelTimer: (() => void) | undefined;
}

/** One connection: its bytes, protocol, database, transaction, subscriptions. */
export class Session {
  readonly id: number;
  readonly link: ByteLink;
  readonly address: string;
  readonly createdAtMs: number;
  readonly parser = new RequestParser();
  readonly reply = new Reply();
  readonly subscriptions = new Set<string>();
  readonly patterns = new Set<string>();
  readonly watched = new Map<Database, Set<string>>();
  db: Database;
  name = '';
  libraryName = '';
  libraryVersion = '';
  lastCommand = '';
  lastCommandAtMs: number;
  transaction: Transaction | undefined;
  /** True while EXEC runs its commands: those that would block answer at once instead. */
  executing = false;
  watchedKeyChanged = false;
  /** Set while a blocking command waits; calling it gives up the wait. */
  stopWaiting: (() => void) | undefined;
  /** Commands of our own master: they may write to a replica and are not answered. */
  readonly isMaster: boolean;
  replica: ReplicaState | undefined;
  /** What REPLCONF told before PSYNC. */
  announcedHost = '';
  announcedPort = 0;
  /** Offset of the replication stream after this connection's last write: what WAIT waits for. */
  lastWriteOffset = 0;
  closed = false;
  closeAfterReply = false;

  constructor(id: number, link: ByteLink, address: string, db: Database, nowMs: number, isMaster = false) {
    this.id = id;
    this.link = link;
    this.address = address;
    this.db = db;
    this.createdAtMs = nowMs;
    this.lastCommandAtMs = nowMs;
    this.isMaster = isMaster;
  }

  get subscriptionCount(): number {
    return this.subscriptions.size + this.patterns.size;
  }

  unwatch(): void {
    for (const [db, keys] of this.watched) {
      for (const key of keys) {
        const watchers = db.watchers.get(key);
        watchers?.delete(this);
        if (watchers?.size === 0) db.watchers.delete(key);
      }
    }
    this.watched.clear();
    this.watchedKeyChanged = false;
  }
}

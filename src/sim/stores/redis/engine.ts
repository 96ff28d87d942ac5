import { createHash } from 'node:crypto';
import type { ByteLink, EngineClock } from '../engine-clock.ts';
import { Config } from './config.ts';
import { Database, type DatabaseHost } from './database.ts';
import { ListWaiters } from './list-waiters.ts';
import { PubSub } from './pubsub.ts';
import { decodeRdb, encodeRdb } from './rdb.ts';
import type { Dial } from './replica-link.ts';
import { Replication, type ReplicationHost } from './replication.ts';
import type { Reply } from './reply.ts';
import { Session } from './session.ts';

export interface EngineOptions {
  readonly clock: EngineClock;
  readonly runId: string;
  readonly version: string;
  readonly announced: { host: string; port: number };
  readonly dial: Dial | undefined;
  readonly copyMs: ((bytes: number) => number) | undefined;
  readonly onWrite: ((count: number) => void) | undefined;
  /** Runs one request of a session. */
  readonly dispatch: (session: Session, args: string[]) => void;
  /** Runs what a session has sent and was not read yet. */
  readonly drain: (session: Session) => void;
}

const noLink: ByteLink = { write: () => {}, close: () => {}, onData: () => {}, onClose: () => {} };

/** The state of one server, and what commands may do to it beyond the value of a key. Knows no command by name. */
export class Engine implements DatabaseHost, ReplicationHost {
  readonly clock: EngineClock;
  readonly version: string;
  readonly runId: string;
  readonly startedAtMs: number;
  readonly announced: { host: string; port: number };
  readonly dial: Dial | undefined;
  readonly config = new Config();
  readonly databases: readonly Database[];
  readonly sessions = new Map<number, Session>();
  readonly pubsub = new PubSub();
  readonly listWaiters = new ListWaiters();
  readonly replication: Replication;
  readonly stats = { commands: 0, connections: 0, expired: 0 };
  /** Bytes that the dataset stands for beyond what is stored; they count in sizes and times, and travel with snapshots. */
  modelledBytes = 0;
  /** Grows with every change of the dataset. */
  changes = 0;
  /** What goes to the replicas instead of the command as it was sent. */
  rewritten: string[] | undefined;
  readonly #options: EngineOptions;
  readonly #timers = new Set<() => void>();
  readonly #outputs = new Set<Session>();
  #resumed: Session[] = [];
  #propagated: { db: number; args: readonly string[] }[] = [];
  #applyingStream = false;
  #nextSessionId = 1;
  #size = { atChanges: -1, bytes: 0 };

  constructor(options: EngineOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.version = options.version;
    this.startedAtMs = options.clock.nowMs();
    // The time is part of it: a process started again under the same name must not pass for the one before.
    this.runId = createHash('sha1').update(`${options.runId}/${this.startedAtMs}`).digest('hex');
    this.announced = options.announced;
    this.dial = options.dial;
    this.databases = Array.from({ length: this.config.number('databases') }, (_, index) => new Database(index, this));
    this.replication = new Replication(this);
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  get expired(): 'delete' | 'hide' | 'show' {
    if (this.#applyingStream) return 'show';
    return this.replication.isReplica ? 'hide' : 'delete';
  }

  onExpired(database: Database, key: string): void {
    this.stats.expired++;
    this.propagate(database, ['DEL', key]);
  }

  onChange(): void {
    this.changes++;
  }

  onListAppeared(database: Database, key: string): void {
    this.listWaiters.listAppeared(database, key);
  }

  /** A timer that ends with the server; what it did is answered when it returns. Returns how to cancel it. */
  after(delayMs: number, fn: () => void): () => void {
    const cancel = this.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      fn();
      this.settle();
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }

  open(link: ByteLink, address: string): Session {
    const session = new Session(this.#nextSessionId++, link, address, this.databases[0] as Database, this.nowMs());
    this.sessions.set(session.id, session);
    this.stats.connections++;
    return session;
  }

  masterSession(): Session {
    return new Session(0, noLink, '', this.databases[0] as Database, this.nowMs(), true);
  }

  disconnect(session: Session): void {
    if (session.closed) return;
    this.output(session);
    session.closeAfterReply = true;
  }

  /** The connection is gone: nothing of it stays. */
  forget(session: Session): void {
    if (session.closed) return;
    session.closed = true;
    session.stopWaiting?.();
    session.unwatch();
    this.pubsub.leaveAll(session);
    this.replication.replicas.detach(session);
    this.sessions.delete(session.id);
    this.#outputs.delete(session);
  }

  /** Something is about to be written to a session: its bytes go out when the server settles. */
  output(session: Session): Reply {
    this.#outputs.add(session);
    return session.reply;
  }

  /** A blocked session has its answer: what it sent meanwhile is read when the server settles. */
  resume(session: Session): void {
    this.output(session);
    this.#resumed.push(session);
  }

  /** A write for the replicas, in the order in which it happened. */
  propagate(db: Database, args: readonly string[]): void {
    if (!this.replication.isReplica) this.#propagated.push({ db: db.index, args });
  }

  /** The end of a command or transaction: what it changed goes to the replicas as one, then blocked clients are served. */
  endUnit(): void {
    this.#sendPropagated();
    if (this.listWaiters.hasReady) {
      this.listWaiters.serveReady((waiter) => {
        this.resume(waiter.session);
        this.#sendPropagated();
      });
    }
  }

  #sendPropagated(): void {
    const writes = this.#propagated;
    const [first] = writes;
    if (first === undefined) return;
    this.#propagated = [];
    if (writes.length === 1) {
      this.replication.write(first.db, first.args);
      return;
    }
    this.replication.write(first.db, ['MULTI']);
    for (const { db, args } of writes) this.replication.write(db, args);
    this.replication.write(first.db, ['EXEC']);
  }

  /** Write commands of clients have changed the dataset. */
  wrote(commands: number): void {
    this.#options.onWrite?.(commands);
  }

  /** Sends all answers, and lets connections go on that waited. Every entry into the server ends here. */
  settle(): void {
    while (this.#resumed.length > 0 || this.#outputs.size > 0) {
      const resumed = this.#resumed;
      this.#resumed = [];
      for (const session of resumed) this.#options.drain(session);
      for (const session of this.#outputs) {
        this.#outputs.delete(session);
        this.#send(session);
      }
    }
  }

  #send(session: Session): void {
    if (session.closed) return;
    if (!session.reply.isEmpty) session.link.write(session.reply.take());
    if (!session.closeAfterReply) return;
    this.forget(session);
    session.link.close();
  }

  execute(master: Session, args: string[]): void {
    this.#applyingStream = true;
    try {
      this.#options.dispatch(master, args);
    } finally {
      this.#applyingStream = false;
    }
    master.reply.drop();
  }

  timeoutMs(): number {
    return this.config.number('repl-timeout') * 1000;
  }

  backlogBytes(): number {
    return this.config.number('repl-backlog-size');
  }

  copyMs(): number {
    return this.#options.copyMs?.(this.bytes()) ?? 0;
  }

  snapshot(): Buffer {
    return encodeRdb(this.databases, {
      'redis-ver': this.version,
      'redis-bits': '64',
      'zonefall-modelled-bytes': String(this.modelledBytes),
    });
  }

  restore(snapshot: Uint8Array): void {
    const { aux, entries } = decodeRdb(snapshot);
    for (const database of this.databases) database.clear();
    this.modelledBytes = Number(aux.get('zonefall-modelled-bytes') ?? 0);
    for (const { db, key, value, expiresAtMs } of entries) {
      const database = this.databases[db];
      if (database === undefined)
        throw new RangeError(`the snapshot has database ${db}, this server only ${this.databases.length}`);
      database.put(key, value);
      if (expiresAtMs !== undefined) database.expireAt(key, expiresAtMs);
    }
  }

  /** Bytes of the dataset: its keys and values as in a snapshot, and what it is modelled to stand for. */
  bytes(): number {
    const atChanges = this.changes + this.stats.expired;
    if (this.#size.atChanges !== atChanges) this.#size = { atChanges, bytes: this.snapshot().length };
    return this.#size.bytes + this.modelledBytes;
  }

  /** Becomes a replica. Whoever is blocked is told so and let go: nobody will write here any more. */
  follow(host: string, port: number): void {
    for (const session of this.sessions.values()) {
      if (session.stopWaiting === undefined) continue;
      session.stopWaiting();
      session.reply.error(
        'UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)',
      );
      this.disconnect(session);
    }
    this.replication.follow(host, port);
  }

  /** The process ends. */
  close(): void {
    this.replication.stop();
    for (const session of [...this.sessions.values()]) {
      this.forget(session);
      session.link.close();
    }
    for (const cancel of [...this.#timers]) cancel();
    this.#timers.clear();
  }
}

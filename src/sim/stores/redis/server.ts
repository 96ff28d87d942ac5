import type { ByteLink, EngineClock } from '../engine-clock.ts';
import { dispatch } from './dispatch.ts';
import { Engine } from './engine.ts';
import type { Dial } from './replica-link.ts';
import { ProtocolError } from './resp-parser.ts';
import type { Session } from './session.ts';

export interface RedisServerOptions {
  readonly clock: EngineClock;
  /** Names the process; with the time of its start it gives the replication ids, so that no two servers share one. */
  readonly runId: string;
  /** What HELLO and INFO tell; 7.0.15 unless said otherwise. From 7.2 on CLIENT SETINFO is known. */
  readonly version?: string;
  /** Under which name and port others reach this server; told to its master and in ROLE. */
  readonly host?: string;
  readonly port?: number;
  /** Opens connections to masters; without it REPLICAOF is refused. */
  readonly dial?: Dial;
  /** Milliseconds until a full copy of so many bytes (modelled ones included) starts to arrive; 0 unless given. */
  readonly copyMs?: (bytes: number) => number;
  /** Called after every command of a client (not of a master) that changed the dataset, with the number of such commands. */
  readonly onWrite?: (count: number) => void;
}

/** What an operator's copy of the dataset holds: plain data that can be cloned and kept. */
export interface RedisFiles {
  /** An RDB file, version 10. */
  readonly rdb: Uint8Array;
  readonly keys: number;
  /** Size of the dataset in bytes, what it is modelled to stand for included. */
  readonly bytes: number;
  readonly modelledBytes: number;
}

/** The truth about a server, for a testbed; clients ask INFO. */
export interface RedisInspection {
  readonly role: 'master' | 'replica';
  readonly keys: number;
  readonly bytes: number;
  readonly clients: number;
  readonly replicationId: string;
  /** Bytes of the history of writes; on a replica how much of its master's it has applied. */
  readonly offset: number;
  readonly replicas: readonly {
    host: string;
    port: number;
    state: 'sending' | 'online';
    ackedOffset: number;
    lagSeconds: number;
  }[];
  readonly master: { host: string; port: number; state: 'connect' | 'connecting' | 'sync' | 'connected' } | undefined;
}

/** How far a server has come, and whom it follows. */
export interface RedisGlance {
  readonly replicationId: string;
  /** Bytes of the history of writes; on a replica how much of its master's it has applied. */
  readonly offset: number;
  readonly master: { readonly host: string; readonly following: boolean; readonly heardAtMs: number } | undefined;
}

export class RedisServer {
  readonly #engine: Engine;
  #closed = false;

  constructor(options: RedisServerOptions) {
    const { clock, runId, version = '7.0.15', host = '', port = 6379, dial, copyMs, onWrite } = options;
    this.#engine = new Engine({
      clock,
      runId,
      version,
      announced: { host, port },
      dial,
      copyMs,
      onWrite,
      dispatch: (session, args) => dispatch(this.#engine, session, args),
      drain: (session) => this.#drain(session),
    });
  }

  /** Takes a connection; `address` is the client's, as CLIENT LIST shows it. */
  accept(link: ByteLink, address = '127.0.0.1:0'): void {
    if (this.#closed) {
      link.close();
      return;
    }
    const session = this.#engine.open(link, address);
    link.onData = (bytes) => {
      if (session.closed) return;
      session.parser.push(bytes);
      this.#drain(session);
      this.#engine.output(session);
      this.#engine.settle();
    };
    link.onClose = () => {
      this.#engine.forget(session);
      this.#engine.settle();
    };
  }

  #drain(session: Session): void {
    try {
      while (!session.closed && !session.closeAfterReply && session.stopWaiting === undefined) {
        const args = session.parser.next();
        if (args === undefined) return;
        dispatch(this.#engine, session, args);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      session.reply.error(`ERR Protocol error: ${error.message}`);
      session.closeAfterReply = true;
    }
  }

  /** Bytes that the dataset stands for beyond what is stored; they travel with copies and count in sizes and times. */
  get modelledBytes(): number {
    return this.#engine.modelledBytes;
  }

  set modelledBytes(bytes: number) {
    if (!(bytes >= 0)) throw new RangeError(`modelledBytes must be 0 or more, not ${bytes}`);
    this.#engine.modelledBytes = bytes;
  }

  /** Follows a master, as REPLICAOF does. */
  replicaOf(host: string, port: number): void {
    this.#engine.follow(host, port);
    this.#engine.settle();
  }

  /** Stops following and accepts writes, as `REPLICAOF NO ONE` does. */
  promote(): void {
    this.#engine.replication.promote();
    this.#engine.settle();
  }

  /** A copy of the dataset as it is now. */
  dump(): RedisFiles {
    const { modelledBytes } = this.#engine;
    return {
      rdb: new Uint8Array(this.#engine.snapshot()),
      keys: this.#countKeys(),
      bytes: this.#engine.bytes(),
      modelledBytes,
    };
  }

  /** Replaces the dataset by a copy. A new history begins: replicas have to copy everything. Throws `RdbError` for other files. */
  load(files: RedisFiles): void {
    this.#engine.restore(files.rdb);
    this.#engine.modelledBytes = files.modelledBytes;
    this.#engine.replication.datasetReplaced();
    this.#engine.endUnit();
    this.#engine.settle();
  }

  /** The process ends: connections are closed, nothing is scheduled any more. What was not dumped is lost. */
  close(): void {
    this.#closed = true;
    this.#engine.close();
  }

  /** What a screen shows; unlike `inspect` it looks at no key, so that none expires by being looked at. */
  glance(): RedisGlance {
    const { history, link } = this.#engine.replication;
    return {
      replicationId: history.id,
      offset: history.offset,
      master: link && { host: link.host, following: link.state === 'connected', heardAtMs: link.lastIoAtMs },
    };
  }

  inspect(): RedisInspection {
    const { replication, sessions } = this.#engine;
    const { link, history, replicas } = replication;
    return {
      role: replication.isReplica ? 'replica' : 'master',
      keys: this.#countKeys(),
      bytes: this.#engine.bytes(),
      clients: sessions.size - replicas.sessions.size,
      replicationId: history.id,
      offset: history.offset,
      replicas: [...replicas.sessions].flatMap(({ replica }) => {
        if (replica === undefined) return [];
        const { host, port, phase, ackedOffset } = replica;
        return [{ host, port, state: phase, ackedOffset, lagSeconds: replicas.lagSeconds(replica) }];
      }),
      master: link && { host: link.host, port: link.port, state: link.state },
    };
  }

  #countKeys(): number {
    return this.#engine.databases.reduce((sum, database) => sum + database.size(), 0);
  }
}

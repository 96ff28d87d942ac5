import type { ByteLink, EngineClock } from '../engine-clock.ts';
import { History } from './history.ts';
import { type Dial, ReplicaLink, type ReplicaLinkHost } from './replica-link.ts';
import { Replicas, type ReplicasHost } from './replicas.ts';
import { encodeRequest } from './reply.ts';
import type { Session } from './session.ts';

/** What replication asks of the server around it. */
export interface ReplicationHost extends ReplicasHost {
  readonly clock: EngineClock;
  readonly runId: string;
  readonly dial: Dial | undefined;
  readonly announced: { host: string; port: number };
  /** A session without a client, for the stream of a master. */
  masterSession(): Session;
  /** Replaces the dataset by that of a snapshot. */
  restore(snapshot: Buffer): void;
  execute(master: Session, args: string[]): void;
  settle(): void;
}

/** The role of a server: a master with replicas, or a replica of a master (which may have replicas of its own). */
export class Replication implements ReplicaLinkHost {
  readonly history: History;
  readonly replicas: Replicas;
  readonly #host: ReplicationHost;
  link: ReplicaLink | undefined;
  #master: Session | undefined;
  /** Bytes of a transaction of the master that is not complete yet: they count when it is. */
  #incomplete = '';

  constructor(host: ReplicationHost) {
    this.#host = host;
    this.history = new History(host.runId);
    this.replicas = new Replicas(host, this.history);
  }

  get isReplica(): boolean {
    return this.link !== undefined;
  }

  /** A write of a client of this master goes into the history and to the replicas. */
  write(db: number, args: readonly string[]): void {
    // As in Redis 7.0: as long as nobody ever followed, the offset only tells that something changed.
    if (this.history.backlog === undefined) {
      this.history.offset++;
      return;
    }
    this.#pass(this.history.write(db, args));
  }

  /** Asks every replica to tell at once how far it is. */
  requestAcks(): void {
    if (this.replicas.sessions.size > 0) this.#pass(encodeRequest(['REPLCONF', 'GETACK', '*']));
  }

  #pass(text: string): void {
    this.history.append(text);
    this.replicas.send(text);
  }

  /** Becomes a replica of the server at `host`. The dataset stays until the master has been reached. */
  follow(host: string, port: number): void {
    this.link?.stop();
    this.link = new ReplicaLink(host, port, this);
    this.link.connect();
  }

  /** Becomes a master with the dataset as it stands; replicas of the same old master can go on from here. */
  promote(): void {
    if (this.link === undefined) return;
    this.link.stop();
    this.link = undefined;
    this.#master = undefined;
    this.#incomplete = '';
    this.history.branch();
    this.replicas.disconnectAll();
  }

  /** Another dataset was put in place: nobody can go on from what was before. */
  datasetReplaced(): void {
    this.history.begin();
    this.history.backlog = undefined;
    this.replicas.disconnectAll();
  }

  stop(): void {
    this.link?.stop();
  }

  get clock(): EngineClock {
    return this.#host.clock;
  }

  get announced(): { host: string; port: number } {
    return this.#host.announced;
  }

  dial(host: string, port: number): ByteLink {
    if (this.#host.dial === undefined)
      throw new Error('this server was built without `dial` and cannot follow another');
    return this.#host.dial(host, port);
  }

  timeoutMs(): number {
    return this.#host.timeoutMs();
  }

  position(): { id: string; offset: number } {
    return { id: this.history.id, offset: this.history.offset };
  }

  offset(): number {
    return this.history.offset;
  }

  copied(id: string, offset: number, snapshot: Buffer): void {
    this.#host.restore(snapshot);
    this.history.adopt(id, offset, this.#host.backlogBytes());
    this.replicas.disconnectAll();
    this.#startStream();
  }

  continued(id: string | undefined): void {
    if (id !== undefined && id !== this.history.id) this.replicas.disconnectAll();
    this.history.rename(id ?? this.history.id, this.#host.backlogBytes());
    this.#startStream();
  }

  #startStream(): void {
    this.#master = this.#host.masterSession();
    this.#incomplete = '';
  }

  apply(args: string[]): void {
    const master = this.#master;
    if (master === undefined) return;
    this.#incomplete += encodeRequest(args);
    this.#host.execute(master, args);
    if (master.transaction !== undefined) return;
    const text = this.#incomplete;
    this.#incomplete = '';
    this.#pass(text);
  }

  after(delayMs: number, fn: () => void): () => void {
    return this.#host.after(delayMs, fn);
  }

  settle(): void {
    this.#host.settle();
  }
}

import type { History } from './history.ts';
import type { ReplicaState, Session } from './session.ts';

/** What the master's end asks of the server around it. */
export interface ReplicasHost {
  nowMs(): number;
  after(delayMs: number, fn: () => void): () => void;
  /** The session has something to send. */
  output(session: Session): void;
  disconnect(session: Session): void;
  /** A replica that does not acknowledge for so long is dropped. */
  timeoutMs(): number;
  backlogBytes(): number;
  snapshot(): Buffer;
  /** How long it takes until the snapshot of the dataset has reached a replica, beyond what the link takes for its bytes. */
  copyMs(): number;
}

/** Somebody who waits until enough replicas have acknowledged an offset. */
export interface AckWaiter {
  readonly offset: number;
  readonly wanted: number;
  wake(): void;
}

/** The master's end: who follows, how far they are, and what goes to them. */
export class Replicas {
  readonly sessions = new Set<Session>();
  readonly waiters = new Set<AckWaiter>();
  readonly #host: ReplicasHost;
  readonly #history: History;
  fullSyncs = 0;
  partialSyncs = 0;
  refusedPartialSyncs = 0;

  constructor(host: ReplicasHost, history: History) {
    this.#host = host;
    this.#history = history;
  }

  /** Answers PSYNC: the rest of the stream when it is still there and the history is the same, otherwise a full copy. */
  attach(session: Session, id: string, offset: number): void {
    const rest = this.#history.since(id, offset);
    if (id !== '?') {
      if (rest === undefined) this.refusedPartialSyncs++;
      else this.partialSyncs++;
    }
    session.replica = {
      host: session.announcedHost || session.address.slice(0, session.address.lastIndexOf(':')),
      port: session.announcedPort,
      phase: 'online',
      held: '',
      ackedOffset: rest === undefined ? 0 : offset - 1,
      ackedAtMs: this.#host.nowMs(),
      behindSinceMs: undefined,
      cancelTimer: undefined,
    };
    this.sessions.add(session);
    if (rest === undefined) {
      this.#copyTo(session, session.replica);
    } else {
      session.reply.raw(`+CONTINUE ${this.#history.id}\r\n${rest}`);
      this.#expectAck(session, session.replica);
    }
    this.#host.output(session);
  }

  #copyTo(session: Session, replica: ReplicaState): void {
    this.fullSyncs++;
    this.#history.keepBacklog(this.#host.backlogBytes());
    this.#history.snapshotTaken();
    replica.phase = 'sending';
    session.reply.raw(`+FULLRESYNC ${this.#history.id} ${this.#history.offset}\r\n`);
    const snapshot = this.#host.snapshot().toString('latin1');
    const send = () => {
      replica.phase = 'online';
      replica.cancelTimer = undefined;
      session.reply.raw(`$${snapshot.length}\r\n${snapshot}${replica.held}`);
      replica.held = '';
      this.#expectAck(session, replica);
      this.#host.output(session);
    };
    const copyMs = this.#host.copyMs();
    if (copyMs > 0) replica.cancelTimer = this.#host.after(copyMs, send);
    else send();
  }

  /** Passes bytes of the stream on to every replica. */
  send(text: string): void {
    for (const session of this.sessions) {
      const replica = session.replica as ReplicaState;
      if (replica.phase === 'sending') {
        replica.held += text;
        continue;
      }
      session.reply.raw(text);
      this.#host.output(session);
      this.#expectAck(session, replica);
    }
  }

  acknowledged(session: Session, offset: number): void {
    const { replica } = session;
    if (replica === undefined) return;
    replica.ackedOffset = Math.max(replica.ackedOffset, offset);
    replica.ackedAtMs = this.#host.nowMs();
    replica.behindSinceMs = replica.ackedOffset < this.#history.offset ? replica.ackedAtMs : undefined;
    for (const waiter of [...this.waiters]) if (this.countAt(waiter.offset) >= waiter.wanted) waiter.wake();
  }

  /** Replicas that have acknowledged everything up to `offset`. */
  countAt(offset: number): number {
    let count = 0;
    for (const { replica } of this.sessions) {
      if (replica?.phase === 'online' && replica.ackedOffset >= offset) count++;
    }
    return count;
  }

  /** Whole seconds that a replica is behind; 0 when it has acknowledged everything. */
  lagSeconds(replica: ReplicaState): number {
    return replica.behindSinceMs === undefined ? 0 : Math.floor((this.#host.nowMs() - replica.behindSinceMs) / 1000);
  }

  detach(session: Session): void {
    session.replica?.cancelTimer?.();
    this.sessions.delete(session);
  }

  /** They have to ask again, because our own history changed under them. */
  disconnectAll(): void {
    for (const session of [...this.sessions]) this.#host.disconnect(session);
  }

  /** One timer per replica, and only while it owes an acknowledgement: a silent one is found, an idle one costs nothing. */
  #expectAck(session: Session, replica: ReplicaState): void {
    replica.behindSinceMs ??= this.#host.nowMs();
    if (replica.cancelTimer !== undefined) return;
    const look = () => {
      replica.cancelTimer = undefined;
      if (replica.behindSinceMs === undefined) return;
      const leftMs = replica.behindSinceMs + this.#host.timeoutMs() - this.#host.nowMs();
      if (leftMs <= 0) this.#host.disconnect(session);
      else replica.cancelTimer = this.#host.after(leftMs, look);
    };
    replica.cancelTimer = this.#host.after(this.#host.timeoutMs(), look);
  }
}

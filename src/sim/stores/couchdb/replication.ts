/**
 * One replication: reads the changes of its source, writes what its target lacks, notes how far it is, and, if it is
 * continuous, waits in a longpoll for more. A failure is tried again after 5 s, 10 s and so on up to 10 minutes.
 */
import type { EngineClock } from '../engine-clock.ts';
import { CouchError } from './errors.ts';
import type { ModelledData } from './modelled-data.ts';
import type { ReplicationTiming } from './options.ts';
import { type CheckpointSession, commonSequence, isCheckpoint, record } from './replication-checkpoint.ts';
import { type ChangesPage, type Endpoint, ReplicationError } from './replication-endpoint.ts';
import type { ReplicationTarget } from './replication-target.ts';
import type { Sequence } from './sequence.ts';

const CHANGES_IN_A_PAGE = 500;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 600_000;
/** Ballast is copied in pieces of this length: a source that dies costs at most the piece under way. */
const PIECE_MS = 60_000;

export type ReplicationState = 'initializing' | 'running' | 'crashing' | 'completed' | 'failed';

export interface ReplicationSpec {
  /** The same for the same source, target and options on this server. */
  id: string;
  source: Endpoint;
  target: ReplicationTarget;
  continuous: boolean;
  createTarget: boolean;
  /** Whether a failure is tried again. */
  retries: boolean;
}

export interface ReplicationEnvironment {
  clock: EngineClock;
  timing: ReplicationTiming;
  sessionId: string;
  log: (event: string, data: object) => void;
  onSettled: (replication: Replication) => void;
}

export class Replication {
  readonly spec: ReplicationSpec;
  readonly startedAtMs: number;
  state: ReplicationState = 'initializing';
  /** Everything of the source up to here is on the target. */
  throughSeq: Sequence = 0;
  /** Changes of the source after `throughSeq`, as far as it has said. */
  pendingChanges = 0;
  documentsRead = 0;
  documentsWritten = 0;
  writeFailures = 0;
  failuresInARow = 0;
  lastError: string | undefined;
  /** When the source last answered. */
  lastContactMs: number | undefined;
  nextAttemptMs: number | undefined;
  /** When the target last had everything that the source had told of. */
  #caughtUpMs: number;
  #waiting = false;
  readonly #env: ReplicationEnvironment;
  #history: CheckpointSession[] = [];
  #recordedSeq: Sequence = 0;
  /** The revision of our checkpoint at the source. */
  #sourceRev: string | undefined;
  #checkpointing = false;
  #stopped = false;
  #timers = new Set<() => void>();
  /** Modelled documents that are on their way. */
  #transfer: { sinceMs: number; wanted: number; bytesPerDocument: number } | undefined;

  constructor(spec: ReplicationSpec, env: ReplicationEnvironment) {
    this.spec = spec;
    this.#env = env;
    this.startedAtMs = env.clock.nowMs();
    this.#caughtUpMs = this.startedAtMs;
  }

  get sessionId(): string {
    return this.#env.sessionId;
  }

  /** Runs until it is complete, has failed for good, or is stopped (then the promise never settles). */
  async run(): Promise<void> {
    for (;;) {
      try {
        await this.#session();
        this.state = 'completed';
        return this.#env.onSettled(this);
      } catch (error) {
        if (this.#stopped) return;
        if (!this.#failed(error)) return this.#env.onSettled(this);
        await this.#sleep(this.nextAttemptMs! - this.#env.clock.nowMs());
      }
    }
  }

  /** Whether to try again. Only the expected kinds of failure are taken for one; anything else is a bug and goes up. */
  #failed(error: unknown): boolean {
    if (!(error instanceof ReplicationError || error instanceof CouchError)) throw error;
    this.lastError = error.message;
    this.#waiting = false;
    this.failuresInARow++;
    const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failuresInARow - 1));
    this.nextAttemptMs = this.#env.clock.nowMs() + delayMs;
    this.state = this.spec.retries ? 'crashing' : 'failed';
    if (this.failuresInARow === 1)
      this.#env.log('couchdb.replication-failed', { replication: this.spec.id, error: error.message });
    return this.spec.retries;
  }

  async #session(): Promise<void> {
    await this.#begin();
    let caughtUp = false;
    while (!this.#stopped) {
      const { source } = this.spec;
      this.#waiting = caughtUp;
      const page: ChangesPage | undefined = await (caughtUp
        ? source.nextChanges(this.throughSeq, CHANGES_IN_A_PAGE)
        : source.changes(this.throughSeq, CHANGES_IN_A_PAGE));
      if (this.#waiting) this.#caughtUpMs = this.#env.clock.nowMs();
      this.#waiting = false;
      if (page === undefined) {
        caughtUp = false;
        continue;
      }
      await this.#takeOver(page);
      caughtUp = page.results.length < CHANGES_IN_A_PAGE;
      if (caughtUp && !this.spec.continuous) {
        if (this.#recordedSeq !== this.throughSeq) await this.#checkpoint();
        return;
      }
      this.#checkpointInTime();
    }
  }

  async #begin(): Promise<void> {
    const { id, source, target, createTarget } = this.spec;
    const info = await source.info();
    if (info === undefined) throw new ReplicationError('the source database does not exist');
    if (!(await target.exists())) {
      if (!createTarget)
        throw new ReplicationError('the target database does not exist (create_target would create it)');
      await target.create();
    }
    const [ofSource, ofTarget] = [await source.readLocal(id), await target.readLocal(id)];
    this.#sourceRev = ofSource?._rev as string | undefined;
    this.throughSeq = commonSequence(ofSource, ofTarget) ?? 0;
    this.#recordedSeq = this.throughSeq;
    this.#history = isCheckpoint(ofTarget) ? ofTarget.history : [];
    this.#succeeded();
    this.state = 'running';
    await this.#takeModelled(info.modelled);
  }

  #succeeded(): void {
    if (this.failuresInARow > 0) this.#env.log('couchdb.replication-recovered', { replication: this.spec.id });
    this.lastContactMs = this.#env.clock.nowMs();
    this.failuresInARow = 0;
    this.nextAttemptMs = undefined;
    this.lastError = undefined;
  }

  /**
   * How long ago the target had everything that the source has told of; 0 while it waits for news. A source that has
   * just died is waited for like one that is silent.
   */
  get lagMs(): number {
    return this.#waiting ? 0 : this.#env.clock.nowMs() - this.#caughtUpMs;
  }

  async #takeOver(page: ChangesPage): Promise<void> {
    this.#succeeded();
    await this.#takeModelled(page.modelled);
    if (page.results.length > 0) await this.#takeDocuments(page);
    this.throughSeq = page.last_seq;
    this.pendingChanges = page.pending;
    if (page.pending === 0) this.#caughtUpMs = this.#env.clock.nowMs();
  }

  async #takeDocuments(page: ChangesPage): Promise<void> {
    const { source, target } = this.spec;
    const missing = await target.missing(
      new Map(page.results.map(({ id, changes }) => [id, changes.map(({ rev }) => rev)])),
    );
    const inPage: { [member: string]: unknown }[] = [];
    const toFetch: { id: string; rev: string }[] = [];
    for (const { id, doc } of page.results) {
      for (const rev of missing.get(id) ?? []) {
        if (doc?._rev === rev && doc._revisions !== undefined) inPage.push(doc);
        else toFetch.push({ id, rev });
      }
    }
    const documents = [...inPage, ...(await source.documents(toFetch))];
    if (this.#stopped) return;
    const failures = await target.write(documents);
    this.documentsRead += documents.length;
    this.documentsWritten += documents.length - failures;
    this.writeFailures += failures;
  }

  /** Copies ballast, piece by piece, at the rate of a real replication. */
  async #takeModelled(ofSource: ModelledData | undefined): Promise<void> {
    const { modelled } = this.spec.target;
    if (modelled === undefined || ofSource === undefined) return;
    const { documentsPerSecond } = this.#env.timing;
    while (!this.#stopped && modelled.count() < ofSource.documents) {
      const have = modelled.count();
      const piece = Math.max(
        1,
        Math.min(ofSource.documents - have, Math.floor((documentsPerSecond * PIECE_MS) / 1000)),
      );
      this.#transfer = { sinceMs: this.#env.clock.nowMs(), wanted: piece, bytesPerDocument: ofSource.bytesPerDocument };
      await this.#sleep((piece / documentsPerSecond) * 1000);
      this.#transfer = undefined;
      // Nothing has been asked of the source meanwhile: only if it still answers has it sent this piece.
      if ((await this.spec.source.info()) === undefined)
        throw new ReplicationError('the source database does not exist');
      modelled.set({ documents: have + piece, bytesPerDocument: ofSource.bytesPerDocument });
      this.#succeeded();
    }
  }

  /** Modelled documents that have arrived by now of the piece that is under way. */
  get documentsInTransfer(): number {
    if (this.#transfer === undefined) return 0;
    const elapsedMs = this.#env.clock.nowMs() - this.#transfer.sinceMs;
    return Math.min(this.#transfer.wanted, Math.floor((elapsedMs * this.#env.timing.documentsPerSecond) / 1000));
  }

  /** One checkpoint for all changes of an interval, as CouchDB makes it by a timer: without it a replica only reads some again. */
  #checkpointInTime(): void {
    if (this.#recordedSeq === this.throughSeq || this.#checkpointing) return;
    this.#checkpointing = true;
    // Beside the longpoll; if it fails, so does the longpoll, and that is where failures are dealt with.
    this.#after(this.#env.timing.checkpointEveryMs, () => {
      this.#checkpointing = false;
      this.#checkpoint().catch(() => {});
    });
  }

  async #checkpoint(): Promise<void> {
    const { id, source, target } = this.spec;
    const seq = this.throughSeq;
    const session: CheckpointSession = {
      session_id: this.sessionId,
      recorded_seq: seq,
      start_time: new Date(this.startedAtMs).toUTCString(),
      end_time: new Date(this.#env.clock.nowMs()).toUTCString(),
      docs_read: this.documentsRead,
      docs_written: this.documentsWritten,
      doc_write_failures: this.writeFailures,
    };
    const checkpoint = record(session, this.#history);
    this.#sourceRev = await source.writeLocal(id, { ...checkpoint, _rev: this.#sourceRev });
    await target.writeLocal(id, checkpoint);
    this.#history = checkpoint.history;
    this.#recordedSeq = seq;
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#after(delayMs, resolve));
  }

  #after(delayMs: number, fn: () => void): void {
    const cancel = this.#env.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      fn();
    });
    this.#timers.add(cancel);
  }

  /** Nothing of it goes on; what has arrived of a piece of ballast stays. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const arrived = this.documentsInTransfer;
    const { modelled } = this.spec.target;
    if (this.#transfer !== undefined && arrived > 0) {
      modelled?.set({ documents: modelled.count() + arrived, bytesPerDocument: this.#transfer.bytesPerDocument });
    }
    this.spec.source.stop();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  summary(): { session_id: string; source_last_seq: Sequence; history: CheckpointSession[] } {
    return { session_id: this.sessionId, source_last_seq: this.throughSeq, history: this.#history };
  }
}

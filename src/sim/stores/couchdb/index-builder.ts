/**
 * Builds indexes on a machine's cores: a query asks, waits for a free slot (first come, first served) and then for the
 * documents still to be processed. A pass is one event of the clock, however many documents it is about; how far it is
 * gets computed when somebody looks.
 */
import type { EngineClock } from '../engine-clock.ts';
import type { Database } from './database.ts';
import { notFound } from './errors.ts';
import { IndexBuild } from './index-build.ts';
import type { ViewIndex } from './view-index.ts';

/** Passes shorter than this are everyday updates and not worth a line in a log. */
const WORTH_LOGGING_MS = 1000;

interface Waiter {
  /** The index must have reached this before the query may answer. */
  seq: number;
  ready: () => void;
  failed: (error: Error) => void;
}

interface Order {
  index: ViewIndex;
  waiters: Waiter[];
  build: IndexBuild | undefined;
  cancel: () => void;
}

/** A build for those who look: what `_active_tasks` and the testbed show. */
export interface BuildView {
  index: ViewIndex;
  state: 'building' | 'queued';
  done: number;
  total: number;
  startedAtMs: number | undefined;
  expectedEndMs: number;
  waitingClients: number;
}

export interface BuilderOptions {
  clock: EngineClock;
  /** Of one slot. */
  documentsPerSecond: number;
  slots: number;
  log: (event: string, data: object) => void;
}

export class IndexBuilder {
  readonly #options: BuilderOptions;
  /** Running ones first, then in the order in which they were asked for. */
  #orders: Order[] = [];

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /**
   * Resolves once the index holds everything up to `seq`; asks for a build where it does not. The signal ends the
   * waiting, not the build.
   */
  async reach(index: ViewIndex, seq: number, signal?: AbortSignal): Promise<void> {
    if (index.updateSeq >= seq) return;
    index.compile();
    const order = this.#orderFor(index);
    const waiting = new Promise<void>((ready, failed) => {
      const waiter = { seq, ready, failed };
      order.waiters.push(waiter);
      signal?.addEventListener('abort', () => this.#forget(waiter), { once: true });
    });
    this.#startNext();
    return waiting;
  }

  /** Asks for a build that nobody waits for. */
  update(index: ViewIndex): void {
    if (index.updateSeq >= index.database.updateSeq) return;
    index.compile();
    this.#orderFor(index);
    this.#startNext();
  }

  isBuilding(index: ViewIndex): boolean {
    return this.#orders.some((order) => order.index === index && order.build !== undefined);
  }

  #orderFor(index: ViewIndex): Order {
    let order = this.#orders.find((candidate) => candidate.index === index);
    if (order === undefined) this.#orders.push((order = { index, waiters: [], build: undefined, cancel: () => {} }));
    return order;
  }

  #forget(waiter: Waiter): void {
    for (const order of this.#orders) order.waiters = order.waiters.filter((candidate) => candidate !== waiter);
  }

  #startNext(): void {
    for (;;) {
      const running = this.#orders.filter(({ build }) => build !== undefined).length;
      const next = this.#orders.find(({ build }) => build === undefined);
      if (next === undefined || running >= this.#options.slots) return;
      this.#start(next);
    }
  }

  #start(order: Order): void {
    const { clock, documentsPerSecond } = this.#options;
    const build = new IndexBuild(order.index, clock.nowMs(), documentsPerSecond);
    order.build = build;
    if (build.total === 0) this.#finish(order);
    else {
      this.#log('couchdb.index-build-started', build);
      order.cancel = clock.after(build.durationMs, () => this.#finish(order));
    }
  }

  #finish(order: Order): void {
    const build = order.build!;
    build.finish();
    if (build.total > 0) this.#log('couchdb.index-build-finished', build);
    this.#orders = this.#orders.filter((candidate) => candidate !== order);
    order.build = undefined;
    const early = order.waiters.filter(({ seq }) => seq > order.index.updateSeq);
    for (const waiter of order.waiters) if (waiter.seq <= order.index.updateSeq) waiter.ready();
    // Documents that came during the pass are the next one, at the end of the queue.
    if (early.length > 0) this.#orderFor(order.index).waiters.push(...early);
    this.#startNext();
  }

  #log(event: string, build: IndexBuild): void {
    if (build.durationMs < WORTH_LOGGING_MS) return;
    const { database, design } = build.index;
    this.#options.log(event, {
      database: database.name,
      designDocument: design.id,
      documents: build.total,
      durationSeconds: build.durationMs / 1000,
    });
  }

  /** Running builds, then queued ones with the end they will have if nothing else is asked for. */
  look(): BuildView[] {
    const nowMs = this.#options.clock.nowMs();
    const running = this.#orders
      .filter(({ build }) => build !== undefined)
      .map((order) => this.#viewOfRunning(order, nowMs));
    const slotFreeAtMs = running.map(({ expectedEndMs }) => expectedEndMs);
    const queued: BuildView[] = [];
    for (const { index, waiters, build } of this.#orders) {
      if (build !== undefined) continue;
      const total = index.pending;
      slotFreeAtMs.sort((a, b) => a - b);
      const startMs = slotFreeAtMs.length < this.#options.slots ? nowMs : slotFreeAtMs.shift()!;
      const expectedEndMs = startMs + (total / this.#options.documentsPerSecond) * 1000;
      slotFreeAtMs.push(expectedEndMs);
      queued.push({
        index,
        state: 'queued',
        done: 0,
        total,
        startedAtMs: undefined,
        expectedEndMs,
        waitingClients: waiters.length,
      });
    }
    return [...running, ...queued];
  }

  #viewOfRunning({ index, waiters, build }: Order, nowMs: number): BuildView {
    return {
      index,
      state: 'building',
      done: build!.doneAt(nowMs),
      total: build!.total,
      startedAtMs: build!.startedAtMs,
      expectedEndMs: build!.startedAtMs + build!.durationMs,
      waitingClients: waiters.length,
    };
  }

  /** How far the pass over this index is, for a copy of its files; the pass itself goes on. */
  applyProgressTo(index: ViewIndex, copy: ViewIndex): void {
    const build = this.#orders.find((order) => order.index === index)?.build;
    build?.applyPart(build.doneAt(this.#options.clock.nowMs()), copy);
  }

  /** The database is gone: nothing of it is built any more, and who waited is told so. */
  drop(database: Database): void {
    const dropped = this.#orders.filter((order) => order.index.database === database);
    this.#orders = this.#orders.filter((order) => order.index.database !== database);
    for (const { cancel, waiters } of dropped) {
      cancel();
      for (const waiter of waiters) waiter.failed(notFound('no_db_file'));
    }
    this.#startNext();
  }

  /** The process ends: what has been processed stays, nobody is answered. */
  stop(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const { build, cancel } of this.#orders) {
      cancel();
      build?.applyPart(build.doneAt(nowMs));
    }
    this.#orders = [];
  }
}

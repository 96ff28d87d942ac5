/** The replications of a server: those asked for with `_replicate`, and those that the documents of `_replicator` describe. */
import { createHash } from 'node:crypto';
import type { Core } from './core.ts';
import { type DocumentBody, isObject } from './document.ts';
import { badRequest, CouchError, notFound } from './errors.ts';
import { REPLICATION_TIMING, type ReplicationTiming } from './options.ts';
import { Replication, type ReplicationSpec } from './replication.ts';
import { Endpoint } from './replication-endpoint.ts';
import { LocalTarget, RemoteTarget } from './replication-target.ts';
import { leafRevision } from './revision-tree.ts';

interface Job {
  replication: Replication;
  /** Settles when the replication is complete or has failed for good; never when it is stopped. */
  done: Promise<void> | undefined;
  /** The document in `_replicator` that asked for it; undefined for `_replicate`. */
  documentId: string | undefined;
  /** The revision that was read, so that a change starts it anew. */
  documentRev: string | undefined;
  source: string;
  target: string;
}

/** Members that would change what is replicated; ignoring them would replicate too much. */
const NOT_SIMULATED = ['filter', 'selector', 'doc_ids', 'query_params', 'since_seq'];

export class Replicator {
  readonly #core: Core;
  readonly #localFetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly #timing: ReplicationTiming;
  /** By replication id. */
  readonly #jobs = new Map<string, Job>();
  /** Our own write of a document's state is no reason to look at it again. */
  #writingState = false;

  constructor(core: Core, localFetch: (url: string, init?: RequestInit) => Promise<Response>) {
    this.#core = core;
    this.#localFetch = localFetch;
    this.#timing = { ...REPLICATION_TIMING, ...core.options.replication };
    core.onDatabase = (name) => {
      if (name === '_replicator') this.#watch();
    };
    this.#watch();
  }

  #watch(): void {
    for (const job of [...this.#jobs.values()]) if (job.documentId !== undefined) this.#stop(job);
    const database = this.#core.databases.get('_replicator');
    if (database === undefined) return;
    database.onWrite = (id) => {
      if (!this.#writingState) this.#readDocument(id);
    };
    for (const id of database.documents.keys()) this.#readDocument(id);
  }

  #readDocument(id: string): void {
    const stored = this.#core.databases.get('_replicator')!.documents.get(id)!;
    const running = [...this.#jobs.values()].find((job) => job.documentId === id);
    if (running !== undefined) this.#stop(running);
    const { body, deleted } = stored.winner;
    if (deleted || id.startsWith('_design/') || body._replication_state === 'completed') return;
    try {
      const job = this.#job(body, { retries: true, documentId: id, documentRev: leafRevision(stored.winner) });
      if (!this.#jobs.has(job.replication.spec.id)) this.#begin(job);
    } catch (error) {
      if (!(error instanceof CouchError)) throw error;
      this.#writeState(id, 'failed', error.reason);
    }
  }

  #begin(job: Job): void {
    this.#jobs.set(job.replication.spec.id, job);
    job.done = job.replication.run();
  }

  #stop(job: Job): void {
    job.replication.stop();
    this.#jobs.delete(job.replication.spec.id);
  }

  /** `POST /_replicate`: answers when it is done, or at once for a continuous one or a cancellation. */
  async replicate(request: { [member: string]: unknown }): Promise<object> {
    const job = this.#job(request, {
      retries: request.continuous === true,
      documentId: undefined,
      documentRev: undefined,
    });
    const running = this.#jobs.get(job.replication.spec.id);
    if (request.cancel === true) {
      if (running === undefined) throw notFound(`no replication ${job.replication.spec.id} is running`);
      this.#stop(running);
      return { ok: true, _local_id: running.replication.spec.id };
    }
    if (running === undefined) this.#begin(job);
    const { replication, done } = running ?? job;
    if (replication.spec.continuous) return { ok: true, _local_id: replication.spec.id };
    await done;
    if (replication.state === 'failed') {
      throw new CouchError(500, 'replication_error', replication.lastError ?? 'unknown');
    }
    return { ok: true, ...replication.summary() };
  }

  #job(
    request: { [member: string]: unknown } | DocumentBody,
    how: { retries: boolean; documentId: string | undefined; documentRev: string | undefined },
  ): Job {
    const unknown = NOT_SIMULATED.find((member) => request[member] !== undefined);
    if (unknown !== undefined) throw badRequest(`Replication with \`${unknown}\` is not simulated; leave it out`);
    const source = sideOf(request.source, 'source');
    const target = sideOf(request.target, 'target');
    const continuous = request.continuous === true;
    const identity = JSON.stringify([this.#core.uuid, source.url, target.url, continuous]);
    const spec: ReplicationSpec = {
      id: createHash('md5').update(identity).digest('hex') + (continuous ? '+continuous' : ''),
      source: this.#endpoint(source),
      target: isUrl(target.url) ? new RemoteTarget(this.#endpoint(target)) : new LocalTarget(this.#core, target.url),
      continuous,
      createTarget: request.create_target === true,
      retries: how.retries,
    };
    const { clock, uuid } = this.#core.options;
    const replication = new Replication(spec, {
      clock,
      timing: this.#timing,
      sessionId: uuid(),
      log: (event, data) => this.#core.log(event, { ...data, source: source.url, target: target.url }),
      onSettled: () => this.#settled(job),
    });
    const job: Job = {
      replication,
      done: undefined,
      documentId: how.documentId,
      documentRev: how.documentRev,
      source: source.url,
      target: target.url,
    };
    return job;
  }

  #endpoint(side: Side): Endpoint {
    const { clock, peer } = this.#core.options;
    const { requestTimeoutMs, longpollRefreshMs } = this.#timing;
    const local = !isUrl(side.url);
    const url = local ? `http://localhost/${encodeURIComponent(side.url)}` : side.url;
    return new Endpoint({
      url,
      headers: side.headers,
      fetch: local ? this.#localFetch : peer,
      clock,
      requestTimeoutMs,
      longpollRefreshMs,
    });
  }

  #settled(job: Job): void {
    if (this.#core.closed) return;
    this.#jobs.delete(job.replication.spec.id);
    if (job.documentId !== undefined) this.#writeState(job.documentId, 'completed');
  }

  #writeState(id: string, state: string, reason?: string): void {
    const database = this.#core.databases.get('_replicator');
    const stored = database?.documents.get(id);
    if (database === undefined || stored === undefined || stored.winner.deleted) return;
    const time = new Date(this.#core.nowMs()).toISOString();
    const body = {
      ...stored.winner.body,
      _replication_state: state,
      _replication_state_time: time,
      _replication_state_reason: reason,
    };
    const rev = leafRevision(stored.winner);
    this.#writingState = true;
    database.edit(id, { id, rev, deleted: false, revisions: undefined, body }, rev);
    this.#writingState = false;
  }

  /** Everything that is known about each replication that has not been completed. */
  look(): { job: Job; replication: Replication }[] {
    return [...this.#jobs.values()].map((job) => ({ job, replication: job.replication }));
  }

  activeTasks(): object[] {
    return this.look()
      .filter(({ replication }) => replication.state === 'running')
      .map(({ job, replication }, position) => ({
        pid: `<0.${2000 + position}.0>`,
        type: 'replication',
        replication_id: replication.spec.id,
        doc_id: job.documentId ?? null,
        source: job.source,
        target: job.target,
        continuous: replication.spec.continuous,
        docs_read: replication.documentsRead,
        docs_written: replication.documentsWritten,
        doc_write_failures: replication.writeFailures,
        changes_pending: replication.pendingChanges,
        source_seq: replication.throughSeq,
        through_seq: replication.throughSeq,
        started_on: Math.floor(replication.startedAtMs / 1000),
        updated_on: Math.floor((replication.lastContactMs ?? replication.startedAtMs) / 1000),
      }));
  }

  /** `_scheduler/jobs`. */
  schedulerJobs(): object {
    const jobs = this.look().map(({ job, replication }) => ({
      database: job.documentId === undefined ? null : '_replicator',
      id: replication.spec.id,
      doc_id: job.documentId ?? null,
      source: job.source,
      target: job.target,
      state: replication.state,
      start_time: new Date(replication.startedAtMs).toISOString(),
      info: {
        docs_read: replication.documentsRead,
        docs_written: replication.documentsWritten,
        doc_write_failures: replication.writeFailures,
        changes_pending: replication.pendingChanges,
        through_seq: replication.throughSeq,
        error: replication.lastError ?? null,
      },
      error_count: replication.failuresInARow,
    }));
    return { total_rows: jobs.length, offset: 0, jobs };
  }

  stopAll(): void {
    for (const job of [...this.#jobs.values()]) this.#stop(job);
  }
}

interface Side {
  /** A URL, or the name of a database of this server. */
  url: string;
  headers: Record<string, string>;
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text);

function sideOf(value: unknown, which: 'source' | 'target'): Side {
  const url = isObject(value) ? value.url : value;
  if (typeof url !== 'string' || url === '')
    throw badRequest(`A replication needs a \`${which}\`: a URL or the name of a database`);
  const headers = isObject(value) && isObject(value.headers) ? value.headers : {};
  return {
    url: url.replace(/\/+$/, ''),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
  };
}

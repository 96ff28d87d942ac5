/** A CouchDB process: answers requests, holds files, and can be looked into by whoever runs the testbed. */
import { Hono } from 'hono';
import { Core } from './core.ts';
import { CouchError, ServerClosedError } from './errors.ts';
import { type Adoption, adoptFiles, type CouchFiles, copyFiles } from './files.ts';
import { type CouchGlance, glance } from './glance.ts';
import { IndexBuild } from './index-build.ts';
import { type CouchTruth, inspect } from './inspect.ts';
import type { ModelledData } from './modelled-data.ts';
import type { CouchOptions } from './options.ts';
import { Replicator } from './replicator.ts';
import { ancestors, leafRevision } from './revision-tree.ts';
import { databaseRoutes } from './routes/database-routes.ts';
import { documentRoutes } from './routes/document-routes.ts';
import { reply, replyError } from './routes/http.ts';
import { listingRoutes } from './routes/listing-routes.ts';
import { replicationRoutes } from './routes/replication-routes.ts';
import { serverRoutes } from './routes/server-routes.ts';
import { viewRoutes } from './routes/view-routes.ts';

export class CouchServer {
  readonly #core: Core;
  readonly #app = new Hono({ strict: false });
  readonly #replicator: Replicator;

  constructor(options: CouchOptions) {
    this.#core = new Core(options);
    this.#replicator = new Replicator(this.#core, async (url, init) => this.#app.fetch(new Request(url, init)));
    this.#route();
  }

  #route(): void {
    const app = this.#app;
    app.onError((error) => {
      if (error instanceof CouchError) return replyError(error);
      this.#core.log('couchdb.internal-error', { message: error.message });
      return reply(500, { error: 'internal_server_error', reason: error.message });
    });
    app.notFound(() => reply(404, { error: 'not_found', reason: 'missing' }));
    serverRoutes(app, this.#core, this.#replicator);
    replicationRoutes(app, this.#core, this.#replicator);
    listingRoutes(app, this.#core);
    databaseRoutes(app, this.#core);
    viewRoutes(app, this.#core);
    documentRoutes(app, this.#core);
  }

  /**
   * Answers one request, as `fetch` would. A request that is under way when the process ends is never answered; a later
   * one is rejected.
   */
  fetch(request: Request): Promise<Response> {
    return Promise.resolve(this.handle(request));
  }

  /** As `fetch`, and at once where there is nothing to wait for. */
  handle(request: Request): Response | Promise<Response> {
    if (this.#core.closed) return Promise.reject(new ServerClosedError());
    const answer = this.#app.fetch(request);
    if (!(answer instanceof Promise)) return answer;
    return new Promise((resolve, reject) => {
      answer.then((response) => {
        if (!this.#core.closed) resolve(response);
      }, reject);
    });
  }

  /** Declares ballast: documents that count for sizes, sequence numbers, replication and index builds, and are not there. */
  setModelledData(database: string, data: ModelledData): void {
    this.#core.requireDatabase(database).setModelled(data);
  }

  /** Builds every index at no cost: the state of a server that has been queried all along. For setting a scene, not for recovering. */
  bringIndexesUpToDate(): void {
    const { databases, views, builder } = this.#core;
    for (const database of databases.values()) {
      for (const index of views.current(database)) {
        if (!builder.isBuilding(index)) new IndexBuild(index, 0, 1).finish();
      }
    }
  }

  /** From now on the indexes are as fresh as a job that queries every view every `everyMs` keeps them. */
  keepWarm(everyMs: number): void {
    this.#core.views.keepWarm(everyMs, this.#core.documentsPerSecond, this.#core.builderSlots);
  }

  /** A fenced server answers writes with 403; what it replicates from others it still writes. */
  setReadOnly(readOnly: boolean): void {
    this.#core.readOnly = readOnly;
  }

  /** What an operator would copy: one database, or all but the system's own. Also of a process that has ended. */
  files(database?: string): CouchFiles {
    return copyFiles(this.#core, database);
  }

  /** Puts copied files into place and says which indexes this machine cannot go on with, and why. */
  adopt(files: CouchFiles): Adoption {
    return adoptFiles(this.#core, files);
  }

  /** The truth, for the testbed; nobody inside the world can ask for it. */
  inspect(): CouchTruth {
    return inspect(this.#core, this.#replicator);
  }

  /** As `inspect`, of one database and for a screen: it changes nothing, however often somebody looks. Also of a process that has ended. */
  glance(database: string): CouchGlance | undefined {
    return glance(this.#core, this.#replicator, database);
  }

  /** When the oldest change was written that somebody lacks who has everything up to `throughSeq`, in milliseconds since the epoch. */
  writtenAfterMs(database: string, throughSeq: string | number): number | undefined {
    const { databases, sequences } = this.#core;
    return databases.get(database)?.writtenAfterMs(sequences.parse(String(throughSeq), 0));
  }

  /** Every leaf of every document: what must be on another server, as it is or as an ancestor, for nothing to be lost. */
  *revisionsOf(database: string): Generator<{ id: string; rev: string; ancestors: string[] }> {
    for (const { id, branches } of this.#core.requireDatabase(database).documents.values()) {
      for (const branch of branches) yield { id, rev: leafRevision(branch), ancestors: ancestors(branch) };
    }
  }

  /** The process ends: nothing is answered or scheduled any more. Its files stay, with what a build had written. */
  close(): void {
    if (this.#core.closed) return;
    this.#core.closed = true;
    this.#replicator.stopAll();
    this.#core.views.stop();
    this.#core.builder.stop();
  }
}

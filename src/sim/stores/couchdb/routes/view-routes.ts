/** Views: the query that waits until its index is up to date, and what there is to know about an index. */
import type { Context, Hono } from 'hono';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { isObject } from '../document.ts';
import { badRequest, notFound, queryParseError } from '../errors.ts';
import { indexBytes } from '../files.ts';
import type { Row, ViewIndex } from '../view-index.ts';
import { type Parameters, parseViewQuery, reduceRows, select, type ViewQuery } from '../view-query.ts';
import { documentJson, documentText } from './document-json.ts';
import { readOptionalObject, reply, replyText } from './http.ts';

export function viewRoutes(app: Hono, core: Core): void {
  app.get('/:db/_design/:design/_info', (c) => designInfo(c, core));
  app.get('/:db/_design/:design/_view/:view', (c) => queryView(c, core, {}));
  app.post('/:db/_design/:design/_view/:view', async (c) => queryView(c, core, await readOptionalObject(c, core)));
}

function designInfo(c: Context, core: Core): Response {
  const database = core.database(c.req.param('db')!);
  const index = indexOf(c, core, database);
  const order = core.builder.look().find((candidate) => candidate.index === index);
  const bytes = indexBytes(index, core.options.indexing.indexBytesPerDocument);
  const running = order?.state === 'building';
  return reply(200, {
    name: c.req.param('design'),
    view_index: {
      signature: index.design.signature,
      language: index.design.language,
      disk_size: bytes,
      data_size: bytes,
      sizes: { file: bytes, external: bytes, active: bytes },
      update_seq: index.updateSeq,
      purge_seq: 0,
      updater_running: running,
      compact_running: false,
      waiting_commit: false,
      waiting_clients: order?.waitingClients ?? 0,
      updates_pending: { minimum: index.pending, preferred: index.pending, total: index.pending },
      collator_versions: [index.fingerprint.collator],
    },
  });
}

function indexOf(c: Context, core: Core, database: Database): ViewIndex {
  return core.views.index(database, core.views.design(database, `_design/${c.req.param('design')}`));
}

async function queryView(c: Context, core: Core, body: Parameters): Promise<Response> {
  const database = core.database(c.req.param('db')!);
  const index = indexOf(c, core, database);
  const view = c.req.param('view')!;
  if (!index.design.views.some(({ name }) => name === view)) throw notFound('missing_named_view');
  const parameters = c.req.query();
  const queries = Array.isArray(body.queries) ? body.queries : undefined;
  const parsed = (queries ?? [body]).map((one: unknown) => {
    if (!isObject(one)) throw badRequest('POST body must include `queries` as an array of objects');
    return checked(parseViewQuery(parameters, one), index, view);
  });
  const update = parsed[0]?.update ?? 'true';
  if (update === 'true') await freshIndex(c, core, index, view);
  const answers = parsed.map((query) => answer(core, database, index, view, query));
  if (update === 'lazy') core.builder.update(index);
  return replyText(200, queries === undefined ? answers[0]! : `{"results":[${answers.join(',')}]}`);
}

/** A query asks for everything that was written before it came, and waits as long as that takes. */
async function freshIndex(c: Context, core: Core, index: ViewIndex, view: string): Promise<void> {
  const seq = index.database.updateSeq;
  if (index.updateSeq >= seq) return;
  const { signal } = c.req.raw;
  const ready = core.builder.reach(index, seq, signal);
  const order = core.builder.look().find((candidate) => candidate.index === index);
  if (order !== undefined && order.expectedEndMs - core.nowMs() >= 1000) {
    core.log('couchdb.view-query-waits', {
      database: index.database.name,
      designDocument: index.design.id,
      view,
      pendingDocuments: order.total - order.done,
      expectedSeconds: (order.expectedEndMs - core.nowMs()) / 1000,
    });
  }
  await ready;
}

function checked(query: ViewQuery, index: ViewIndex, view: string): ViewQuery {
  const reduces = index.design.views.find(({ name }) => name === view)!.reduce !== undefined && query.reduce;
  if (reduces && query.includeDocs) throw queryParseError('`include_docs` is invalid for reduce');
  if (reduces && query.keys !== undefined && query.groupLevel !== Number.POSITIVE_INFINITY) {
    throw queryParseError('Multi-key fetches for reduce views must use `group=true`');
  }
  if (!reduces && query.groupLevel > 0) throw queryParseError('Invalid use of grouping on a map view.');
  return query;
}

function answer(core: Core, database: Database, index: ViewIndex, view: string, query: ViewQuery): string {
  const rows = index.rowsOf(view);
  const selected = select(rows, query);
  const seq = query.updateSeq
    ? `,"update_seq":${JSON.stringify(core.sequences.format(index.updateSeq, database.uuid))}`
    : '';
  const reduce = query.reduce ? index.reduceOf(view) : undefined;
  if (reduce !== undefined) {
    const groups = reduceRows(selected.rows, query, reduce);
    return `{"rows":${JSON.stringify(groups.slice(query.skip, query.skip + query.limit))}${seq}}`;
  }
  const shown = selected.rows.slice(query.skip, query.skip + query.limit).map((row) => rowText(database, row, query));
  const offset = selected.offset === null ? null : Math.min(rows.length, selected.offset + query.skip);
  return `{"total_rows":${rows.length},"offset":${offset},"rows":[${shown.join(',')}]${seq}}`;
}

function rowText(database: Database, { id, value, json }: Row, query: ViewQuery): string {
  if (!query.includeDocs) return `${json}}`;
  // A value with an `_id` asks for another document than the one that emitted it.
  const wanted = isObject(value) && typeof value._id === 'string' ? value._id : id;
  const stored = database.documents.get(wanted);
  const shown = stored !== undefined && !stored.winner.deleted;
  if (!shown) return `${json},"doc":null}`;
  const doc = query.conflicts
    ? JSON.stringify(documentJson(stored, stored.winner, { conflicts: true }))
    : documentText(stored, stored.winner);
  return `${json},"doc":${doc}}`;
}

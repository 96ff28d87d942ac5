/** `_all_docs` and `_changes`: documents in the order of their ids, and in the order of their changes. */
import type { Context, Hono } from 'hono';
import type { Core } from '../core.ts';
import type { Database, StoredDocument } from '../database.ts';
import { badRequest } from '../errors.ts';
import type { ModelledData } from '../modelled-data.ts';
import { leafRevision } from '../revision-tree.ts';
import type { Sequence } from '../sequence.ts';
import { booleanOf, countOf, type Parameters, parseJson } from '../view-query.ts';
import { documentJson, documentText, textWithRevisions } from './document-json.ts';
import { readOptionalObject, reply, replyText } from './http.ts';

export function listingRoutes(app: Hono, core: Core): void {
  app.get('/:db/_all_docs', (c) => reply(200, allDocs(core.database(c.req.param('db')), c.req.query(), {})));
  app.post('/:db/_all_docs', async (c) => {
    const body = await readOptionalObject(c, core);
    return reply(200, allDocs(core.database(c.req.param('db')), c.req.query(), body));
  });
  app.get('/:db/_changes', (c) => changes(c, core, {}));
  app.post('/:db/_changes', async (c) => changes(c, core, await readOptionalObject(c, core)));
}

/** `total_rows` counts what is listed: modelled documents have no ids, and a client that pages by it must come to an end. */
function allDocs(database: Database, query: Record<string, string>, body: Parameters): object {
  const parameter = (...names: string[]): unknown => {
    for (const name of names) {
      if (body[name] !== undefined) return body[name];
      if (query[name] !== undefined) return parseJson(query[name], name);
    }
    return undefined;
  };
  const includeDocs = booleanOf('include_docs', query.include_docs ?? textOf(body.include_docs), false);
  const descending = booleanOf('descending', query.descending ?? textOf(body.descending), false);
  const skip = countOf('skip', query.skip ?? textOf(body.skip), 0);
  const limit = countOf('limit', query.limit ?? textOf(body.limit), Number.POSITIVE_INFINITY);
  const keys = parameter('keys');
  if (keys !== undefined) {
    if (!Array.isArray(keys)) throw badRequest('`keys` body member must be an array.');
    const rows = keys.slice(skip, skip + limit).map((key) => rowOfKey(database, key, includeDocs));
    return { total_rows: database.liveDocuments, offset: null, rows };
  }
  const key = parameter('key');
  const start = (key ?? parameter('startkey', 'start_key')) as string | undefined;
  const end = (key ?? parameter('endkey', 'end_key')) as string | undefined;
  const inclusiveEnd = booleanOf('inclusive_end', query.inclusive_end, true);
  let living = database.sortedIds().filter((id) => !database.documents.get(id)!.winner.deleted);
  if (descending) living = living.reverse();
  const isBefore = (a: string, b: string): boolean => (descending ? a > b : a < b);
  const first = start === undefined ? 0 : living.findIndex((id) => !isBefore(id, start));
  const inRange = (first < 0 ? [] : living.slice(first)).filter(
    (id) => end === undefined || isBefore(id, end) || (inclusiveEnd && id === end),
  );
  const rows = inRange.slice(skip, skip + limit).map((id) => row(database.documents.get(id)!, includeDocs));
  return { total_rows: database.liveDocuments, offset: (first < 0 ? living.length : first) + skip, rows };
}

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

function row(stored: StoredDocument, includeDocs: boolean): object {
  const value = { rev: leafRevision(stored.winner) };
  return { id: stored.id, key: stored.id, value, ...(includeDocs && { doc: documentJson(stored, stored.winner) }) };
}

function rowOfKey(database: Database, key: unknown, includeDocs: boolean): object {
  const stored = typeof key === 'string' ? database.documents.get(key) : undefined;
  if (stored === undefined) return { key, error: 'not_found' };
  if (!stored.winner.deleted) return row(stored, includeDocs);
  return {
    id: key,
    key,
    value: { rev: leafRevision(stored.winner), deleted: true },
    ...(includeDocs && { doc: null }),
  };
}

/**
 * A longpoll without `timeout` waits until something changes, with no timer (a real server would answer, empty, after a
 * minute): an idle replica costs nothing. With `timeout` (milliseconds) it answers in time.
 */
async function changes(c: Context, core: Core, body: Parameters): Promise<Response> {
  const database = core.database(c.req.param('db')!);
  const query = c.req.query();
  const feed = query.feed ?? 'normal';
  if (feed !== 'normal' && feed !== 'longpoll')
    throw badRequest(`feed=${feed} is not simulated; use normal or longpoll`);
  const wanted = wantedChanges(core, database, query, body);
  if (feed === 'longpoll' && database.updateSeq <= wanted.since) await oneChange(c, core, database, query.timeout);
  let page = changesPage(core, database, wanted);
  while (feed === 'longpoll' && page.results.length === 0 && wanted.ids !== undefined && !database.deleted) {
    await oneChange(c, core, database, undefined);
    page = changesPage(core, database, wanted);
  }
  return replyText(200, pageText(page));
}

interface WantedChanges {
  since: number;
  limit: number;
  descending: boolean;
  includeDocs: boolean;
  /** Ours: the documents carry `_revisions`, which saves a replicator of this testbed a round trip. */
  withRevisions: boolean;
  allLeaves: boolean;
  ids: ReadonlySet<unknown> | undefined;
}

function wantedChanges(core: Core, database: Database, query: Record<string, string>, body: Parameters): WantedChanges {
  if (query.filter !== undefined && query.filter !== '_doc_ids') {
    throw badRequest(`filter=${query.filter} is not simulated; use _doc_ids or none`);
  }
  const ids = query.filter === undefined ? undefined : (body.doc_ids ?? parseJson(query.doc_ids ?? '[]', 'doc_ids'));
  if (ids !== undefined && !Array.isArray(ids)) throw badRequest('`doc_ids` filter parameter is not a list.');
  return {
    since: core.sequences.parse(query.since, database.updateSeq),
    limit: Math.max(1, countOf('limit', query.limit, Number.POSITIVE_INFINITY)),
    descending: booleanOf('descending', query.descending, false),
    includeDocs: booleanOf('include_docs', query.include_docs, false),
    withRevisions: query.revs === 'true',
    allLeaves: query.style === 'all_docs',
    ids: ids === undefined ? undefined : new Set(ids),
  };
}

function oneChange(c: Context, core: Core, database: Database, timeout: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer =
      timeout === undefined ? undefined : core.options.clock.after(countOf('timeout', timeout, 0), finish);
    const stopWaiting = database.whenChanged(finish);
    c.req.raw.signal.addEventListener('abort', stop, { once: true });
    function stop(): void {
      stopTimer?.();
      stopWaiting();
    }
    function finish(): void {
      stop();
      if (!core.closed) resolve();
    }
  });
}

interface ChangesPage {
  /** Each as JSON. */
  results: string[];
  lastSeq: Sequence;
  pending: number;
  modelled: ModelledData | undefined;
}

function changesPage(core: Core, database: Database, wanted: WantedChanges): ChangesPage {
  const results: string[] = [];
  let lastSeq = database.updateSeq;
  const found = wanted.descending
    ? [...database.changesSince(wanted.since)].reverse()
    : database.changesSince(wanted.since);
  for (const stored of found) {
    if (wanted.ids !== undefined && !wanted.ids.has(stored.id)) continue;
    results.push(changeText(core, database, stored, wanted));
    if (results.length < wanted.limit) continue;
    lastSeq = stored.seq;
    break;
  }
  const { documents, bytesPerDocument } = database.modelled;
  return {
    results,
    lastSeq: core.sequences.format(lastSeq, database.uuid),
    pending: database.countSince(lastSeq),
    modelled: documents > 0 ? { documents, bytesPerDocument } : undefined,
  };
}

function pageText({ results, lastSeq, pending, modelled }: ChangesPage): string {
  const end = JSON.stringify({ last_seq: lastSeq, pending, modelled });
  return `{"results":[${results.join(',')}],${end.slice(1)}`;
}

function changeText(core: Core, database: Database, stored: StoredDocument, wanted: WantedChanges): string {
  const leaves = wanted.allLeaves ? stored.branches : [stored.winner];
  const change = JSON.stringify({
    seq: core.sequences.format(stored.seq, database.uuid),
    id: stored.id,
    changes: leaves.map((branch) => ({ rev: leafRevision(branch) })),
    ...(stored.winner.deleted && { deleted: true }),
  });
  if (!wanted.includeDocs) return change;
  const text = wanted.withRevisions ? textWithRevisions : documentText;
  return `${change.slice(0, -1)},"doc":${text(stored, stored.winner)}}`;
}

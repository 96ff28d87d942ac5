/** Single documents, `_local` ones among them. */
import type { Context, Hono } from 'hono';
import type { Core } from '../core.ts';
import type { Database, StoredDocument } from '../database.ts';
import { readDocument, validId, validRevision } from '../document.ts';
import { attachmentsNotSimulated, badRequest, conflict, notFound } from '../errors.ts';
import { leafRevision } from '../revision-tree.ts';
import { type DocumentExtras, documentJson, documentText, findLeaf } from './document-json.ts';
import { JSON_HEADERS, readJson, readObject, reply } from './http.ts';

export function documentRoutes(app: Hono, core: Core): void {
  for (const [path, idOf] of [
    ['/:db/_design/:id', (c: Context) => `_design/${c.req.param('id')}`],
    ['/:db/_local/:id', (c: Context) => `_local/${c.req.param('id')}`],
    ['/:db/:id', (c: Context) => c.req.param('id')!],
  ] as const) {
    app.get(path, (c) => {
      const database = core.database(c.req.param('db'));
      const id = validId(idOf(c));
      return id.startsWith('_local/') ? getLocal(database, id) : getDocument(c, database, id);
    });
    app.put(path, async (c) => putDocument(c, core, validId(idOf(c))));
    app.delete(path, (c) => deleteDocument(c, core, validId(idOf(c))));
  }
  app.get('/:db/:id/:attachment{.+}', () => {
    throw notFound('Document is missing attachment');
  });
  app.put('/:db/:id/:attachment{.+}', () => {
    throw attachmentsNotSimulated();
  });
}

function getDocument(c: Context, database: Database, id: string): Response {
  const stored = database.documents.get(id);
  if (stored === undefined) throw notFound('missing');
  const query = c.req.raw.url.includes('?') ? c.req.query() : {};
  if (query.open_revs !== undefined) return openRevisions(stored, query.open_revs, query.revs === 'true');
  const branch = query.rev === undefined ? stored.winner : findLeaf(stored, validRevision(query.rev));
  if (branch === undefined) throw notFound('missing');
  if (query.rev === undefined && branch.deleted) throw notFound('deleted');
  const etag = `"${leafRevision(branch)}"`;
  if (c.req.raw.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } });
  const plain = Object.keys(query).length === 0;
  const text = plain ? documentText(stored, branch) : JSON.stringify(documentJson(stored, branch, extrasOf(query)));
  return new Response(`${text}\n`, { status: 200, headers: { ...JSON_HEADERS, etag } });
}

function extrasOf(query: Record<string, string>): DocumentExtras {
  const meta = query.meta === 'true';
  return {
    revs: query.revs === 'true',
    revsInfo: meta || query.revs_info === 'true',
    conflicts: meta || query.conflicts === 'true',
    localSeq: query.local_seq === 'true',
  };
}

function openRevisions(stored: StoredDocument, wanted: string, revs: boolean): Response {
  if (wanted === 'all')
    return reply(
      200,
      stored.branches.map((branch) => ({ ok: documentJson(stored, branch, { revs }) })),
    );
  const asked: unknown = JSON.parse(wanted);
  if (!Array.isArray(asked)) throw badRequest('open_revs must be "all" or an array of revisions');
  return reply(
    200,
    asked.map(validRevision).map((rev) => {
      const branch = findLeaf(stored, rev);
      return branch === undefined ? { missing: rev } : { ok: documentJson(stored, branch, { revs }) };
    }),
  );
}

/** The revision may come in the query, as an entity tag or in the body; they must not contradict each other. */
function revisionOf(c: Context, inBody: string | undefined): string | undefined {
  const inQuery = c.req.raw.url.includes('?') ? c.req.query('rev') : undefined;
  const inHeader = c.req.raw.headers.get('if-match')?.replaceAll('"', '');
  const given = [inQuery, inHeader, inBody].filter((rev) => rev !== undefined).map(validRevision);
  if (given.some((rev) => rev !== given[0])) {
    throw badRequest('Document rev from request body and query string have different values');
  }
  return given[0];
}

async function putDocument(c: Context, core: Core, id: string): Promise<Response> {
  if (id.startsWith('_local/')) return putLocal(c, core, id);
  const document = readDocument(await readJson(c, core));
  const database = core.database(c.req.param('db')!);
  core.assertWritable(database.name);
  if (document.id !== undefined && document.id !== id) throw badRequest('Document ID must match the one in the URL');
  if (c.req.query('new_edits') === 'false') {
    database.replicate(id, document);
    return reply(201, { ok: true, id, rev: document.rev });
  }
  const rev = database.edit(id, document, revisionOf(c, document.rev));
  return reply(201, { ok: true, id, rev }, { etag: `"${rev}"` });
}

function deleteDocument(c: Context, core: Core, id: string): Response {
  const database = core.database(c.req.param('db')!);
  if (id.startsWith('_local/')) return deleteLocal(database, id);
  core.assertWritable(database.name);
  const stored = database.documents.get(id);
  if (stored === undefined) throw notFound('missing');
  const rev = revisionOf(c, undefined);
  const deletion = { id, rev, deleted: true, revisions: undefined, body: {} };
  const deleted = database.edit(id, deletion, rev);
  return reply(200, { ok: true, id, rev: deleted }, { etag: `"${deleted}"` });
}

function getLocal(database: Database, id: string): Response {
  const local = database.local.get(id);
  if (local === undefined) throw notFound('missing');
  return reply(200, { _id: id, _rev: `0-${local.revision}`, ...local.body });
}

async function putLocal(c: Context, core: Core, id: string): Promise<Response> {
  const { _id, _rev, ...body } = await readObject(c, core);
  const database = core.database(c.req.param('db')!);
  const revision = database.local.get(id)?.revision ?? 0;
  const given = _rev ?? c.req.query('rev');
  if (revision > 0 && given !== `0-${revision}`) throw conflict();
  database.local.set(id, { revision: revision + 1, body });
  return reply(201, { ok: true, id, rev: `0-${revision + 1}` });
}

function deleteLocal(database: Database, id: string): Response {
  if (!database.local.delete(id)) throw notFound('missing');
  return reply(200, { ok: true, id, rev: '0-0' });
}

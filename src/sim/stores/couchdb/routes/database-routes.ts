/** Databases: their life, their figures, and the calls that are about many documents at once. */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { isObject, readDocument, validId, validRevision } from '../document.ts';
import { badRequest, CouchError, notFound } from '../errors.ts';
import { ancestors, knows, leafPosition, leafRevision, splitRevision } from '../revision-tree.ts';
import { documentJson, findLeaf } from './document-json.ts';
import { readJson, readObject, reply, requireJsonContent } from './http.ts';

export function databaseRoutes(app: Hono, core: Core): void {
  app.put('/:db', (c) => {
    const name = c.req.param('db');
    core.assertWritable(name);
    core.createDatabase(name);
    return reply(201, { ok: true });
  });
  app.get('/:db', (c) => reply(200, databaseInfo(core, core.database(c.req.param('db')))));
  app.delete('/:db', (c) => {
    const name = c.req.param('db');
    core.database(name);
    core.assertWritable(name);
    core.deleteDatabase(name);
    return reply(200, { ok: true });
  });
  app.post('/:db', async (c) => {
    requireJsonContent(c);
    const document = readDocument(await readJson(c, core));
    const database = core.database(c.req.param('db'));
    core.assertWritable(database.name);
    const id = document.id ?? core.options.uuid();
    const rev = database.edit(id, document, document.rev);
    return reply(201, { ok: true, id, rev });
  });
  app.post('/:db/_bulk_docs', async (c) => {
    requireJsonContent(c);
    const body = await readObject(c, core);
    const database = core.database(c.req.param('db'));
    core.assertWritable(database.name);
    if (!Array.isArray(body.docs)) throw badRequest('POST body must include `docs` parameter.');
    const write = body.new_edits === false ? replicateOne : editOne;
    return reply(
      201,
      body.docs.flatMap((value: unknown) => write(core, database, value)),
    );
  });
  app.post('/:db/_bulk_get', async (c) => {
    const body = await readObject(c, core);
    if (!Array.isArray(body.docs)) throw badRequest("Missing JSON list of 'docs'.");
    const database = core.database(c.req.param('db'));
    const revs = c.req.query('revs') === 'true';
    return reply(200, { results: body.docs.map((wanted: unknown) => bulkGetOne(database, wanted, revs)) });
  });
  app.post('/:db/_revs_diff', async (c) => {
    const body = await readObject(c, core);
    return reply(200, revisionsMissing(core.database(c.req.param('db')), body));
  });
  app.get('/:db/_security', (c) => reply(200, core.database(c.req.param('db')).security));
  app.put('/:db/_security', async (c) => {
    const security = await readObject(c, core);
    core.database(c.req.param('db')).security = security;
    return reply(200, { ok: true });
  });
  app.post('/:db/_compact', (c) => {
    core.database(c.req.param('db')).garbageBytes = 0;
    return reply(202, { ok: true });
  });
  app.post('/:db/_compact/:design', (c) => {
    core.views.design(core.database(c.req.param('db')), `_design/${c.req.param('design')}`);
    return reply(202, { ok: true });
  });
  app.post('/:db/_view_cleanup', (c) => {
    core.views.cleanUp(core.database(c.req.param('db')));
    return reply(202, { ok: true });
  });
  app.post('/:db/_ensure_full_commit', (c) => {
    const database = core.database(c.req.param('db'));
    return reply(201, { ok: true, instance_start_time: startTime(database) });
  });
}

const startTime = (database: Database): string => String(Math.round(database.openedAtMs * 1000));

/** Members of 1.x and of 3.x side by side. `modelled` is ours: how a replica of this testbed learns of ballast. */
function databaseInfo(core: Core, database: Database): object {
  const { modelled, fileBytes, activeBytes } = database;
  return {
    db_name: database.name,
    doc_count: database.documentCount,
    doc_del_count: database.deletedCount,
    update_seq: core.sequences.format(database.updateSeq, database.uuid),
    purge_seq: 0,
    compact_running: false,
    disk_size: fileBytes,
    data_size: activeBytes,
    sizes: { file: fileBytes, external: activeBytes, active: activeBytes },
    instance_start_time: startTime(database),
    disk_format_version: 8,
    committed_update_seq: database.updateSeq,
    ...(modelled.documents > 0 && {
      modelled: { documents: modelled.documents, bytesPerDocument: modelled.bytesPerDocument },
    }),
  };
}

function editOne(core: Core, database: Database, value: unknown): object {
  const document = readDocument(value);
  const id = document.id ?? core.options.uuid();
  try {
    return { ok: true, id, rev: database.edit(id, document, document.rev) };
  } catch (error) {
    if (error instanceof CouchError) return { id, error: error.error, reason: error.reason };
    throw error;
  }
}

/** Replicated documents answer only when they fail. */
function replicateOne(_core: Core, database: Database, value: unknown): object[] {
  const document = readDocument(value);
  try {
    database.replicate(validId(document.id), document);
    return [];
  } catch (error) {
    if (error instanceof CouchError) return [{ id: document.id, error: error.error, reason: error.reason }];
    throw error;
  }
}

function bulkGetOne(database: Database, wanted: unknown, revs: boolean): object {
  if (!isObject(wanted)) throw badRequest('docs must be an array of objects');
  const id = validId(wanted.id);
  const rev = wanted.rev === undefined ? undefined : validRevision(wanted.rev);
  const stored = database.documents.get(id);
  const branch = stored === undefined ? undefined : rev === undefined ? stored.winner : findLeaf(stored, rev);
  if (stored !== undefined && branch !== undefined)
    return { id, docs: [{ ok: documentJson(stored, branch, { revs }) }] };
  const error = { id, rev: rev ?? 'undefined', error: 'not_found', reason: notFound('missing').reason };
  return { id, docs: [{ error }] };
}

function revisionsMissing(database: Database, wanted: { [id: string]: unknown }): object {
  const result: [string, object][] = [];
  for (const [id, revs] of Object.entries(wanted)) {
    if (!Array.isArray(revs)) throw badRequest('`_revs_diff` wants an array of revisions for each id');
    const branches = database.documents.get(id)?.branches ?? [];
    const missing = revs.map(validRevision).filter((rev) => !knows(branches, rev));
    if (missing.length === 0) continue;
    const below = Math.max(...missing.map((rev) => splitRevision(rev).position));
    const possible = branches
      .filter((branch) => leafPosition(branch) < below)
      .flatMap((branch) => [leafRevision(branch), ...ancestors(branch)]);
    result.push([id, possible.length > 0 ? { missing, possible_ancestors: possible } : { missing }]);
  }
  return Object.fromEntries(result);
}

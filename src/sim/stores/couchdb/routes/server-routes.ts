/** What a server says about itself. */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import type { Replicator } from '../replicator.ts';
import { countOf } from '../view-query.ts';
import { reply } from './http.ts';

export function serverRoutes(app: Hono, core: Core, replicator: Replicator): void {
  app.get('/', () =>
    reply(200, {
      couchdb: 'Welcome',
      uuid: core.uuid,
      version: core.options.software.couch,
      vendor: { name: 'The Apache Software Foundation', version: core.options.software.couch },
    }),
  );
  app.get('/_up', () => reply(200, { status: 'ok', seeds: {} }));
  app.get('/_all_dbs', () => reply(200, core.databaseNames()));
  app.get('/_uuids', (c) => {
    const count = countOf('count', c.req.query('count'), 1);
    return reply(200, { uuids: Array.from({ length: count }, () => core.options.uuid()) });
  });
  app.get('/_active_tasks', () => reply(200, [...indexerTasks(core), ...replicator.activeTasks()]));
}

function indexerTasks(core: Core): object[] {
  const now = Math.floor(core.nowMs() / 1000);
  return core.builder
    .look()
    .filter(({ state }) => state === 'building')
    .map(({ index, done, total, startedAtMs }, position) => ({
      pid: `<0.${1000 + position}.0>`,
      type: 'indexer',
      database: index.database.name,
      design_document: index.design.id,
      changes_done: done,
      total_changes: total,
      progress: Math.floor((done / total) * 100),
      started_on: Math.floor(startedAtMs! / 1000),
      updated_on: now,
    }));
}

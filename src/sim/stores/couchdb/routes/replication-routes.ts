/** Replications: asking for one, and looking at those that run. */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import type { Replicator } from '../replicator.ts';
import { readObject, reply } from './http.ts';

export function replicationRoutes(app: Hono, core: Core, replicator: Replicator): void {
  app.post('/_replicate', async (c) => {
    const answer = await replicator.replicate(await readObject(c, core));
    return reply('_local_id' in answer ? 202 : 200, answer);
  });
  app.get('/_scheduler/jobs', () => reply(200, replicator.schedulerJobs()));
}

/** The logs of Chef runs on an instance that the platform keeps, those that somebody started on the machine among them. */
import { z } from 'zod';
import { presented } from '../documents/index.ts';
import { NotFoundError } from './errors.ts';
import { ok, route } from './route.ts';
import { identified, listOf } from './schemas/answers.ts';

const log = z.looseObject({
  ...identified.shape,
  instance_id: z.string(),
  activity: z.string(),
  ok: z.boolean(),
  log: z.string(),
  deployment_id: z.string().nullable(),
  custom_json: z.record(z.string(), z.unknown()).nullable(),
});

const shownAtMost = 100;

export const logRoutes = [
  route({
    method: 'GET',
    path: '/clouds/:cloud/instances/:instance/logs',
    rule: 'show',
    summary: 'The logs of Chef runs on an instance, newest first',
    answers: { 200: listOf(log) },
    handle: async ({ store }, { found: { instance } }) => {
      const newest = {
        startkey: [instance._id, {}],
        endkey: [instance._id],
        descending: true,
        limit: shownAtMost,
      };
      const logs = await store.documents('log', 'logs/by_instance_and_time', newest);
      return ok(logs.map((one) => presented(one)));
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/instances/:instance/logs/:log',
    rule: 'show',
    summary: 'The log of a Chef run',
    answers: { 200: log },
    handle: (_, { found }) => {
      if (found.log.instance_id !== found.instance._id) throw new NotFoundError();
      return ok(presented(found.log));
    },
  }),
];

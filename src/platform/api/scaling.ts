/** What starts and stops instances besides people: thresholds of a role, and the kind and hours of an instance. */
import { z } from 'zod';
import { autoScalingTypes, type Instance, weekdays } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { configureJob } from '../queue/job.ts';
import { loadCheck, longestWindowMinutes, scheduleCheck } from '../scaling/index.ts';
import { amend, type Frontend } from './parts.ts';
import { accepted, route } from './route.ts';
import { identified } from './schemas/answers.ts';

const percent = z.number().min(0).max(100).nullable();
/** Defaults: 15 minutes are Scalarium's (knowledge base), the other numbers those of the product's later API. */
const thresholds = (cpu: number | null, ignoreMinutes: number) =>
  z.object({
    cpu: percent.default(cpu),
    memory: percent.default(null),
    load: z.number().min(0).max(1000).nullable().default(null),
    minutes: z.int().min(1).max(longestWindowMinutes).default(15),
    ignore_minutes: z.int().min(0).max(1440).default(ignoreMinutes),
    batch: z.int().min(1).max(100).default(1),
  });

const scalingBody = z.object({
  up: thresholds(80, 5).prefault({}),
  down: thresholds(30, 10).prefault({}),
});

const hours = z.array(z.int().min(0).max(23)).max(24);
/** Who starts and stops an instance, and in which hours. */
export const scalingKind = z.object({
  auto_scaling_type: z.enum(autoScalingTypes).nullable(),
  schedule: z.object(Object.fromEntries(['every_day', ...weekdays].map((day) => [day, hours.optional()]))).default({}),
});

export const scalingRoutes = [
  route({
    method: 'PUT',
    path: '/clouds/:cloud/roles/:role/load_based_scaling',
    rule: 'manage',
    summary: 'When the load of a role starts and stops its load-based instances; at least one metric is needed',
    body: scalingBody,
    example: { up: { cpu: 80 }, down: { cpu: 40, batch: 2 } },
    answers: { 202: identified },
    handle: async (frontend, { found: { role, cloud }, body }) => {
      const { env, config, queue } = frontend;
      const all = [body.up, body.down];
      if (all.every(({ cpu, memory, load }) => cpu === null && memory === null && load === null)) {
        throw new InvalidError(['At least one metric is needed']);
      }
      const nowMs = env.clock.nowMs();
      await amend(frontend, role, { load_based_scaling: body });
      // The machines of the role hear that their load matters.
      const configure = { job: configureJob(cloud._id), atMs: nowMs + config.configureDelayMs };
      await queue.add({ later: [loadCheck(role._id, nowMs), configure] });
      return accepted(`/clouds/${cloud._id}/roles/${role._id}`, { id: role._id });
    },
  }),
  route({
    method: 'DELETE',
    path: '/clouds/:cloud/roles/:role/load_based_scaling',
    rule: 'manage',
    summary: 'The load of a role starts and stops nothing any more',
    answers: { 202: identified },
    handle: async (frontend, { found: { role, cloud } }) => {
      const { env, config, queue } = frontend;
      await amend(frontend, role, { load_based_scaling: null });
      await queue.add({ later: [{ job: configureJob(cloud._id), atMs: env.clock.nowMs() + config.configureDelayMs }] });
      return accepted(`/clouds/${cloud._id}/roles/${role._id}`, { id: role._id });
    },
  }),
  route({
    method: 'PUT',
    path: '/clouds/:cloud/instances/:instance/auto_scaling',
    rule: 'manage',
    summary: 'Who starts and stops an instance: null for people only, load, or timer with hours of the day in UTC',
    body: scalingKind,
    example: { auto_scaling_type: 'timer', schedule: { every_day: [8, 9, 10], sunday: [] } },
    answers: { 202: identified },
    handle: async (frontend, { found: { instance, cloud }, body }) => {
      await lookAfter(frontend, await amend(frontend, instance, body));
      return accepted(`/clouds/${cloud._id}/instances/${instance._id}`, { id: instance._id });
    },
  }),
];

/** Has somebody look at the hours, or at the load, of an instance that has been written down. */
export async function lookAfter(
  { env, config, queue }: Pick<Frontend, 'env' | 'config' | 'queue'>,
  { auto_scaling_type, cluster_id, role_ids }: Instance,
): Promise<void> {
  const nowMs = env.clock.nowMs();
  if (auto_scaling_type === 'timer') await queue.add({ later: [scheduleCheck(config, cluster_id, nowMs)] });
  if (auto_scaling_type === 'load') await queue.add({ later: role_ids.map((roleId) => loadCheck(roleId, nowMs)) });
}

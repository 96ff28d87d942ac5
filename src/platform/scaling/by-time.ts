/** The job `scale-by-time`: every couple of minutes in a cloud that has time-based instances, and nowhere else. */
import type { InstallationConfig } from '../installation.ts';
import type { Handler } from '../life/context.ts';
import { type Job, newJob } from '../queue/job.ts';
import { nextCheckMs, wishOf } from './schedule.ts';

/** The next look at a cloud's schedules. The job always has the same text: asking for it twice changes nothing. */
export function scheduleCheck(
  { scheduleCheckMs }: InstallationConfig,
  cloudId: string,
  nowMs: number,
): { job: Job; atMs: number } {
  const job = newJob(`scale-by-time-${cloudId}`, { kind: 'scale-by-time', cloudId });
  return { job, atMs: nextCheckMs(nowMs, scheduleCheckMs) };
}

export const scaleByTime: Handler<'scale-by-time'> = async (work, job) => {
  const { env, config, store } = work;
  const cloud = await store.get('cloud', job.cloudId);
  if (!cloud) return {};
  const instances = await store.under('instance', 'instances/by_cloud', job.cloudId);
  const timed = instances.filter(({ auto_scaling_type }) => auto_scaling_type === 'timer');
  if (timed.length === 0) return {};
  const nowMs = env.clock.nowMs();
  const now = timed.flatMap((instance): Job[] => {
    const kind = wishOf(instance, nowMs);
    if (!kind) return [];
    env.log('scaling.by-time', { instance: instance._id, nickname: instance.nickname, wish: kind });
    return [newJob(env.random.hex(32), { kind, instanceId: instance._id, startCount: instance.start_count })];
  });
  return { now, later: [scheduleCheck(config, job.cloudId, nowMs)] };
};

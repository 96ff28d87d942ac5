/** The job `scale-by-load`: every minute for a role that has thresholds, and for no other. */
import type { Instance, Role } from '../documents/index.ts';
import type { Handler, Work } from '../life/context.ts';
import { audit } from '../life/passage.ts';
import { type FollowUps, type Job, newJob } from '../queue/job.ts';
import { averages, wishOfLoad } from './load.ts';
import { isStarted, nextCheckMs } from './schedule.ts';

const minuteMs = 60_000;
/** Half a minute after the samples of the full minute were sent. */
const offsetMs = 30_000;

/** The next look at a role's load. The job always has the same text: asking for it twice changes nothing. */
export function loadCheck(roleId: string, nowMs: number): { job: Job; atMs: number } {
  const job = newJob(`scale-by-load-${roleId}`, { kind: 'scale-by-load', roleId });
  return { job, atMs: nextCheckMs(nowMs - offsetMs, minuteMs) + offsetMs };
}

export const scaleByLoad: Handler<'scale-by-load'> = async (work, job) => {
  const { env, store } = work;
  const role = await store.get('role', job.roleId);
  if (!role?.load_based_scaling) return {};
  const nowMs = env.clock.nowMs();
  const later = [loadCheck(job.roleId, nowMs)];
  if (nowMs < role.load_ignored_until_ms) return { later };
  const instances = await store.under('instance', 'instances/by_role', role._id);
  const wish = await wishFor(work, role, instances, nowMs);
  const chosen = wish ? chosenFor(wish, role, instances) : [];
  if (!wish || chosen.length === 0) return { later };
  await ignoreLoad(work, role, wish, nowMs);
  await announce(work, role, wish, chosen);
  const kind = wish === 'up' ? 'start' : 'stop';
  const now = chosen.map(({ _id: instanceId, start_count: startCount }) =>
    newJob(env.random.hex(32), { kind, instanceId, startCount }),
  );
  return { now, later } satisfies FollowUps;
};

async function wishFor(work: Work, role: Role, instances: readonly Instance[], nowMs: number) {
  const scaling = role.load_based_scaling!;
  const online = instances.filter(({ status, agent_id }) => status === 'online' && agent_id);
  const windowMs = (Math.max(scaling.up.minutes, scaling.down.minutes) + 1) * minuteMs;
  const samples = await work.metrics.since(
    online.map(({ agent_id }) => agent_id!),
    nowMs - windowMs,
  );
  return wishOfLoad(scaling, averages(samples), nowMs);
}

/** The next of the role's load-based instances, in the order of their names; the last of them goes first. 24/7 and time-based ones stay. */
function chosenFor(wish: 'up' | 'down', role: Role, instances: readonly Instance[]): Instance[] {
  const { up, down } = role.load_based_scaling!;
  const loadBased = instances.filter(({ auto_scaling_type }) => auto_scaling_type === 'load');
  if (wish === 'down') {
    return loadBased.filter(({ status }) => status === 'online').slice(-down.batch);
  }
  return loadBased.filter((instance) => !isStarted(instance) && instance.status !== 'shutting_down').slice(0, up.batch);
}

async function ignoreLoad({ store }: Work, role: Role, wish: 'up' | 'down', nowMs: number): Promise<void> {
  await store.update(
    'role',
    role._id,
    (newest) =>
      newest.load_based_scaling
        ? { ...newest, load_ignored_until_ms: nowMs + newest.load_based_scaling[wish].ignore_minutes * minuteMs }
        : undefined,
    role,
  );
}

async function announce({ env, store }: Work, role: Role, wish: 'up' | 'down', chosen: readonly Instance[]) {
  const names = chosen.map(({ nickname }) => nickname).join(', ');
  env.log('scaling.by-load', { role: role._id, wish, instances: names });
  const message = `the load of ${role.name} asks for ${wish === 'up' ? 'more' : 'fewer'} machines: ${names}`;
  await audit(env, store, { cluster_id: role.cluster_id, action: `scale-${wish}`, message });
}

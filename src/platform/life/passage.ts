/** One instance, one event: decide, write the document, leave a line in the audit log, and say what follows. */
import { type AuditEventFields, type Instance, newEvent, timestamp } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import { InvalidError } from '../errors.ts';
import { observation } from '../healing/observe.ts';
import type { InstallationConfig } from '../installation.ts';
import { configureJob, type FollowUps, type Job, newJob } from '../queue/job.ts';
import type { Store } from '../store.ts';
import { decide, type Effect, type LifeEvent } from './decide.ts';

export interface Passage {
  instance: Instance;
  effects: readonly Effect[];
}

/**
 * Applies `event` to the instance; a conflict decides it again on the newer document. Undefined when there is no such
 * instance, or when it has been started anew since (`startCount` is not the present one). `known` saves a reading to
 * whoever has just done it. Throws an InvalidError when
 * the wish is refused.
 */
export async function pass(
  env: Environment,
  store: Store,
  instanceId: string,
  event: LifeEvent,
  options: { startCount?: number; userId?: string | null; known?: Instance } = {},
): Promise<Passage | undefined> {
  let effects: readonly Effect[] = [];
  let stale = false;
  const change = (instance: Instance): Instance | undefined => {
    stale = options.startCount !== undefined && options.startCount !== instance.start_count;
    if (stale) return undefined;
    const decision = decide(instance, event);
    if (decision.refusal) throw new InvalidError([decision.refusal]);
    effects = decision.effects;
    if (!decision.patch) return undefined;
    return { ...instance, ...decision.patch, updated_at: timestamp(env.clock.nowMs()) };
  };
  const updated = await store.update('instance', instanceId, change, options.known);
  if (!updated || stale) return undefined;
  const { before, after } = updated;
  if (before.status !== after.status) {
    env.log('instance.status', {
      instance: instanceId,
      nickname: after.nickname,
      from: before.status,
      to: after.status,
    });
    await audit(env, store, {
      cluster_id: after.cluster_id,
      instance_id: instanceId,
      user_id: options.userId ?? null,
      action: event.kind,
      message: `${after.nickname} is ${after.status}${after.last_error ? `: ${after.last_error}` : ''}`,
    });
  }
  return { instance: after, effects };
}

export async function audit(env: Environment, store: Store, fields: AuditEventFields): Promise<void> {
  await store.put(newEvent(fields, { id: env.random.hex(32), nowMs: env.clock.nowMs() }));
}

/** The effects that are jobs, as jobs. The others (commands for an agent, `again`) are for the worker that has the instance in hand. */
export function jobsFor(env: Environment, config: InstallationConfig, { instance, effects }: Passage): FollowUps {
  const nowMs = env.clock.nowMs();
  const subject = { instanceId: instance._id, startCount: instance.start_count };
  const now: Job[] = [];
  const later: { job: Job; atMs: number }[] = [];
  const id = () => env.random.hex(32);
  for (const effect of effects) {
    if (effect === 'launch') now.push(newJob(id(), { kind: 'launch', ...subject }));
    if (effect === 'shutdown') now.push(newJob(id(), { kind: 'shutdown', ...subject }));
    if (effect === 'start') now.push(newJob(id(), { kind: 'start', ...subject, healing: true }));
    if (effect === 'observe') later.push(...observation(config, instance));
    if (effect === 'poll') later.push(nextPoll(env, config, subject, 0));
    if (effect === 'boot-check') {
      later.push({ job: newJob(id(), { kind: 'boot-check', ...subject }), atMs: nowMs + config.bootTimeoutMs });
    }
    if (effect === 'configure') {
      later.push({ job: configureJob(instance.cluster_id), atMs: nowMs + config.configureDelayMs });
    }
  }
  return { now, later };
}

/** The next look at EC2. What takes longer than usual (a zone without power) is looked at less often. */
export function nextPoll(
  env: Environment,
  config: InstallationConfig,
  { instanceId, startCount }: { instanceId: string; startCount: number },
  looks: number,
): { job: Job; atMs: number } {
  const pauseMs = looks < eagerLooks ? config.pollMs : 12 * config.pollMs;
  const job = newJob(env.random.hex(32), { kind: 'poll', instanceId, startCount, looks });
  return { job, atMs: env.clock.nowMs() + pauseMs };
}

const eagerLooks = 24;

/** Jobs `start` and `stop`: wishes of the installation itself, from a schedule, the load of a role, or healing. */
import { InvalidError } from '../errors.ts';
import type { FollowUps } from '../queue/job.ts';
import type { Handler, Work } from './context.ts';
import { jobsFor, type Passage, pass } from './passage.ts';

/** Does nothing when somebody was faster, or when a healing that it belongs to was called off. */
export const start: Handler<'start'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const { env, config, store } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance) return {};
    // It ran before and could not finish.
    if (instance.start_count === job.startCount + 1 && instance.status === 'requested') {
      return jobsFor(env, config, { instance, effects: ['launch'] });
    }
    if (job.healing && !instance.start_again) return {};
    const options = { startCount: job.startCount, known: instance };
    return wished(work, () => pass(env, store, instance._id, { kind: 'start-requested' }, options));
  });

export const stop: Handler<'stop'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, () => {
    const { env, store } = work;
    const event = { kind: 'stop-requested', nowMs: env.clock.nowMs() } as const;
    return wished(work, () => pass(env, store, job.instanceId, event, { startCount: job.startCount }));
  });

/** A wish that the state forbids is dropped: whoever wished looks again. */
async function wished({ env, config }: Work, granted: () => Promise<Passage | undefined>): Promise<FollowUps> {
  try {
    const passage = await granted();
    return passage ? jobsFor(env, config, passage) : {};
  } catch (error) {
    if (error instanceof InvalidError) return {};
    throw error;
  }
}

/**
 * Auto-healing: an instance whose agent stays away is shut down for certain, and then started anew with its name, volumes and roles
 * (knowledge base, auto-healing). A machine that lives behind a broken network is terminated as well: nobody can tell the two apart.
 *
 * The configure that tells the others of a silent instance has all roles and instances in hand, and asks for the look
 * (`observe.ts`); so healing costs nothing where nobody is silent or nobody is to be healed.
 *
 * offline -> `heal` after five minutes -> shutting_down, terminated -> stopped -> `start` -> requested -> ...
 */

import type { Handler } from '../life/context.ts';
import { audit, jobsFor, pass } from '../life/passage.ts';
import { rolesOf } from '../life/subject.ts';
import type { FollowUps } from '../queue/job.ts';
import { isHealed } from './observe.ts';

export { isHealed, observation } from './observe.ts';

export const heal: Handler<'heal'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async (): Promise<FollowUps> => {
    const { env, config, store } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance || instance.start_count !== job.startCount) return {};
    const isHealing = instance.status === 'shutting_down' && instance.start_again;
    const isSilent = instance.status === 'offline' && instance.offline_since_ms === job.offlineSinceMs;
    if (!isHealing && !(isSilent && isHealed(await rolesOf(work, instance)))) return {};
    if (isSilent) {
      await audit(env, store, {
        cluster_id: instance.cluster_id,
        instance_id: instance._id,
        action: 'auto-healing',
        message: `${instance.nickname} has been silent for ${Math.round((env.clock.nowMs() - job.offlineSinceMs) / 1000)} s: it is started anew`,
      });
    }
    const event = { kind: 'heal', nowMs: env.clock.nowMs() } as const;
    const passage = await pass(env, store, instance._id, event, { startCount: job.startCount, known: instance });
    return passage ? jobsFor(env, config, passage) : {};
  });

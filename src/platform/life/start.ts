/** From requested to booting: jobs `launch`, `poll` and `boot-check`. */
import { type Instance, type Role, timestamp } from '../documents/index.ts';
import { describeError } from '../errors.ts';
import type { FollowUps, Job } from '../queue/job.ts';
import type { Handler, Work } from './context.ts';
import { LaunchRefusedError } from './ec2.ts';
import { isRefusal } from './ec2-errors.ts';
import { equipJobs } from './equip.ts';
import { nextPoll } from './passage.ts';
import { apply, rolesOf, surroundings, unknownLooks } from './subject.ts';

export const launch: Handler<'launch'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const { store, ec2 } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance || instance.start_count !== job.startCount) return {};
    if (instance.status !== 'requested') {
      // The job ran before and could not finish: it may have to follow up.
      return instance.ec2_instance_id
        ? launched(work, job, instance, instance.ec2_instance_id, await rolesOf(work, instance))
        : {};
    }
    try {
      const { cloud, credential } = await surroundings(work, instance);
      const roles = await rolesOf(work, instance);
      const ec2InstanceId = await ec2.launch(instance, cloud, roles, credential);
      return launched(work, job, instance, ec2InstanceId, roles);
    } catch (error) {
      if (!(error instanceof LaunchRefusedError) && !isRefusal(error)) throw error;
      return launchFailed(work, job, error);
    }
  });

async function launched(
  work: Work,
  job: Job<'launch'>,
  instance: Instance,
  ec2InstanceId: string,
  roles: readonly Role[],
): Promise<FollowUps> {
  const followUps = await apply(work, job, { kind: 'launched', ec2InstanceId }, instance);
  const equipment = equipJobs(work, instance, roles);
  return equipment.length === 0 ? followUps : { ...followUps, now: [...(followUps.now ?? []), ...equipment] };
}

export const launchFailed = (
  work: Work,
  job: { instanceId: string; startCount: number },
  error: unknown,
): Promise<FollowUps> => apply(work, job, { kind: 'launch-failed', reason: describeError(error) });

export const poll: Handler<'poll'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const { env, config, store } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance || instance.start_count !== job.startCount) return {};
    // It ran before and could not finish: what is being healed must start again.
    if (instance.status === 'stopped' && instance.start_again) {
      return apply(work, job, { kind: 'ec2-gone', reason: 'terminated' }, instance);
    }
    if (!instance.ec2_instance_id) return {};
    if (!['pending', 'booting', 'shutting_down'].includes(instance.status)) return {};
    const { cloud, credential } = await surroundings(work, instance);
    const seen = await work.ec2.look(instance.ec2_instance_id, cloud, credential);
    const stopping = instance.status === 'shutting_down';
    const state = seen?.State?.Name;
    if (!seen && !stopping && job.attempt < unknownLooks) throw new Error('EC2 does not know the instance yet');
    if (!seen || state === 'terminated' || (state === 'shutting-down' && !stopping)) {
      const reason = seen ? `EC2: ${seen.StateReason?.Message ?? state}` : 'EC2 does not know the instance';
      const followUps = await apply(work, job, { kind: 'ec2-gone', reason }, instance);
      return instance.agent_id ? { ...followUps, goneAgents: [instance.agent_id] } : followUps;
    }
    if (state === 'running' && !stopping) {
      const addresses = {
        ip: seen.PublicIpAddress ?? null,
        dns_name: seen.PublicDnsName ?? null,
        private_ip: seen.PrivateIpAddress ?? null,
        private_dns_name: seen.PrivateDnsName ?? null,
      };
      const bootedAt = timestamp(env.clock.nowMs());
      return apply(work, job, { kind: 'ec2-running', bootedAt, addresses }, instance);
    }
    return { later: [nextPoll(env, config, job, job.looks + 1)] };
  });

export const bootCheck: Handler<'boot-check'> = (work, job) => apply(work, job, { kind: 'boot-timeout' });

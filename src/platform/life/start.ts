/** From requested to booting: jobs `launch`, `poll` and `boot-check`. */
import { type Cloud, type Credential, type Instance, type Role, timestamp } from '../documents/index.ts';
import { describeError } from '../errors.ts';
import type { FollowUps } from '../queue/job.ts';
import type { Handler, Work } from './context.ts';
import type { LifeEvent } from './decide.ts';
import { LaunchRefusedError } from './ec2.ts';
import { isRefusal } from './ec2-errors.ts';
import { jobsFor, nextPoll, pass } from './passage.ts';

/** How often EC2 may not know an instance that it has just launched before we believe it. */
const unknownLooks = 6;

export const launch: Handler<'launch'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const { store, ec2 } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance || instance.start_count !== job.startCount) return {};
    if (instance.status !== 'requested') {
      // The job ran before and could not finish: it may have to follow up.
      return instance.ec2_instance_id
        ? apply(work, job, { kind: 'launched', ec2InstanceId: instance.ec2_instance_id })
        : {};
    }
    try {
      const { cloud, credential } = await surroundings(work, instance);
      const ec2InstanceId = await ec2.launch(instance, cloud, await rolesOf(work, instance), credential);
      return apply(work, job, { kind: 'launched', ec2InstanceId });
    } catch (error) {
      if (!(error instanceof LaunchRefusedError) && !isRefusal(error)) throw error;
      return launchFailed(work, job, error);
    }
  });

export const launchFailed = (
  work: Work,
  job: { instanceId: string; startCount: number },
  error: unknown,
): Promise<FollowUps> => apply(work, job, { kind: 'launch-failed', reason: describeError(error) });

export const poll: Handler<'poll'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const { env, config, store } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance?.ec2_instance_id || instance.start_count !== job.startCount) return {};
    if (!['pending', 'booting', 'shutting_down'].includes(instance.status)) return {};
    const { cloud, credential } = await surroundings(work, instance);
    const seen = await work.ec2.look(instance.ec2_instance_id, cloud, credential);
    const stopping = instance.status === 'shutting_down';
    const state = seen?.State?.Name;
    if (!seen && !stopping && job.attempt < unknownLooks) throw new Error('EC2 does not know the instance yet');
    if (!seen || state === 'terminated' || (state === 'shutting-down' && !stopping)) {
      const reason = seen ? `EC2: ${seen.StateReason?.Message ?? state}` : 'EC2 does not know the instance';
      const followUps = await apply(work, job, { kind: 'ec2-gone', reason });
      return instance.agent_id ? { ...followUps, goneAgents: [instance.agent_id] } : followUps;
    }
    if (state === 'running' && !stopping) {
      return apply(work, job, {
        kind: 'ec2-running',
        bootedAt: timestamp(env.clock.nowMs()),
        addresses: {
          ip: seen.PublicIpAddress ?? null,
          dns_name: seen.PublicDnsName ?? null,
          private_ip: seen.PrivateIpAddress ?? null,
          private_dns_name: seen.PrivateDnsName ?? null,
        },
      });
    }
    return { later: [nextPoll(env, config, job, job.looks + 1)] };
  });

export const bootCheck: Handler<'boot-check'> = (work, job) => apply(work, job, { kind: 'boot-timeout' });

/** Lets an event happen to the start that a job is about, and says what follows. */
export async function apply(
  { env, config, store }: Work,
  { instanceId, startCount }: { instanceId: string; startCount: number },
  event: LifeEvent,
): Promise<FollowUps> {
  const passage = await pass(env, store, instanceId, event, { startCount });
  return passage ? jobsFor(env, config, passage) : {};
}

/** The cloud of an instance and the key pair that it runs with. */
export async function surroundings(
  { store }: Work,
  instance: Instance,
): Promise<{ cloud: Cloud; credential: Credential }> {
  const cloud = await store.get('cloud', instance.cluster_id);
  if (!cloud) throw new LaunchRefusedError(`instance ${instance.nickname} has no cloud`);
  const credential = await store.get('credential', cloud.credential_id);
  if (!credential) throw new LaunchRefusedError(`cloud ${cloud.name} has no credential`);
  return { cloud, credential };
}

async function rolesOf({ store }: Work, instance: Instance): Promise<Role[]> {
  const roles = await Promise.all(instance.role_ids.map((id) => store.get('role', id)));
  return roles.filter((role) => role !== undefined);
}

/** From shutting down to stopped: jobs `shutdown` and `terminate`; and `reboot`, which leaves the state alone. */
import type { Instance } from '../documents/index.ts';
import { type Command, configureJob, type FollowUps, newJob } from '../queue/job.ts';
import { cloudState, command, onceCommandId } from './commands.ts';
import type { Handler, Work } from './context.ts';
import { nextPoll, pass } from './passage.ts';
import { apply, surroundings } from './subject.ts';

/** A terminate job is taken up this long before it is due, so that the call itself leaves on time. */
const terminateLeadMs = 1_000;

/** Sends the shutdown event and sets the hour of the termination: 45 s from then, or at once where no agent listens. */
export const shutdown: Handler<'shutdown'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const { env, config, store } = work;
    let instance = await store.get('instance', job.instanceId);
    if (!instance || instance.start_count !== job.startCount) return {};
    if (instance.status === 'stopped' && instance.start_again) {
      return apply(work, job, { kind: 'ec2-gone', reason: 'never launched' });
    }
    if (instance.status !== 'shutting_down') return {};
    if (!instance.ec2_instance_id) {
      const ec2InstanceId = await launchedUnnoticed(work, instance);
      if (!ec2InstanceId) return apply(work, job, { kind: 'ec2-gone', reason: 'never launched' });
      await apply(work, job, { kind: 'launched', ec2InstanceId });
    }
    let commands: Command[] = [];
    // A job that runs again has never come to its end: nobody has heard of its shutdown event, and the 45 s begin anew.
    if (instance.terminate_at_ms === null || instance.shutdown_by === job.id) {
      const state = await cloudState(store, instance.cluster_id);
      const terminateAtMs = env.clock.nowMs() + config.shutdownWaitMs;
      instance = (await pass(env, store, instance._id, { kind: 'shutdown-sent', terminateAtMs, by: job.id }))!.instance;
      const id = onceCommandId('shutdown', instance);
      if (state && instance.agent_id) commands = [command(env, id, 'shutdown', instance, state)];
    } else if (instance.shutdown_by !== null) {
      // It was wished twice: the other job sees to it.
      return {};
    }
    const { instanceId, startCount } = job;
    const terminateJob = newJob(`terminate-${instanceId}-${startCount}`, { kind: 'terminate', instanceId, startCount });
    return { commands, later: [{ job: terminateJob, atMs: instance.terminate_at_ms! - terminateLeadMs }] };
  });

export const terminate: Handler<'terminate'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async (): Promise<FollowUps> => {
    const { env, config, store } = work;
    const instance = await store.get('instance', job.instanceId);
    if (!instance?.ec2_instance_id || instance.start_count !== job.startCount) return {};
    if (instance.status !== 'shutting_down' || instance.terminate_at_ms === null) return {};
    const { cloud, credential } = await surroundings(work, instance);
    const leftMs = instance.terminate_at_ms - env.clock.nowMs();
    if (leftMs > 0) await env.clock.sleep(leftMs);
    env.log('instance.terminate', { instance: instance._id, ec2: instance.ec2_instance_id });
    await work.ec2.terminate(instance.ec2_instance_id, cloud, credential);
    const configure = {
      job: configureJob(instance.cluster_id),
      atMs: env.clock.nowMs() + config.configureDelayMs,
    };
    return { later: [nextPoll(env, config, job, 0), configure] };
  });

/** A soft reboot: no state changes, no event is sent. */
export const reboot: Handler<'reboot'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const instance = await work.store.get('instance', job.instanceId);
    if (!instance?.ec2_instance_id) return {};
    const { cloud, credential } = await surroundings(work, instance);
    await work.ec2.reboot(instance.ec2_instance_id, cloud, credential);
    return {};
  });

/** A launch may have died after EC2 had answered and before the id was written down. */
async function launchedUnnoticed(work: Work, instance: Instance): Promise<string | undefined> {
  const { cloud, credential } = await surroundings(work, instance);
  return work.ec2.findLaunched(instance, cloud, credential);
}

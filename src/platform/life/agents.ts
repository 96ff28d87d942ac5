/**
 * What agents cause: jobs `agent-connected`, `agent-lost`, `command-finished`; and `configure`, which tells all of a
 * cloud what it looks like.
 */
import { sharedJson } from '../chef-json.ts';
import { isClientRun, noteClientRun } from '../client/note-run.ts';
import type { CloudState } from '../cloud-state.ts';
import { deploymentOf, noteRun } from '../deploy/results.ts';
import { type Instance, instanceIdOf, timestamp } from '../documents/index.ts';
import { isHealed, observation } from '../healing/observe.ts';
import type { InstallationConfig } from '../installation.ts';
import type { FollowUps } from '../queue/job.ts';
import { cloudState, command, onceCommandId } from './commands.ts';
import type { Handler, Work } from './context.ts';
import type { LifeEvent } from './decide.ts';
import { audit, jobsFor, type Passage, pass } from './passage.ts';

export const agentConnected: Handler<'agent-connected'> = async (work, job) =>
  withInstanceOf(work, job.agentId, job.id, (instance) =>
    happen(work, instance, {
      kind: 'agent-connected',
      facts: job.facts,
      bootedAt: timestamp(work.env.clock.nowMs()),
    }),
  );

export const agentLost: Handler<'agent-lost'> = async (work, job) =>
  withInstanceOf(work, job.agentId, job.id, (instance) =>
    happen(work, instance, { kind: 'agent-lost', nowMs: work.env.clock.nowMs() }),
  );

export const commandFinished: Handler<'command-finished'> = async (work, job) => {
  const { result } = job;
  const deploymentId = deploymentOf(result.commandId);
  if (deploymentId) return noteRun(work, deploymentId, job.agentId, result);
  if (isClientRun(result)) return noteClientRun(work, result);
  return withInstanceOf(work, job.agentId, job.id, async (instance) => {
    const { env, store } = work;
    if (!result.ok) {
      await audit(env, store, {
        cluster_id: instance.cluster_id,
        instance_id: instance._id,
        action: `${result.activity}-failed`,
        message: result.log,
      });
    }
    if (result.commandId !== onceCommandId('setup', instance)) return {};
    return happen(work, instance, { kind: 'setup-finished', ok: result.ok });
  });
};

/** The newest state of the cloud for all of its online instances. */
export const configure: Handler<'configure'> = (work, job) =>
  work.locks.hold(`cloud-${job.cloudId}`, job.id, async () => {
    const { env, config, store } = work;
    // They share an id and so a lock: two may be under way at once, and the one that has read first come last. An agent sorts it out.
    const askedAtMs = env.clock.nowMs();
    const state = await cloudState(store, job.cloudId);
    if (!state) return {};
    const shared = sharedJson(state);
    const online = state.instances.filter((instance) => instance.status === 'online' && instance.agent_id);
    env.log('cloud.configure', { cloud: state.cloud.name, instances: online.length });
    const commands = online.map((instance) =>
      command(env, `configure-${env.random.hex(24)}`, 'configure', instance, state, shared, {}, askedAtMs),
    );
    return { commands, later: silentOnes(config, state) };
  });

/** A look, in a while, at each of those that are offline and can be healed. */
function silentOnes(config: InstallationConfig, { roles, instances }: CloudState): FollowUps['later'] {
  return instances
    .filter(
      ({ status, role_ids }) => status === 'offline' && isHealed(roles.filter(({ _id }) => role_ids.includes(_id))),
    )
    .flatMap((instance) => observation(config, instance));
}

/** Runs `task` with the instance whose present start has this agent; an agent that belongs to none is ignored. */
async function withInstanceOf(
  work: Work,
  agentId: string,
  owner: string,
  task: (instance: Instance) => Promise<FollowUps>,
): Promise<FollowUps> {
  return work.locks.hold(instanceIdOf(agentId), owner, async () => {
    const instance = await work.store.get('instance', instanceIdOf(agentId));
    if (instance?.agent_id === agentId) return task(instance);
    work.env.log('agent.unknown', { agent: agentId });
    return {};
  });
}

async function happen(work: Work, instance: Instance, event: LifeEvent): Promise<FollowUps> {
  const { env, config, store } = work;
  let passage: Passage | undefined;
  let known: Instance | undefined = instance;
  do {
    passage = await pass(env, store, instance._id, event, { startCount: instance.start_count, known });
    known = passage?.instance;
    if (!passage) return {};
  } while (passage.effects.includes('again'));
  const followUps = jobsFor(env, config, passage);
  if (!passage.effects.includes('setup')) return followUps;
  const state = await cloudState(store, instance.cluster_id);
  if (!state) return followUps;
  const setup = command(env, onceCommandId('setup', passage.instance), 'setup', passage.instance, state);
  return { ...followUps, commands: [setup] };
}

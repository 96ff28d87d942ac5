/** The job `deploy`: a deployment becomes a Chef run for each of its instances. It can be done twice. */
import { sharedJson } from '../chef-json.ts';
import { parseJsonObject } from '../deep-merge.ts';
import { type Application, type Deployment, type DeploymentRun, type Instance, timestamp } from '../documents/index.ts';
import { ConflictError } from '../errors.ts';
import { cloudState, command } from '../life/commands.ts';
import type { Handler } from '../life/context.ts';
import type { Command, FollowUps } from '../queue/job.ts';
import type { Store } from '../store.ts';
import { deleteApplication } from './delete-application.ts';
import { deploymentCommandId } from './ids.ts';
import { completed, nextCheck } from './results.ts';
import { everyAttended, hasAgent, selectionOf } from './selection.ts';

export const deploy: Handler<'deploy'> = (work, job) =>
  work.locks.hold(`deployment-${job.deployment._id}`, job.id, async (): Promise<FollowUps> => {
    const { env, store } = work;
    const written = await writtenDown(store, job.deployment);
    if (written.status !== 'running') return {};
    // Gone before anybody is told: an instance that is set up meanwhile does not get it.
    if (written.deletes_application) await deleteApplication(store, written.application_id!, env.clock.nowMs());
    const state = await cloudState(store, written.cluster_id);
    if (!state) return {};
    const updated = await store.update(
      'deployment',
      written._id,
      (newest) => begun(newest, state.instances, env.clock.nowMs()),
      written,
    );
    const deployment = updated!.after;
    const application = written.application_id
      ? await store.get('application', written.application_id, { deleted: true })
      : undefined;
    const shared = sharedJson(state);
    const byId = new Map(state.instances.map((instance) => [instance._id, instance]));
    const commands = deployment.instances.flatMap((instanceId, at): Command[] => {
      const instance = byId.get(instanceId);
      if (!instance || deployment.runs[instanceId]?.status !== 'running') return [];
      const id = deploymentCommandId(deployment._id, instanceId);
      return [command(env, id, deployment.command, instance, state, shared, optionsFor(deployment, application, at))];
    });
    env.log('deployment.told', { deployment: deployment._id, command: deployment.command, instances: commands.length });
    if (deployment.status !== 'running') return {};
    return { commands, later: [nextCheck(work, deployment._id)] };
  });

/** The frontend may write it at this very moment. */
async function writtenDown(store: Store, deployment: Deployment): Promise<Deployment> {
  for (;;) {
    const written = await store.get('deployment', deployment._id);
    if (written) return written;
    try {
      return await store.put(deployment);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

/** With a run for each instance: those that nobody can tell have failed at once. */
function begun(deployment: Deployment, instances: readonly Instance[], nowMs: number): Deployment {
  const selected = deployment.deletes_application
    ? { ...selectionOf(instances, everyAttended(instances)) }
    : { instances: deployment.instances };
  const byId = new Map(instances.map((instance) => [instance._id, instance]));
  const missing = selected.instances.filter((id) => !deployment.runs[id]);
  const runs = missing.map((id) => [id, runOn(byId.get(id), timestamp(nowMs))] as const);
  return completed({ ...deployment, ...selected, runs: { ...deployment.runs, ...Object.fromEntries(runs) } }, nowMs);
}

function runOn(instance: Instance | undefined, now: string): DeploymentRun {
  const told = { agent_id: instance?.agent_id ?? null, created_at: now, log_id: null };
  return instance && hasAgent(instance)
    ? { ...told, status: 'running', completed_at: null, error: null }
    : { ...told, status: 'failed', completed_at: now, error: `the instance is ${instance?.status ?? 'gone'}` };
}

/** `at` is the place of the instance in the deployment: its restart waits for those before it. */
function optionsFor(deployment: Deployment, application: Application | undefined, at: number) {
  return {
    deploymentId: deployment._id,
    ...(application ? { applications: [application] } : {}),
    ...(deployment.command === 'execute_recipes' ? { recipes: deployment.recipes } : {}),
    migrate: deployment.migrate && deployment.migration_instance_id === deployment.instances[at],
    sleepBeforeRestartSeconds: at * Number(deployment.shift_between_restarts),
    custom: parseJsonObject(deployment.custom_json) ?? {},
  };
}

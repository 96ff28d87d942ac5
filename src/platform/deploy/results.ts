/** What becomes of a deployment: each run's outcome and log, and its end when all have reported or never will. */
import {
  type Deployment,
  type DeploymentRun,
  type Instance,
  logIdOf,
  newChefLog,
  timestamp,
} from '../documents/index.ts';
import { ConflictError } from '../errors.ts';
import type { Handler, Work } from '../life/context.ts';
import { audit } from '../life/passage.ts';
import type { CommandResult } from '../messages.ts';
import { type FollowUps, newJob } from '../queue/job.ts';
import { hasAgent } from './selection.ts';

export { deploymentOf } from './ids.ts';

/** The deployment, ended if no run of it is still open. First when, then what. */
export function completed(deployment: Deployment, nowMs: number): Deployment {
  const runs = Object.values(deployment.runs);
  if (deployment.status !== 'running' || runs.some(({ status }) => status === 'running')) return deployment;
  const successful = runs.every(({ status }) => status === 'successful');
  const now = timestamp(nowMs);
  const status = successful ? 'successful' : 'failed';
  return { ...deployment, completed_at: now, updated_at: now, status, successful };
}

/** Notes the run that `result` tells of, and keeps its log. It can be done twice. */
export async function noteRun(
  work: Work,
  deploymentId: string,
  agentId: string,
  result: CommandResult,
): Promise<FollowUps> {
  const { env, store } = work;
  const nowMs = env.clock.nowMs();
  const deployment = await store.get('deployment', deploymentId);
  if (!deployment) return {};
  const logId = logIdOf(result.commandId);
  const { activity, ok, log, instanceId: instance_id } = result;
  const fields = { cluster_id: deployment.cluster_id, instance_id, deployment_id: deploymentId, activity, ok, log };
  await store.put(newChefLog(fields, { id: logId, nowMs })).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
  });
  await changed(work, deployment, (newest) => {
    const run = newest.runs[instance_id];
    if (run?.status !== 'running' || run.agent_id !== agentId) return undefined;
    return ended(newest, instance_id, { status: ok ? 'successful' : 'failed', log_id: logId }, nowMs);
  });
  return {};
}

/** The job `deployment-check`: who was stopped, or has been away for too long, has failed. */
export const deploymentCheck: Handler<'deployment-check'> = async (work, job) => {
  const { env, config, store } = work;
  const nowMs = env.clock.nowMs();
  const deployment = await store.get('deployment', job.deploymentId);
  if (deployment?.status !== 'running') return {};
  const open = Object.keys(deployment.runs).filter((id) => deployment.runs[id]!.status === 'running');
  const instances = new Map((await store.some('instance', open)).map((instance) => [instance._id, instance]));
  const isLate = nowMs - Date.parse(deployment.created_at) > config.deploymentTimeoutMs;
  const isOpen = await changed(work, deployment, (newest) =>
    open.reduce((one, id) => {
      const run = one.runs[id];
      if (run?.status !== 'running') return one;
      const error = whyNever(run, instances.get(id)) ?? (isLate ? 'it has not reported in time' : undefined);
      return error ? ended(one, id, { status: 'failed', error }, nowMs) : one;
    }, newest),
  );
  return isOpen ? { later: [nextCheck(work, deployment._id)] } : {};
};

export function nextCheck({ env, config }: Work, deploymentId: string) {
  const job = newJob(`deployment-check-${deploymentId}`, { kind: 'deployment-check', deploymentId });
  return { job, atMs: env.clock.nowMs() + config.deploymentCheckMs };
}

function whyNever(run: DeploymentRun, instance: Instance | undefined): string | undefined {
  if (!instance) return 'the instance is gone';
  return hasAgent(instance) && instance.agent_id === run.agent_id
    ? undefined
    : 'the instance was stopped before it had reported';
}

function ended(deployment: Deployment, instanceId: string, outcome: Partial<DeploymentRun>, nowMs: number): Deployment {
  const run = { ...deployment.runs[instanceId]!, ...outcome, completed_at: timestamp(nowMs) };
  return completed({ ...deployment, runs: { ...deployment.runs, [instanceId]: run } }, nowMs);
}

/** Writes what `change` makes of it, and tells of its end. Whether it is still open. */
async function changed(
  { env, store }: Work,
  deployment: Deployment,
  change: (newest: Deployment) => Deployment | undefined,
): Promise<boolean> {
  const updated = await store.update(
    'deployment',
    deployment._id,
    (newest) => {
      const after = change(newest);
      return after === newest ? undefined : after;
    },
    deployment,
  );
  if (!updated) return false;
  const { before, after } = updated;
  if (before.status === 'running' && after.status !== 'running') {
    env.log('deployment.ended', { deployment: after._id, command: after.command, status: after.status });
    const { cluster_id, user_id, command, status } = after;
    await audit(env, store, { cluster_id, user_id, action: command, message: `${command} is ${status}` });
  }
  return after.status === 'running';
}

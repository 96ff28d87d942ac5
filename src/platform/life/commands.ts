/** Chef runs for agents, made from the documents as they are now. */

import { chefJson, type RunOptions, sharedJson } from '../chef-json.ts';
import type { CloudState } from '../cloud-state.ts';
import type { Cloud, Instance } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import type { Command } from '../queue/job.ts';
import { type Activity, recipesFor } from '../recipes.ts';
import type { Store } from '../store.ts';

/** The cloud with its roles, instances and applications; undefined when there is no such cloud. */
export async function cloudState(store: Store, cloudId: string): Promise<CloudState | undefined> {
  const cloud: Cloud | undefined = await store.get('cloud', cloudId);
  if (!cloud) return undefined;
  const [roles, instances, applications] = await Promise.all([
    store.under('role', 'roles/by_cloud', cloudId),
    store.under('instance', 'instances/by_cloud', cloudId),
    store.some('application', cloud.application_ids),
  ]);
  return { cloud, roles, instances, applications };
}

/** Setup and shutdown happen once in each start: their id says which, so that an agent runs them once however often they are sent. */
export function onceCommandId(activity: 'setup' | 'shutdown', instance: Instance): string {
  return `${activity}-${instance._id}-${instance.start_count}`;
}

export function command(
  env: Environment,
  id: string,
  activity: Activity,
  instance: Instance,
  state: CloudState,
  shared = sharedJson(state),
  options: RunOptions = {},
  atMs = env.clock.nowMs(),
): Command {
  const json = chefJson(activity, instance, state, shared, env.clock.nowMs(), options);
  const roles = state.roles.filter((role) => instance.role_ids.includes(role._id));
  return {
    id,
    agentId: instance.agent_id!,
    instanceId: instance._id,
    atMs,
    activity,
    recipes: recipesFor(activity, roles),
    json,
  };
}

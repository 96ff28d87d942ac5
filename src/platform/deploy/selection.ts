/** Which instances a deployment is for. */

import { applicationRoles } from '../chef-services.ts';
import type { Application, Deployment, Instance, Role } from '../documents/index.ts';

export interface Selection {
  instances: string[];
  /** Who was online and left out. */
  skipped_instances: string[];
}

const isOnline = (instance: Instance): boolean => instance.status === 'online';

/** All that are online, or those of them that are `wanted`. */
export function selectionOf(instances: readonly Instance[], wanted?: readonly string[]): Selection {
  const online = instances.filter(isOnline).map((instance) => instance._id);
  const chosen = wanted ?? online;
  return { instances: [...chosen], skipped_instances: online.filter((id) => !chosen.includes(id)) };
}

/**
 * A repetition is for all that are online now except for those that were skipped then: load- and time-based instances
 * that were off are selected as well (blog of 2011-11-18).
 */
export function repeatedSelection(instances: readonly Instance[], { skipped_instances }: Deployment): Selection {
  const online = instances.filter(isOnline).map((instance) => instance._id);
  return {
    instances: online.filter((id) => !skipped_instances.includes(id)),
    skipped_instances: online.filter((id) => skipped_instances.includes(id)),
  };
}

/** Every instance that has, or will soon have, what was deployed in this cloud: no agent may keep it. */
export function everyAttended(instances: readonly Instance[]): string[] {
  return instances.filter(hasAgent).map((instance) => instance._id);
}

/** Whose agent listens, or will when it is back. */
export function hasAgent({ status, agent_id }: Instance): boolean {
  return agent_id !== null && ['running_setup', 'online', 'setup_failed', 'offline'].includes(status);
}

/** The one that migrates: the first with the role that runs the application, or simply the first (ours). */
export function migrationInstanceOf(
  { application_type }: Application,
  selected: readonly string[],
  instances: readonly Instance[],
  roles: readonly Role[],
): string | null {
  const running = new Set(
    roles
      .filter(
        ({ role_type }) =>
          (applicationRoles as Partial<Record<string, { type: string }>>)[role_type]?.type === application_type,
      )
      .map((role) => role._id),
  );
  const runs = (id: string) => instances.find(({ _id }) => _id === id)?.role_ids.some((roleId) => running.has(roleId));
  return selected.find(runs) ?? selected[0] ?? null;
}

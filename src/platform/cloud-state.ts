import type { Application } from './documents/application.ts';
import type { Cloud } from './documents/cloud.ts';
import type { Instance } from './documents/instance.ts';
import type { Role, RoleType } from './documents/role.ts';

/** A cloud as its machines see it, made once for all of them. */
export interface CloudState {
  cloud: Cloud;
  roles: readonly Role[];
  instances: readonly Instance[];
  applications: readonly Application[];
}

/** The online instances of a cloud that have a role of this type. */
export function onlineWith({ roles, instances }: CloudState, type: RoleType): Instance[] {
  const ids = new Set(roles.filter((role) => role.role_type === type).map((role) => role._id));
  if (ids.size === 0) return [];
  return instances.filter(({ status, role_ids }) => status === 'online' && role_ids.some((id) => ids.has(id)));
}

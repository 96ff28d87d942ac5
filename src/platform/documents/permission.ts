import { type Document, documentBase, type Identity } from './document.ts';

/** From nothing to everything; each level may do what those before it may (blog of 2011-09-22). */
export const permissionLevels = ['none', 'show', 'deploy', 'manage'] as const;
export type PermissionLevel = (typeof permissionLevels)[number];

/** What one user may do in one cloud, and what is in it. */
export interface Permission extends Document {
  type: 'permission';
  user_id: string;
  cluster_id: string;
  level: PermissionLevel;
  ssh: boolean;
  sudo: boolean;
}

export type PermissionFields = Pick<Permission, 'user_id' | 'cluster_id' | 'level'> &
  Partial<Pick<Permission, 'ssh' | 'sudo'>>;

export function newPermission(fields: PermissionFields, identity: Identity): Permission {
  return { ...documentBase('permission', identity), ssh: false, sudo: false, ...fields };
}

export function permits(held: PermissionLevel, needed: PermissionLevel): boolean {
  return permissionLevels.indexOf(held) >= permissionLevels.indexOf(needed);
}

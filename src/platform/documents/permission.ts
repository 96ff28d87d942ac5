import { createHash } from 'node:crypto';
import { type Document, documentBase, type Identity } from './document.ts';

/** From nothing to everything; each level may do what those before it may (blog of 2011-09-22). */
export const permissionLevels = ['none', 'show', 'deploy', 'manage'] as const;
export type PermissionLevel = (typeof permissionLevels)[number];

/** A level, and whether the user gets a login on the machines, with or without sudo. */
export interface Rights {
  level: PermissionLevel;
  ssh: boolean;
  sudo: boolean;
}

/** What one user may do in one cloud, and what is in it. */
export interface Permission extends Document, Rights {
  type: 'permission';
  user_id: string;
  cluster_id: string;
}

export type PermissionFields = Pick<Permission, 'user_id' | 'cluster_id' | 'level'> &
  Partial<Pick<Permission, 'ssh' | 'sudo'>>;

export function newPermission(fields: PermissionFields, identity: Identity): Permission {
  return { ...documentBase('permission', identity), ssh: false, sudo: false, ...fields };
}

/** The same for the same user and cloud, so that two who record it at once do not record it twice. */
export function permissionId(userId: string, cloudId: string): string {
  return createHash('sha256').update(`${userId}/${cloudId}`).digest('hex').slice(0, 32);
}

export function permits(held: PermissionLevel, needed: PermissionLevel): boolean {
  return permissionLevels.indexOf(held) >= permissionLevels.indexOf(needed);
}

/** Who is asking, and what they may do in a cloud (levels: blog of 2011-09-22). */
import type { Cloud, Permission, PermissionLevel, User } from '../documents/index.ts';
import { permits, tokenHash } from '../documents/index.ts';
import type { Store } from '../store.ts';
import { ForbiddenError, NotFoundError, UnauthorizedError } from './errors.ts';

/** The user with this token. Throws an UnauthorizedError when there is none, or API access is off. */
export async function authenticate(store: Store, token: string): Promise<User> {
  const [user] = await store.documents('user', 'users/by_token_hash', { key: tokenHash(token) });
  if (!user?.api_enabled) throw new UnauthorizedError();
  return user;
}

/** The cloud, if `user` holds at least `needed` in it. 404 when there is none of that id, 403 when there is. */
export async function cloudFor(store: Store, user: User, cloudId: string, needed: PermissionLevel): Promise<Cloud> {
  const cloud = await store.get('cloud', cloudId);
  if (!cloud) throw new NotFoundError();
  if (cloud.account_id !== user.account_id) throw new ForbiddenError();
  if (user.admin) return cloud;
  const [permission] = await store.documents('permission', 'permissions/by_user_and_cloud', {
    key: [user._id, cloudId],
  });
  if (!permits(permission?.level ?? (await unrecordedLevel(store, user)), needed)) throw new ForbiddenError();
  return cloud;
}

/** The clouds of the user's account that the user may notice. */
export async function visibleClouds(store: Store, user: User): Promise<Cloud[]> {
  const clouds = await store.under('cloud', 'clouds/by_account', user.account_id);
  if (user.admin) return clouds;
  const permissions = await store.under('permission', 'permissions/by_user_and_cloud', user._id);
  const levels = new Map(permissions.map((permission: Permission) => [permission.cluster_id, permission.level]));
  const unrecorded = await unrecordedLevel(store, user);
  return clouds.filter((cloud) => permits(levels.get(cloud._id) ?? unrecorded, 'show'));
}

async function unrecordedLevel(store: Store, user: User): Promise<PermissionLevel> {
  return (await store.get('account', user.account_id))?.default_level ?? 'none';
}

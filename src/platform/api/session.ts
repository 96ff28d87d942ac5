/** Who is asking, and what they may do in a cloud (levels: blog of 2011-09-22). */
import { timingSafeEqual } from 'node:crypto';
import type { AnyDocument, Cloud, PermissionLevel, User } from '../documents/index.ts';
import { permits } from '../documents/index.ts';
import type { Store } from '../store.ts';
import { ForbiddenError, NotFoundError, UnauthorizedError } from './errors.ts';
import { type ChildType, isLevel, type OwnedType, type Route } from './route.ts';

/**
 * The user whose token has this hash. Throws an UnauthorizedError when there is none, or API access is off. The store
 * finds the hash, and what it found is compared in constant time: an index that is behind or coarse lets nobody in.
 */
export async function authenticate(store: Store, hash: string): Promise<User> {
  const [user] = await store.documents('user', 'users/by_token_hash', { key: hash });
  if (!user?.api_enabled || !sameHash(user.token_hash, hash)) throw new UnauthorizedError();
  return user;
}

function sameHash(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** What the ids of a path stand for, by their names in it. Throws when the route's rule does not admit the user. */
export async function admit(
  store: Store,
  { rule, names }: Route,
  user: User,
  ids: Readonly<Record<string, string>>,
): Promise<Record<string, AnyDocument>> {
  if (rule === 'admin' && !user.admin) throw new ForbiddenError();
  if (rule === 'self' && !user.admin && ids.user !== user._id) throw new ForbiddenError();
  const level = isLevel(rule) ? rule : 'show';
  const found: Record<string, AnyDocument> = {};
  for (const name of names) {
    const id = ids[name] ?? '';
    if (!isId(id)) throw new NotFoundError();
    if (name === 'cloud') found.cloud = await cloudFor(store, user, id, level);
    else if (isOwned(name)) found[name] = await ownedFor(store, user, name, id);
    else found[name] = await childFor(store, user, name as ChildType, id, level, found);
  }
  return found;
}

/** Anything else is no document of ours, and would reach others of CouchDB's resources. */
const isId = (id: string): boolean => /^[0-9a-f]{32}$/.test(id);

const owned: readonly string[] = ['user', 'credential', 'ssh_key'] satisfies readonly OwnedType[];
const isOwned = (name: string): name is OwnedType => owned.includes(name);

async function ownedFor(store: Store, user: User, type: OwnedType, id: string): Promise<AnyDocument> {
  const document = await store.get(type, id);
  if (document?.account_id !== user.account_id) throw new NotFoundError();
  return document;
}

/** A child of the cloud that was found before it; where it comes first in the path it leads to its cloud. */
async function childFor(
  store: Store,
  user: User,
  type: ChildType,
  id: string,
  level: PermissionLevel,
  found: Record<string, AnyDocument>,
): Promise<AnyDocument> {
  const child = await store.get(type, id);
  if (!child) throw new NotFoundError();
  found.cloud ??= await cloudFor(store, user, child.cluster_id, level);
  const elsewhere = found.application && 'application_id' in child && child.application_id !== found.application._id;
  if (child.cluster_id !== found.cloud._id || elsewhere) throw new NotFoundError();
  return child;
}

/** The cloud, if `user` holds at least `needed` in it. 404 when there is none of that id, 403 when there is. */
async function cloudFor(store: Store, user: User, cloudId: string, needed: PermissionLevel): Promise<Cloud> {
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
  const levels = new Map(permissions.map((permission) => [permission.cluster_id, permission.level]));
  const unrecorded = await unrecordedLevel(store, user);
  return clouds.filter((cloud) => permits(levels.get(cloud._id) ?? unrecorded, 'show'));
}

export async function unrecordedLevel(store: Store, user: User): Promise<PermissionLevel> {
  return (await store.get('account', user.account_id))?.default_level ?? 'none';
}

/** Who may do what in a cloud: a record for each user and cloud, and what those get who come later (blog of 2011-09-22). */
import { z } from 'zod';
import {
  type Cloud,
  newPermission,
  type Permission,
  permissionId,
  type Rights,
  timestamp,
  type User,
} from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import { ConflictError, InvalidError } from '../errors.ts';
import { audit } from '../life/passage.ts';
import type { Store } from '../store.ts';
import { amend, type Frontend, remove } from './parts.ts';
import { accepted, ok, route } from './route.ts';
import { defaults, listOf, permission } from './schemas/answers.ts';
import { level, said } from './schemas/fields.ts';
import { unrecordedLevel } from './session.ts';
import { refreshSshUsers } from './ssh-users.ts';

const rights = z.object({ level, ssh: z.boolean(), sudo: z.boolean() }).partial();

export const permissionRoutes = [
  route({
    method: 'GET',
    path: '/clouds/:cloud/permissions',
    rule: 'admin',
    summary: 'What each user of the account may do in a cloud',
    answers: { 200: listOf(permission) },
    handle: async ({ store }, { user: asking, found: { cloud } }) => {
      const users = await store.under('user', 'users/by_account', cloud.account_id);
      const records = await store.documents('permission', 'permissions/by_cloud', { key: cloud._id });
      const held = new Map(records.map((record) => [record.user_id, record]));
      const unrecorded = await unrecordedLevel(store, asking);
      return ok(users.map((user) => effective(user, cloud._id, held.get(user._id), unrecorded)));
    },
  }),
  route({
    method: 'PUT',
    path: '/clouds/:cloud/permissions/:user',
    rule: 'admin',
    summary: "Changes what a user may do in a cloud and in all that belongs to it; an admin's full access stays",
    body: rights,
    example: { level: 'deploy', ssh: true, sudo: false },
    answers: { 202: permission },
    handle: async (frontend, { user: asking, found: { cloud, user }, body }) => {
      if (user.admin) throw new InvalidError(['Admins always have full access']);
      const changed = await record(frontend, user, cloud, said(body));
      await refreshSshUsers(frontend, cloud);
      const { level, ssh, sudo } = changed;
      const message = `${user.name} has ${level}, ${ssh ? 'ssh' : 'no ssh'}, ${sudo ? 'sudo' : 'no sudo'}`;
      const action = 'permission-changed';
      await audit(frontend.env, frontend.store, { cluster_id: cloud._id, user_id: asking._id, action, message });
      return accepted(`/clouds/${cloud._id}/permissions`, effective(user, cloud._id, changed, 'none'));
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/default_permission',
    rule: 'admin',
    summary: 'What a user gets in this cloud who is made later',
    answers: { 200: defaults },
    handle: (_, { found: { cloud } }) => ok(defaultsOf(cloud)),
  }),
  route({
    method: 'PUT',
    path: '/clouds/:cloud/default_permission',
    rule: 'admin',
    summary: 'Changes what a user gets in this cloud who is made later',
    body: rights,
    example: { level: 'show' },
    answers: { 202: defaults },
    handle: async (frontend, { found: { cloud }, body }) => {
      const wanted = said({ default_level: body.level, default_ssh: body.ssh, default_sudo: body.sudo });
      return accepted(`/clouds/${cloud._id}/default_permission`, defaultsOf(await amend(frontend, cloud, wanted)));
    },
  }),
  route({
    method: 'GET',
    path: '/users/:user/permissions',
    rule: 'self',
    summary: 'What a user may do in each cloud that it may notice; admins see the others as well',
    answers: { 200: listOf(permission) },
    handle: async ({ store }, { user: asking, found: { user } }) => {
      const clouds = await store.under('cloud', 'clouds/by_account', user.account_id);
      const records = await store.under('permission', 'permissions/by_user_and_cloud', user._id);
      const held = new Map(records.map((record) => [record.cluster_id, record]));
      const unrecorded = await unrecordedLevel(store, user);
      const all = clouds.map((cloud) => effective(user, cloud._id, held.get(cloud._id), unrecorded));
      return ok(asking.admin ? all : all.filter(({ level }) => level !== 'none'));
    },
  }),
];

const defaultsOf = ({ default_level, default_ssh, default_sudo }: Cloud | User): Rights => ({
  level: default_level,
  ssh: default_ssh,
  sudo: default_sudo,
});

/** What a user really has: admins everything, others what is recorded. */
function effective(
  { _id, admin }: User,
  cloudId: string,
  recorded: Permission | undefined,
  unrecorded: Rights['level'],
): Rights & { user_id: string; cluster_id: string } {
  const pair = { user_id: _id, cluster_id: cloudId };
  if (admin) return { ...pair, level: 'manage', ssh: true, sudo: true };
  const { level = unrecorded, ssh = false, sudo = false } = recorded ?? {};
  return { ...pair, level, ssh, sudo };
}

/** Records what was said; of what was never recorded the rest is the cloud's default. */
async function record(
  { env, store }: Frontend,
  user: User,
  cloud: Cloud,
  wanted: Partial<Rights>,
): Promise<Permission> {
  const nowMs = env.clock.nowMs();
  const change = (newest: Permission) => ({ ...newest, ...wanted, updated_at: timestamp(nowMs) });
  const first = firstPermission(user, cloud, defaultsOf(cloud), nowMs);
  const [known = first] = await store.documents('permission', 'permissions/by_user_and_cloud', {
    key: [user._id, cloud._id],
  });
  if (!known._rev) await putFirst(store, first);
  const updated = await store.update('permission', known._id, change, known._rev ? known : undefined);
  return updated?.after ?? known;
}

/** Somebody else may have been first: then theirs is the record. */
async function putFirst(store: Store, permission: Permission): Promise<void> {
  await store.put(permission).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
  });
}

/** The record of a user and a cloud of which one is new. */
function firstPermission(user: User, cloud: Cloud, { level, ssh, sudo }: Rights, nowMs: number): Permission {
  const fields = { user_id: user._id, cluster_id: cloud._id, level, ssh, sudo };
  return newPermission(fields, { id: permissionId(user._id, cloud._id), nowMs });
}

/** What each user gets on a cloud that is new; whoever makes it may manage it. */
export function permissionsOnNewCloud(
  { clock }: Environment,
  cloud: Cloud,
  maker: User,
  users: readonly User[],
): Permission[] {
  const nowMs = clock.nowMs();
  const given = (user: User): Rights =>
    user._id === maker._id ? { ...defaultsOf(user), level: 'manage' } : defaultsOf(user);
  return users.filter(({ admin }) => !admin).map((user) => firstPermission(user, cloud, given(user), nowMs));
}

/** Records what the clouds of the account have for new users, where nothing is recorded. Admins need no record. */
export async function recordDefaults({ env, store }: Pick<Frontend, 'env' | 'store'>, user: User): Promise<void> {
  if (user.admin) return;
  const clouds = await store.under('cloud', 'clouds/by_account', user.account_id);
  const records = await store.under('permission', 'permissions/by_user_and_cloud', user._id);
  const recorded = new Set(records.map(({ cluster_id }) => cluster_id));
  for (const cloud of clouds.filter(({ _id }) => !recorded.has(_id))) {
    await putFirst(store, firstPermission(user, cloud, defaultsOf(cloud), env.clock.nowMs()));
  }
}

/** Takes a user's records away, when the user goes. */
export async function forgetPermissions(frontend: Frontend, user: User): Promise<void> {
  const records = await frontend.store.under('permission', 'permissions/by_user_and_cloud', user._id);
  for (const record of records) await remove(frontend, record);
}

/**
 * A copy of a cloud: a customer's staging from the one that works, a tenant's cloud from the model. Roles, and on request
 * applications and permissions, come along; instances do not (as the later OpsWorks cloned its stacks, within a region).
 */
import { z } from 'zod';
import { type Application, type Cloud, copyOf, type Permission, type Role, type User } from '../documents/index.ts';
import { audit } from '../life/passage.ts';
import { type Frontend, newIdentity, newPassword } from './parts.ts';
import { permissionsOnNewCloud } from './permissions.ts';
import { created, route } from './route.ts';
import { identified } from './schemas/answers.ts';
import { customJson, line, optional } from './schemas/fields.ts';
import { sshUsers } from './ssh-users.ts';

const cloneBody = z.object({
  name: optional(line()),
  custom_json: customJson.optional(),
  applications: z.boolean().default(true),
  permissions: z.boolean().default(true),
});

export const cloneRoutes = [
  route({
    method: 'POST',
    path: '/clouds/:cloud/clone',
    rule: 'manage',
    summary: 'A copy of a cloud with its roles, applications and permissions, and without instances',
    body: cloneBody,
    example: { name: 'shop staging', custom_json: '{"environment":"staging"}' },
    answers: { 201: identified },
    handle: async (frontend, { user, found, body }) => {
      const { _id } = await clone(frontend, user, found.cloud, body);
      return created(`/clouds/${_id}`, { id: _id });
    },
  }),
];

/** Everything is written before the cloud, whose document is what makes the rest belong somewhere. */
async function clone(
  frontend: Frontend,
  maker: User,
  model: Cloud,
  wanted: z.output<typeof cloneBody>,
): Promise<Cloud> {
  const { env, store } = frontend;
  const identity = newIdentity(frontend);
  const roles = await store.under('role', 'roles/by_cloud', model._id);
  const applications = wanted.applications ? await store.some('application', model.application_ids) : [];
  const ownApplications = applications.map(
    (one): Application => copyOf(one, newIdentity(frontend), { cluster_id: identity.id }),
  );
  const plain = copyOf(model, identity, {
    name: wanted.name ?? `${model.name} copy`,
    user_id: maker._id,
    mysql_root_password: newPassword(frontend),
    custom_json: wanted.custom_json ?? model.custom_json,
    application_ids: ownApplications.map(({ _id }) => _id),
  });
  const users = await store.under('user', 'users/by_account', model.account_id);
  const permissions = permissionsOnNewCloud(env, plain, maker, users);
  const own = wanted.permissions ? await asInModel(frontend, model, permissions) : permissions;
  for (const role of roles) {
    await store.put(copyOf<Role>(role, newIdentity(frontend), { cluster_id: plain._id, load_ignored_until_ms: 0 }));
  }
  for (const document of [...ownApplications, ...own]) await store.put(document);
  const made = await store.put({ ...plain, ssh_users: sshUsers(users, own) });
  await audit(env, store, {
    cluster_id: made._id,
    user_id: maker._id,
    action: 'cloned',
    message: `${made.name} is a copy of ${model.name}`,
  });
  return made;
}

/** What users have in the model, where something is recorded there; the others get what new clouds give them. */
async function asInModel({ store }: Frontend, model: Cloud, fresh: readonly Permission[]): Promise<Permission[]> {
  const recorded = await store.documents('permission', 'permissions/by_cloud', { key: model._id });
  const held = new Map(recorded.map((permission) => [permission.user_id, permission]));
  return fresh.map((permission) => {
    const { level, ssh, sudo } = held.get(permission.user_id) ?? permission;
    return { ...permission, level, ssh, sudo };
  });
}

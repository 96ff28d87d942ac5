/** Roles of a cloud (their settings are changed in role-settings.ts): list, show, create, remove, and the instances that have one. */
import { z } from 'zod';
import { builtInRoleTypes, newRole, presented } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { presentedInstance } from './instances.ts';
import { newIdentity, remove } from './parts.ts';
import { roleSettings } from './role-settings.ts';
import { accepted, created, ok, route } from './route.ts';
import { identified, instance, listOf, role } from './schemas/answers.ts';
import { name, optional, said } from './schemas/fields.ts';
import { claim, giveBack } from './unique.ts';

const shortname = z
  .string()
  .trim()
  .max(63)
  .regex(/^([a-z0-9][a-z0-9_-]*)?$/, 'is not a short name');

const newRoleBody = roleSettings.extend({
  name,
  shortname: optional(shortname),
  role_type: z.enum([...builtInRoleTypes, 'custom']).default('custom'),
});

export const roleRoutes = [
  route({
    method: 'GET',
    path: '/clouds/:cloud/roles',
    rule: 'show',
    summary: 'The roles of a cloud',
    answers: { 200: listOf(role) },
    handle: async ({ store }, { found: { cloud } }) =>
      ok((await store.under('role', 'roles/by_cloud', cloud._id)).map((role) => presented(role))),
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/roles',
    rule: 'manage',
    summary: 'A new role, built-in or custom; a custom one has a short name of its own',
    body: newRoleBody,
    example: { name: 'Memcached', role_type: 'memcached' },
    answers: { 201: identified },
    handle: async (frontend, { found: { cloud }, body }) => {
      const shortname = body.shortname ?? (body.role_type === 'custom' ? undefined : body.role_type);
      if (!shortname) throw new InvalidError(["Shortname can't be blank"]);
      // Machines know a role by its short name: it is the key of `node[:scalarium][:roles]`.
      const same = await frontend.store.view('roles/by_cloud', { key: [cloud._id, shortname] });
      const taken = 'Shortname has already been taken';
      if (same.length > 0) throw new InvalidError([taken]);
      await claim(frontend.redis, { what: 'role', within: cloud._id, value: shortname }, taken);
      const { name, role_type } = body;
      const fields = { ...said(body), name, role_type, shortname, cluster_id: cloud._id };
      const { _id } = await frontend.store.put(newRole(fields, newIdentity(frontend)));
      return created(`/clouds/${cloud._id}/roles/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/roles/:role',
    rule: 'show',
    summary: 'A role',
    answers: { 200: role },
    handle: (_, { found }) => ok(presented(found.role)),
  }),
  route({
    method: 'DELETE',
    path: '/clouds/:cloud/roles/:role',
    rule: 'manage',
    summary: 'Removes a role that no instance has',
    answers: { 202: identified },
    handle: async (frontend, { found: { role } }) => {
      const members = await frontend.store.under('instance', 'instances/by_role', role._id);
      if (members.length > 0) throw new InvalidError([`Can't remove role while ${members.length} instances have it`]);
      await giveBack(frontend.redis, { what: 'role', within: role.cluster_id, value: role.shortname });
      await remove(frontend, role);
      return accepted(`/clouds/${role.cluster_id}/roles`, { id: role._id });
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/roles/:role/instances',
    rule: 'show',
    summary: 'The instances that have a role',
    answers: { 200: listOf(instance) },
    handle: async ({ store }, { found }) => {
      const instances = await store.under('instance', 'instances/by_role', found.role._id);
      return ok(instances.map(presentedInstance));
    },
  }),
];

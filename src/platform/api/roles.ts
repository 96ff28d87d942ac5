/** Roles of a cloud: list, show, create, and the instances that have one. */
import { z } from 'zod';
import { builtInRoleTypes, newRole, presented } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { newIdentity } from './parts.ts';
import { created, ok, route } from './route.ts';
import { identified, instance, listOf, role } from './schemas/answers.ts';
import { line, name, optional } from './schemas/fields.ts';

const shortname = z
  .string()
  .trim()
  .max(63)
  .regex(/^([a-z0-9][a-z0-9_-]*)?$/, 'is not a short name');
const roleType = z.enum([...builtInRoleTypes, 'custom']);

const newRoleBody = z.object({
  name,
  shortname: optional(shortname),
  role_type: roleType.default('custom'),
  custom_security_groups: optional(line(1024)),
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
    example: { name: 'PHP App Server', role_type: 'php-app' },
    answers: { 201: identified },
    handle: async (frontend, { found: { cloud }, body }) => {
      const { role_type, custom_security_groups = '' } = body;
      const shortname = body.shortname ?? (role_type === 'custom' ? undefined : role_type);
      if (!shortname) throw new InvalidError(["Shortname can't be blank"]);
      const fields = { cluster_id: cloud._id, name: body.name, shortname, role_type, custom_security_groups };
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
    method: 'GET',
    path: '/clouds/:cloud/roles/:role/instances',
    rule: 'show',
    summary: 'The instances that have a role',
    answers: { 200: listOf(instance) },
    handle: async ({ store }, { found }) => {
      const instances = await store.under('instance', 'instances/by_role', found.role._id);
      return ok(instances.map((instance) => presented(instance)));
    },
  }),
];

/** Clouds and their roles: list, show, create; and the audit log of a cloud. */
import {
  builtInRoleTypes,
  type Cloud,
  type Identity,
  newRole,
  presented,
  type Role,
  type RoleType,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { bodyOf, text } from './body.ts';
import { createCloud } from './create-cloud.ts';
import { NotFoundError } from './errors.ts';
import { type Api, type Frontend, newIdentity } from './parts.ts';
import { cloudFor, visibleClouds } from './session.ts';

export function cloudRoutes(app: Api, frontend: Frontend): void {
  const { store } = frontend;

  app.get('/clouds', async (context) =>
    context.json((await visibleClouds(store, context.get('user'))).map(presentedCloud)),
  );
  app.get('/clouds/:cloud', async (context) =>
    context.json(presentedCloud(await cloudFor(store, context.get('user'), context.req.param('cloud'), 'show'))),
  );
  app.post('/clouds', async (context) => {
    const cloud = await createCloud(frontend, context.get('user'), await bodyOf(context));
    context.header('Location', `/api/clouds/${cloud._id}`);
    return context.json({ id: cloud._id }, 201);
  });

  app.get('/clouds/:cloud/roles', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'show');
    return context.json((await store.under('role', 'roles/by_cloud', cloud._id)).map((role) => presented(role)));
  });
  app.get('/clouds/:cloud/roles/:role', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'show');
    const role = await store.get('role', context.req.param('role'));
    if (role?.cluster_id !== cloud._id) throw new NotFoundError();
    return context.json(presented(role));
  });
  app.post('/clouds/:cloud/roles', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'manage');
    const role = await store.put(roleFrom(await bodyOf(context), cloud, newIdentity(frontend)));
    context.header('Location', `/api/clouds/${cloud._id}/roles/${role._id}`);
    return context.json({ id: role._id }, 201);
  });
  app.get('/clouds/:cloud/events', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'show');
    const newest = { startkey: [cloud._id, {}], endkey: [cloud._id], descending: true, limit: 100 };
    const events = await store.documents('event', 'events/by_cloud_and_time', newest);
    return context.json(events.map((event) => presented(event)));
  });
}

function roleFrom(body: Record<string, unknown>, cloud: Cloud, identity: Identity): Role {
  const name = text(body, 'name');
  const type = text(body, 'role_type') ?? 'custom';
  const shortname = text(body, 'shortname') ?? (type === 'custom' ? undefined : type);
  const errors: string[] = [];
  if (!name) errors.push("Name can't be blank");
  if (!shortname) errors.push("Shortname can't be blank");
  if (type !== 'custom' && !(builtInRoleTypes as readonly string[]).includes(type)) {
    errors.push('Role type is not included in the list');
  }
  if (errors.length > 0) throw new InvalidError(errors);
  return newRole(
    {
      cluster_id: cloud._id,
      name: name!,
      shortname: shortname!,
      role_type: type as RoleType,
      custom_security_groups: text(body, 'custom_security_groups') ?? '',
    },
    identity,
  );
}

/** A cloud without the passwords of its cookbook repository. */
function presentedCloud(cloud: Cloud): Record<string, unknown> {
  const { scm_password: _password, scm_ssh_key: _key, ...shown } = presented(cloud);
  return shown;
}

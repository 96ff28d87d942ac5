/** Clouds and their roles: list, show, create. */

import { parseJsonObject } from '../deep-merge.ts';
import {
  awsCredential,
  builtInRoleTypes,
  type Cloud,
  type Document,
  newCloud,
  newCredential,
  newPermission,
  newRole,
  presented,
  type Role,
  type RoleType,
  type User,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import type { Api, Frontend } from './app.ts';
import { bodyOf, text } from './body.ts';
import { ForbiddenError, NotFoundError } from './errors.ts';
import { cloudFor, visibleClouds } from './session.ts';

/** The five regions of August 2011. */
const regions = ['us-east-1', 'us-west-1', 'eu-west-1', 'ap-southeast-1', 'ap-northeast-1'];

export function cloudRoutes(app: Api, frontend: Frontend): void {
  const { env, store } = frontend;

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
    const role = await store.put(
      roleFrom(await bodyOf(context), cloud, { id: env.random.hex(32), nowMs: env.clock.nowMs() }),
    );
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

async function createCloud({ env, store }: Frontend, user: User, body: Record<string, unknown>): Promise<Cloud> {
  const identity = () => ({ id: env.random.hex(32), nowMs: env.clock.nowMs() });
  const name = text(body, 'name');
  const region = text(body, 'region');
  const errors: string[] = [];
  if (!name) errors.push("Name can't be blank");
  if (!region || !regions.includes(region)) errors.push('Region is not included in the list');
  const customJson = text(body, 'custom_json') ?? '';
  if (!parseJsonObject(customJson)) errors.push('Custom json is not a JSON object');
  const zone = text(body, 'default_availability_zone') ?? null;
  if (zone && region && !zone.startsWith(region)) errors.push('Default availability zone is not in the region');
  const created: Document[] = [];
  const credential = await credentialFor();
  if (!credential) errors.push("Credential can't be blank");
  if (errors.length > 0) throw new InvalidError(errors);

  const cloud = newCloud(
    {
      account_id: user.account_id,
      user_id: user._id,
      credential_id: credential!,
      name: name!,
      region: region!,
      default_availability_zone: zone,
      nickname_theme: text(body, 'nickname_theme') ?? null,
      ssh_key_id: text(body, 'ssh_key_id') ?? null,
      ssh_key_name: text(body, 'ssh_key_name') ?? null,
      custom_json: customJson,
    },
    identity(),
  );
  // What each user of the account gets on a cloud that is new.
  for (const member of await store.under('user', 'users/by_account', user.account_id)) {
    if (member.admin) continue;
    const { default_level: level, default_ssh: ssh, default_sudo: sudo } = member;
    const fields = { user_id: member._id, cluster_id: cloud._id, level, ssh, sudo };
    created.push(newPermission(member._id === user._id ? { ...fields, level: 'manage' } : fields, identity()));
  }
  for (const document of created) await store.put(document);
  return store.put(cloud);

  async function credentialFor(): Promise<string | undefined> {
    const id = text(body, 'credential_id');
    if (id) {
      const found = await store.get('credential', id);
      if (found && found.account_id !== user.account_id) throw new ForbiddenError();
      return found?._id;
    }
    const key = text(body, 'credential_aws_access_key_id');
    const secret = text(body, 'credential_aws_secret_access_key');
    if (!key || !secret) return undefined;
    const known = await store.documents('credential', 'credentials/by_account', { key: user.account_id });
    const same = known.find((one) => awsCredential(one).accessKeyId === key);
    if (same) return same._id;
    // Only admins manage credentials.
    if (!user.admin) throw new ForbiddenError();
    const fields = { account_id: user.account_id, name: key, aws_access_key_id: key, aws_secret_access_key: secret };
    const credential = newCredential(fields, identity());
    created.push(credential);
    return credential._id;
  }
}

function roleFrom(body: Record<string, unknown>, cloud: Cloud, identity: { id: string; nowMs: number }): Role {
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

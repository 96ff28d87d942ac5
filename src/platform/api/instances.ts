/** Instances of a cloud: list, show, create, start, stop, reboot. */
import type { Context } from 'hono';
import {
  type Cloud,
  type Instance,
  newInstance,
  type PermissionLevel,
  presented,
  type Role,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import type { LifeEvent } from '../life/decide.ts';
import { jobsFor, pass } from '../life/passage.ts';
import { newJob } from '../queue/job.ts';
import { bodyOf, text } from './body.ts';
import { NotFoundError } from './errors.ts';
import { reserveNickname } from './nicknames.ts';
import { type Api, type ApiEnv, type Frontend, newIdentity } from './parts.ts';
import { cloudFor } from './session.ts';

export function instanceRoutes(app: Api, frontend: Frontend): void {
  const { env, config, store, queue } = frontend;

  app.get('/clouds/:cloud/instances', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'show');
    const instances = await store.under('instance', 'instances/by_cloud', cloud._id);
    return context.json(instances.map((instance) => presented(instance)));
  });
  app.get('/clouds/:cloud/roles/:role/instances', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'show');
    const role = await store.get('role', context.req.param('role'));
    if (role?.cluster_id !== cloud._id) throw new NotFoundError();
    const instances = await store.under('instance', 'instances/by_role', role._id);
    return context.json(instances.map((instance) => presented(instance)));
  });
  app.get('/clouds/:cloud/instances/:instance', async (context) =>
    context.json(presented(await instanceFor(context, 'show'))),
  );

  app.post('/clouds/:cloud/instances', async (context) => {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud'), 'manage');
    const instance = await store.put(await instanceFrom(frontend, cloud, await bodyOf(context)));
    context.header('Location', locationOf(instance));
    return context.json({ id: instance._id }, 201);
  });
  app.post('/clouds/:cloud/instances/:instance/start', (context) => wish(context, () => ({ kind: 'start-requested' })));
  app.post('/clouds/:cloud/instances/:instance/stop', (context) =>
    wish(context, () => ({ kind: 'stop-requested', nowMs: env.clock.nowMs() })),
  );
  app.post('/clouds/:cloud/instances/:instance/reboot', async (context) => {
    const instance = await instanceFor(context, 'manage');
    if (!instance.ec2_instance_id) throw new InvalidError([`Can't reboot instance while it is ${instance.status}`]);
    await queue.add({ now: [newJob(env.random.hex(32), { kind: 'reboot', instanceId: instance._id })] });
    return accepted(context, instance);
  });

  /** The wish is written into the document first; if the job then cannot be queued the caller hears so and may wish again. */
  async function wish(context: Context<ApiEnv>, event: () => LifeEvent): Promise<Response> {
    const { _id } = await instanceFor(context, 'manage');
    const passage = await pass(env, store, _id, event(), { userId: context.get('user')._id });
    if (!passage) throw new NotFoundError();
    await queue.add(jobsFor(env, config, passage));
    return accepted(context, passage.instance);
  }

  async function instanceFor(context: Context<ApiEnv>, needed: PermissionLevel): Promise<Instance> {
    const cloud = await cloudFor(store, context.get('user'), context.req.param('cloud')!, needed);
    const instance = await store.get('instance', context.req.param('instance')!);
    if (instance?.cluster_id !== cloud._id) throw new NotFoundError();
    return instance;
  }
}

function accepted(context: Context<ApiEnv>, instance: Instance): Response {
  context.header('Location', locationOf(instance));
  return context.json({ id: instance._id, status: instance.status }, 202);
}

const locationOf = (instance: Instance): string => `/api/clouds/${instance.cluster_id}/instances/${instance._id}`;

async function instanceFrom(frontend: Frontend, cloud: Cloud, body: Record<string, unknown>): Promise<Instance> {
  const { store, redis } = frontend;
  const wanted = Array.isArray(body.roles) ? body.roles.filter((id) => typeof id === 'string') : [];
  const roles = (await Promise.all(wanted.map((id) => store.get('role', id)))).filter(
    (role) => role?.cluster_id === cloud._id,
  ) as Role[];
  const zone = text(body, 'availability_zone') ?? cloud.default_availability_zone;
  const type = text(body, 'instance_type') ?? 'm1.small';
  const errors: string[] = [];
  if (wanted.length === 0) errors.push("Can't create instance without at least one role");
  else if (roles.length < wanted.length) errors.push('Roles are not all of this cloud');
  if (zone && !zone.startsWith(cloud.region)) errors.push('Availability zone is not in the region of the cloud');
  if (errors.length > 0) throw new InvalidError(errors);
  const siblings = await store.under('instance', 'instances/by_cloud', cloud._id);
  const wish = { nickname: text(body, 'nickname'), shortname: roles[0]!.shortname };
  const nickname = await reserveNickname(redis, cloud._id, wish, siblings);
  if (!nickname) throw new InvalidError(['Nickname has already been taken']);
  return newInstance(
    { cluster_id: cloud._id, role_ids: wanted, nickname, instance_type: type, availability_zone: zone },
    newIdentity(frontend),
  );
}

/** Instances of a cloud: list, show, create, remove, start, stop, reboot (machines.ts changes them). */
import { z } from 'zod';
import {
  type Cloud,
  type Instance,
  type InstanceStatus,
  newInstance,
  presented,
  type Role,
  timestamp,
  type User,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import type { LifeEvent } from '../life/decide.ts';
import { jobsFor, pass } from '../life/passage.ts';
import { releaseLater } from '../life/release.ts';
import { newJob } from '../queue/job.ts';
import { NotFoundError } from './errors.ts';
import { type Frontend, newIdentity } from './parts.ts';
import { type Answer, accepted, created, ok, route } from './route.ts';
import { lookAfter, scalingKind } from './scaling.ts';
import { identified, instance, listOf } from './schemas/answers.ts';
import { id, inRegion, instanceType, nickname, optional, zone } from './schemas/fields.ts';
import { giveBack, reserveNickname } from './unique.ts';

const noRole = "Can't create instance without at least one role";

const newInstanceBody = z.object({
  nickname: optional(nickname),
  availability_zone: optional(zone),
  instance_type: optional(instanceType),
  ...scalingKind.partial({ auto_scaling_type: true }).shape,
  roles: z
    .array(id, { error: ({ code }) => (code === 'invalid_type' ? noRole : undefined) })
    .min(1, noRole)
    .max(50)
    .transform((roles) => [...new Set(roles)]),
});

/** EC2 knows nothing of an instance in these states. */
const resting: readonly InstanceStatus[] = ['new', 'stopped', 'start_failed'];

export const instanceRoutes = [
  route({
    method: 'GET',
    path: '/clouds/:cloud/instances',
    rule: 'show',
    summary: 'The instances of a cloud',
    answers: { 200: listOf(instance) },
    handle: async ({ store }, { found: { cloud } }) => {
      const instances = await store.under('instance', 'instances/by_cloud', cloud._id);
      return ok(instances.map(presentedInstance));
    },
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/instances',
    rule: 'manage',
    summary: 'A new instance, which EC2 knows nothing of until it is started; without a nickname it gets a free one',
    body: newInstanceBody,
    example: { roles: ['0123456789abcdef0123456789abcdef'], instance_type: 'm1.small' },
    answers: { 201: identified },
    handle: async (frontend, { found: { cloud }, body }) => {
      const made = await frontend.store.put(await instanceFrom(frontend, cloud, body));
      await lookAfter(frontend, made);
      return created(pathOf(made), { id: made._id });
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/instances/:instance',
    rule: 'show',
    summary: 'An instance',
    answers: { 200: instance },
    handle: (_, { found }) => ok(presentedInstance(found.instance)),
  }),
  route({
    method: 'DELETE',
    path: '/clouds/:cloud/instances/:instance',
    rule: 'manage',
    summary: 'Removes an instance that is not running, with its EBS volumes and its elastic IP',
    answers: { 202: identified },
    handle: async ({ env, store, queue, redis }, { found: { instance, cloud } }) => {
      const release = releaseLater(env, instance, cloud);
      if (release.later) await queue.add(release);
      await giveBack(redis, { what: 'nickname', within: cloud._id, value: instance.nickname });
      const deleted_at = timestamp(env.clock.nowMs());
      const remove = (newest: Instance): Instance => {
        if (!resting.includes(newest.status))
          throw new InvalidError([`Can't remove instance while it is ${newest.status}`]);
        return { ...newest, deleted_at };
      };
      await store.update('instance', instance._id, remove, instance);
      return accepted(`/clouds/${instance.cluster_id}/instances`, { id: instance._id });
    },
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/instances/:instance/start',
    rule: 'manage',
    summary: 'Starts an instance as a new machine on EC2',
    answers: { 202: identified },
    handle: (frontend, { found, user }) => wish(frontend, found.instance, user, { kind: 'start-requested' }),
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/instances/:instance/stop',
    rule: 'manage',
    summary: 'Stops an instance: its shutdown recipes run, and 45 s later its machine is terminated',
    answers: { 202: identified },
    handle: (frontend, { found, user }) =>
      wish(frontend, found.instance, user, { kind: 'stop-requested', nowMs: frontend.env.clock.nowMs() }),
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/instances/:instance/reboot',
    rule: 'manage',
    summary: 'Reboots the machine of an instance',
    answers: { 202: identified },
    handle: async ({ env, queue }, { found: { instance } }) => {
      if (!instance.ec2_instance_id) throw new InvalidError([`Can't reboot instance while it is ${instance.status}`]);
      await queue.add({ now: [newJob(env.random.hex(32), { kind: 'reboot', instanceId: instance._id })] });
      return underway(instance);
    },
  }),
];

/** Without the keys that only its machine may have. */
export function presentedInstance(instance: Instance): Record<string, unknown> {
  const { ssh_host_keys: _keys, ...shown } = presented(instance);
  return shown;
}

/** The wish is written into the document first; if the job then cannot be queued the caller hears so and may wish again. */
async function wish(frontend: Frontend, known: Instance, user: User, event: LifeEvent): Promise<Answer> {
  const { env, config, store, queue } = frontend;
  const passage = await pass(env, store, known._id, event, { userId: user._id, known });
  if (!passage) throw new NotFoundError();
  await queue.add(jobsFor(env, config, passage));
  return underway(passage.instance);
}

const underway = (instance: Instance): Answer =>
  accepted(pathOf(instance), { id: instance._id, status: instance.status });

const pathOf = (instance: Instance): string => `/clouds/${instance.cluster_id}/instances/${instance._id}`;

async function instanceFrom(
  frontend: Frontend,
  cloud: Cloud,
  wanted: z.output<typeof newInstanceBody>,
): Promise<Instance> {
  const { store, redis } = frontend;
  const roles = await rolesIn(frontend, cloud, wanted.roles);
  const zoneName = wanted.availability_zone ?? cloud.default_availability_zone;
  const errors: string[] = [];
  if (roles.length < wanted.roles.length) errors.push('Roles are not all of this cloud');
  if (zoneName && !inRegion(zoneName, cloud.region)) errors.push('Availability zone is not in the region of the cloud');
  if (errors.length > 0) throw new InvalidError(errors);
  const siblings = await store.under('instance', 'instances/by_cloud', cloud._id);
  const { nickname, instance_type = 'm1.small' } = wanted;
  const wish = { nickname, theme: cloud.nickname_theme, shortname: roles[0]!.shortname };
  const free = await reserveNickname(redis, cloud._id, wish, siblings);
  if (!free) throw new InvalidError(['Nickname has already been taken']);
  return newInstance(
    {
      cluster_id: cloud._id,
      role_ids: wanted.roles,
      nickname: free,
      instance_type,
      availability_zone: zoneName,
      auto_scaling_type: wanted.auto_scaling_type ?? null,
      schedule: wanted.schedule,
      ssh_host_keys: frontend.env.sshHostKeys(),
    },
    newIdentity(frontend),
  );
}

/** Those of the roles that are the cloud's own. */
async function rolesIn({ store }: Frontend, cloud: Cloud, roleIds: readonly string[]): Promise<Role[]> {
  const roles = await Promise.all(roleIds.map((roleId) => store.get('role', roleId)));
  return roles.filter((role) => role?.cluster_id === cloud._id) as Role[];
}

/** Clouds: list, show, create, change, and the audit log. */
import { z } from 'zod';
import { type Cloud, presented } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { tagJob } from '../life/tags.ts';
import { createCloud, newCloudBody } from './create-cloud.ts';
import { amend, remove } from './parts.ts';
import { accepted, created, ok, route } from './route.ts';
import { cloud, event, identified, listOf } from './schemas/answers.ts';
import { clearable, customJson, id, inRegion, line, name, said, scm, theme, zone } from './schemas/fields.ts';
import { visibleClouds } from './session.ts';
import { chosenKey } from './ssh-keys.ts';

const changedCloud = z
  .object({
    name,
    default_availability_zone: clearable(zone),
    nickname_theme: clearable(theme),
    ssh_key_id: clearable(id),
    ssh_key_name: clearable(line()),
    custom_json: customJson,
    use_custom_cookbooks: z.boolean(),
    ...scm.shape,
  })
  .partial();

export const cloudRoutes = [
  route({
    method: 'GET',
    path: '/clouds',
    rule: 'user',
    summary: 'The clouds that the user may notice',
    answers: { 200: listOf(cloud) },
    handle: async ({ store }, { user }) => ok((await visibleClouds(store, user)).map(presentedCloud)),
  }),
  route({
    method: 'POST',
    path: '/clouds',
    rule: 'user',
    summary: 'A new cloud; whoever makes it may manage it. A credential that is new may be brought by admins only',
    body: newCloudBody,
    example: { name: 'shop', region: 'eu-west-1', credential_id: '0123456789abcdef0123456789abcdef' },
    answers: { 201: identified },
    handle: async (frontend, { user, body }) => {
      const { _id } = await createCloud(frontend, user, body);
      return created(`/clouds/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud',
    rule: 'show',
    summary: 'A cloud',
    answers: { 200: cloud },
    handle: (_, { found }) => ok(presentedCloud(found.cloud)),
  }),
  route({
    method: 'PUT',
    path: '/clouds/:cloud',
    rule: 'manage',
    summary: 'Changes what is given of a cloud; its region and its credential stay',
    body: changedCloud,
    example: { custom_json: '{"shop":{"workers":4}}' },
    answers: { 202: identified },
    handle: async (frontend, { found, body }) => {
      const { env, store, queue } = frontend;
      const { _id, account_id, region: home } = found.cloud;
      const zoneName = body.default_availability_zone;
      if (zoneName && !inRegion(zoneName, home))
        throw new InvalidError(['Default availability zone is not in the region']);
      const wanted = said({ ...body, ...(await chosenKey(store, account_id, body)) });
      await amend(frontend, found.cloud, wanted);
      if (body.name !== undefined) await queue.add({ now: [tagJob(env, _id)] });
      return accepted(`/clouds/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'DELETE',
    path: '/clouds/:cloud',
    rule: 'manage',
    summary: 'Removes a cloud that has no instances, with all that belongs to it',
    answers: { 202: identified },
    handle: async (frontend, { found: { cloud } }) => {
      const instances = await frontend.store.under('instance', 'instances/by_cloud', cloud._id);
      if (instances.length > 0)
        throw new InvalidError([`Can't remove cloud while it has ${instances.length} instances`]);
      await remove(frontend, cloud);
      return accepted('/clouds', { id: cloud._id });
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/events',
    rule: 'show',
    summary: 'The audit log of a cloud, newest first: who did what, and what became of it',
    answers: { 200: listOf(event) },
    handle: async ({ store }, { found: { cloud } }) => {
      const newest = { startkey: [cloud._id, {}], endkey: [cloud._id], descending: true, limit: 100 };
      const events = await store.documents('event', 'events/by_cloud_and_time', newest);
      return ok(events.map((event) => presented(event)));
    },
  }),
];

/** A cloud without its passwords, and without other users' keys. */
function presentedCloud(cloud: Cloud): Record<string, unknown> {
  const {
    scm_password: _scm,
    scm_ssh_key: _key,
    mysql_root_password: _mysql,
    ssh_users: _logins,
    ...shown
  } = presented(cloud);
  return shown;
}

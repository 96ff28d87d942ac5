/** Applications of clouds: list, show, create, change, remove. What runs is undeployed before it is gone. */
import { z } from 'zod';
import { deleteApplication } from '../deploy/delete-application.ts';
import { everyAttended } from '../deploy/selection.ts';
import {
  type Application,
  applicationTypes,
  type Cloud,
  newApplication,
  presented,
  slugOf,
  timestamp,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { beginDeployment } from './begin-deployment.ts';
import { newIdentity } from './parts.ts';
import { accepted, created, ok, route } from './route.ts';
import { identified, listOf } from './schemas/answers.ts';
import { clearable, line, name, said, scm, text } from './schemas/fields.ts';
import { visibleClouds } from './session.ts';
import { claim, giveBack, type Unique } from './unique.ts';

const application = z.looseObject({
  ...identified.shape,
  name: z.string(),
  slug_name: z.string(),
  cluster_id: z.string(),
  application_type: z.enum(applicationTypes),
  mounted_at: z.string(),
  domain_names: z.array(z.string()),
});

const settings = z
  .object({
    description: text(4096),
    ...scm.shape,
    document_root: clearable(line()),
    mounted_at: line().regex(/^\//, 'must begin with a slash'),
    domain_name: clearable(line()),
    domain_names: z.array(line()).max(100),
    rails_env: name,
    auto_bundle_on_deploy: z.boolean(),
    ssl_support: z.boolean(),
    ssl_certificate: clearable(text()),
    ssl_certificate_key: clearable(text()),
    ssl_certificate_ca: clearable(text()),
  })
  .partial();

const newBody = settings.extend({ name, application_type: z.enum(applicationTypes) });

export const applicationRoutes = [
  route({
    method: 'GET',
    path: '/applications',
    rule: 'user',
    summary: 'The applications of all clouds that the user may see',
    answers: { 200: listOf(application) },
    handle: async ({ store }, { user }) => {
      const clouds = await visibleClouds(store, user);
      const applications = await store.some(
        'application',
        clouds.flatMap(({ application_ids }) => application_ids),
      );
      return ok(applications.map(shown));
    },
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/applications',
    rule: 'show',
    summary: 'The applications of a cloud',
    answers: { 200: listOf(application) },
    handle: async ({ store }, { found: { cloud } }) =>
      ok((await store.some('application', cloud.application_ids)).map(shown)),
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/applications',
    rule: 'manage',
    summary: 'A new application; it is deployed with the next deployment, and to instances that are set up from now on',
    body: newBody,
    example: { name: 'Shop', application_type: 'php', scm_type: 'git', scm_url: 'git://example.com/shop.git' },
    answers: { 201: identified },
    handle: async (frontend, { found: { cloud }, body }) => {
      const { env, store, redis } = frontend;
      const fields = { ...said(body), name: body.name, application_type: body.application_type };
      const made = newApplication({ ...fields, cluster_id: cloud._id }, newIdentity(frontend));
      check(made, await store.some('application', cloud.application_ids));
      await claim(redis, slugIn(made), nameTaken);
      // First its place in the cloud: what the cloud names and does not exist harms nobody.
      await store.update('cloud', cloud._id, (newest) => withApplication(newest, made, env.clock.nowMs()), cloud);
      const { _id } = await store.put(made);
      return created(`/applications/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'GET',
    path: '/applications/:application',
    rule: 'show',
    summary: 'An application',
    answers: { 200: application },
    handle: (_, { found }) => ok(shown(found.application)),
  }),
  route({
    method: 'PUT',
    path: '/applications/:application',
    rule: 'manage',
    summary: 'Changes what is given of an application; its machines hear of it with the next Chef run',
    body: settings.extend({ name: name.optional() }),
    example: { scm_revision: 'v2' },
    answers: { 202: identified },
    handle: async ({ env, store }, { found: { application }, body }) => {
      const updated_at = timestamp(env.clock.nowMs());
      const change = (newest: Application): Application => {
        const changed = { ...newest, ...said(body), updated_at };
        check(changed, []);
        return changed;
      };
      await store.update('application', application._id, change, application);
      return accepted(`/applications/${application._id}`, { id: application._id });
    },
  }),
  route({
    method: 'DELETE',
    path: '/clouds/:cloud/applications/:application',
    rule: 'manage',
    summary: 'Undeploys an application from all machines of its cloud, and removes it',
    answers: { 202: identified },
    handle: async (frontend, { user, found: { cloud, application } }) => {
      const { env, store } = frontend;
      const instances = await store.under('instance', 'instances/by_cloud', cloud._id);
      await giveBack(frontend.redis, slugIn(application));
      const deployment = await beginDeployment(frontend, {
        cluster_id: cloud._id,
        application_id: application._id,
        user_id: user._id,
        command: 'undeploy',
        instances: everyAttended(instances),
        deletes_application: true,
      });
      await deleteApplication(store, application._id, env.clock.nowMs());
      const location = `/clouds/${cloud._id}/deployments/${deployment._id}`;
      return accepted(location, { id: application._id, deployment_id: deployment._id });
    },
  }),
];

const nameTaken = 'Name has already been taken';
const slugIn = ({ cluster_id, slug_name }: Application): Unique => ({
  what: 'application',
  within: cluster_id,
  value: slug_name,
});

/** Without what only its machines need to know. */
function shown(application: Application): Record<string, unknown> {
  const { scm_password: _password, scm_ssh_key: _key, ssl_certificate_key: _ssl, ...fields } = presented(application);
  return fields;
}

/** Throws an InvalidError with everything that is wrong; `others` are those that must not have the same folder. */
function check(application: Application, others: readonly Application[]): void {
  const errors: string[] = [];
  if (slugOf(application.name) === '') errors.push('Name must contain a letter or a digit');
  if (others.some(({ slug_name }) => slug_name === application.slug_name)) errors.push(nameTaken);
  if (application.scm_type && !application.scm_url) errors.push("Scm url can't be blank");
  if (application.ssl_support && !application.ssl_certificate) errors.push("Ssl certificate can't be blank");
  if (application.ssl_support && !application.ssl_certificate_key) errors.push("Ssl certificate key can't be blank");
  if (errors.length > 0) throw new InvalidError(errors);
}

function withApplication(cloud: Cloud, { _id }: Application, nowMs: number): Cloud {
  return { ...cloud, updated_at: timestamp(nowMs), application_ids: [...cloud.application_ids, _id] };
}

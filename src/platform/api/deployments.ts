/** Deployments of applications and of clouds: begin, repeat, follow. */
import { z } from 'zod';
import { migrationInstanceOf, repeatedSelection, type Selection, selectionOf } from '../deploy/selection.ts';
import {
  applicationCommands,
  type Cloud,
  cloudCommands,
  type Deployment,
  type DeploymentFields,
  type Instance,
  presented,
  type User,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import type { Store } from '../store.ts';
import { beginDeployment } from './begin-deployment.ts';
import { NotFoundError } from './errors.ts';
import type { Frontend } from './parts.ts';
import { type Answer, accepted, ok, route } from './route.ts';
import { identified, listOf } from './schemas/answers.ts';
import { customJson, ids, recipes, text } from './schemas/fields.ts';

const deployment = z.looseObject({
  ...identified.shape,
  command: z.string(),
  comment: z.string(),
  instances: z.array(z.string()),
  skipped_instances: z.array(z.string()),
  migrate: z.boolean(),
  migration_instance_id: z.string().nullable(),
  shift_between_restarts: z.string(),
  application_id: z.string().nullable(),
  cluster_id: z.string(),
  status: z.enum(['running', 'successful', 'failed']),
  successful: z.boolean().nullable(),
  completed_at: z.string().nullable(),
});

const run = z.looseObject({
  instance_id: z.string(),
  status: z.enum(['running', 'successful', 'failed']),
  successful: z.boolean().nullable(),
  created_at: z.string(),
  completed_at: z.string().nullable(),
  log_url: z.string().nullable(),
});

/** Seconds, as a number or as the text that a form sends. */
const seconds = z
  .union([z.int().min(0).max(3600), z.string().regex(/^\d{1,4}$/, 'is not a number of seconds')])
  .transform(String);

const shared = {
  comment: text(4096).default(''),
  custom_json: customJson.default(''),
  instances: ids.optional(),
};
const applicationBody = z.object({
  ...shared,
  command: z.enum(applicationCommands),
  migrate: z.boolean().default(false),
  shift_between_restarts: seconds.default('0'),
});
const cloudBody = z.object({ ...shared, command: z.enum(cloudCommands), recipes: recipes.default([]) });

/** A deployment is found below its cloud, and one of an application below that as well. */
const homes = ['/applications/:application', '/clouds/:cloud'] as const;

export const deploymentRoutes = [
  route({
    method: 'POST',
    path: '/applications/:application/deploy',
    rule: 'deploy',
    summary: 'Runs a command of an application on the given instances, or on all that are online',
    body: applicationBody,
    example: { command: 'deploy', migrate: true, comment: 'the new basket' },
    answers: { 202: deployment },
    handle: async (frontend, { user, found: { application, cloud }, body: { instances: wanted, ...body } }) => {
      const { store } = frontend;
      const instances = await instancesOf(store, cloud);
      const selection = checked(selectionOf(instances, wanted), instances);
      const roles = body.migrate ? await store.under('role', 'roles/by_cloud', cloud._id) : [];
      const migration = body.migrate ? migrationInstanceOf(application, selection.instances, instances, roles) : null;
      return begin(frontend, user, {
        ...body,
        ...selection,
        migration_instance_id: migration,
        cluster_id: cloud._id,
        application_id: application._id,
        revision: application.scm_revision,
      });
    },
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/deploy',
    rule: 'deploy',
    summary: 'Updates the custom cookbooks, or executes recipes, on the given instances or on all that are online',
    body: cloudBody,
    example: { command: 'execute_recipes', recipes: ['shop::reindex'] },
    answers: { 202: deployment },
    handle: async (frontend, { user, found: { cloud }, body: { instances: wanted, ...body } }) => {
      if (body.command === 'execute_recipes' && body.recipes.length === 0) {
        throw new InvalidError(["Recipes can't be blank"]);
      }
      const instances = await instancesOf(frontend.store, cloud);
      const selection = checked(selectionOf(instances, wanted), instances);
      return begin(frontend, user, { ...body, ...selection, cluster_id: cloud._id });
    },
  }),
  route({
    method: 'GET',
    path: '/applications/:application/deployments',
    rule: 'show',
    summary: 'The deployments of an application, newest first',
    answers: { 200: listOf(deployment) },
    handle: ({ store }, { found }) => newestOf(store, 'deployments/by_application_and_time', found.application._id),
  }),
  route({
    method: 'GET',
    path: '/clouds/:cloud/deployments',
    rule: 'show',
    summary: 'The deployments of a cloud and of its applications, newest first',
    answers: { 200: listOf(deployment) },
    handle: ({ store }, { found }) => newestOf(store, 'deployments/by_cloud_and_time', found.cloud._id),
  }),
  ...homes.flatMap((home) => [
    route({
      method: 'GET',
      path: `${home}/deployments/:deployment`,
      rule: 'show',
      summary: 'A deployment; below a cloud also one of its applications',
      answers: { 200: deployment },
      handle: (_, { found }) => ok(shown(found.deployment)),
    }),
    route({
      method: 'GET',
      path: `${home}/deployments/:deployment/instances/:instance`,
      rule: 'show',
      summary: 'What became of a deployment on an instance',
      answers: { 200: run },
      handle: (_, { found }) => runOn(found.deployment, found.instance),
    }),
    route({
      method: 'POST',
      path: `${home}/deployments/:deployment/repeat`,
      rule: 'deploy',
      summary: 'Does the same again, on all that are online now but those that were skipped then',
      answers: { 202: deployment },
      handle: (frontend, { user, found }) => repeat(frontend, user, found.cloud, found.deployment),
    }),
  ]),
];

const shownAtMost = 100;

async function newestOf(
  store: Store,
  view: 'deployments/by_application_and_time' | 'deployments/by_cloud_and_time',
  id: string,
): Promise<Answer> {
  const newest = { startkey: [id, {}], endkey: [id], descending: true, limit: shownAtMost };
  return ok((await store.documents('deployment', view, newest)).map(shown));
}

const instancesOf = (store: Store, cloud: Cloud): Promise<Instance[]> =>
  store.under('instance', 'instances/by_cloud', cloud._id);

/** Throws an InvalidError unless every selected instance is one of the cloud's that is online. */
function checked(selection: Selection, instances: readonly Instance[]): Selection {
  const selected = [...new Set(selection.instances)];
  const byId = new Map(instances.map((instance) => [instance._id, instance]));
  const errors = selected.flatMap((id) => {
    const instance = byId.get(id);
    if (!instance) return ['Instances are not all of this cloud'];
    return instance.status === 'online' ? [] : [`Can't deploy to ${instance.nickname} while it is ${instance.status}`];
  });
  if (selected.length === 0) errors.push('Please select at least one instance to deploy to.');
  if (errors.length > 0) throw new InvalidError([...new Set(errors)]);
  return { ...selection, instances: selected };
}

async function begin(frontend: Frontend, user: User, fields: DeploymentFields): Promise<Answer> {
  const begun = await beginDeployment(frontend, { ...fields, user_id: user._id });
  return accepted(locationOf(begun), shown(begun));
}

/** Migrating and custom JSON were meant for once. */
async function repeat(frontend: Frontend, user: User, cloud: Cloud, before: Deployment): Promise<Answer> {
  if (before.deletes_application) throw new InvalidError(["Can't repeat the removal of an application"]);
  if (before.application_id && !(await frontend.store.get('application', before.application_id))) {
    throw new InvalidError(["Can't repeat a deployment of an application that was removed"]);
  }
  const instances = await instancesOf(frontend.store, cloud);
  const { command, comment, application_id, cluster_id, shift_between_restarts, recipes, revision } = before;
  const selection = checked(repeatedSelection(instances, before), instances);
  const fields = { command, comment, application_id, cluster_id, shift_between_restarts, recipes, revision };
  return begin(frontend, user, { ...fields, ...selection });
}

function locationOf({ _id, application_id, cluster_id }: Deployment): string {
  const owner = application_id ? `/applications/${application_id}` : `/clouds/${cluster_id}`;
  return `${owner}/deployments/${_id}`;
}

/** Runs are asked for one by one. */
function shown(deployment: Deployment): Record<string, unknown> {
  const { runs: _runs, ...fields } = presented(deployment);
  return fields;
}

function runOn(deployment: Deployment, instance: Instance): Answer {
  const run = deployment.runs[instance._id];
  if (!run) {
    if (!deployment.instances.includes(instance._id)) throw new NotFoundError();
    return ok({
      instance_id: instance._id,
      status: 'running',
      successful: null,
      created_at: deployment.created_at,
      completed_at: null,
      log_url: null,
      error: null,
    });
  }
  const { agent_id: _agent, log_id, status, ...fields } = run;
  const log_url = log_id ? `/api/clouds/${instance.cluster_id}/instances/${instance._id}/logs/${log_id}` : null;
  const successful = status === 'running' ? null : status === 'successful';
  return ok({ instance_id: instance._id, ...fields, status, successful, log_url });
}

/**
 * The JSON that a Chef run gets: the instance, and what its cloud looks like. It describes the cluster and not what has
 * changed, so the newest one is all that a machine needs. The shape is that of Scalarium's own cookbooks (the root of
 * github.com/aws/opsworks-cookbooks).
 */
import { backends, servicesJson } from './chef-services.ts';
import type { CloudState } from './cloud-state.ts';
import { deepMerge, type JsonObject, parseJsonObject } from './deep-merge.ts';
import { type DeployOptions, deployJson } from './deploy/json.ts';
import type { Application } from './documents/application.ts';
import type { Instance } from './documents/instance.ts';
import type { Role } from './documents/role.ts';
import { scmJson } from './documents/scm.ts';
import { type Activity, customRecipes, recipesFor } from './recipes.ts';
import { ebsJson } from './volumes.ts';

/** What the JSON of every machine of a cloud has in common, made once for all of them. */
export interface SharedJson {
  roles: JsonObject;
  services: JsonObject;
}

export function sharedJson(state: CloudState): SharedJson {
  return { roles: rolesJson(state), services: servicesJson(state) };
}

/** What one Chef run has beyond its activity. */
export interface RunOptions extends DeployOptions {
  deploymentId?: string;
  /** Those that the run is about; all of the cloud when left out. */
  applications?: readonly Application[];
  /** In place of the custom recipes of the roles. */
  recipes?: readonly string[];
  /** The deployment's own JSON, which wins over everything. */
  custom?: JsonObject;
}

const clientActivities = ['setup', 'configure', 'deploy', 'undeploy', 'shutdown'];

/** `scalarium.roles`: every role, with its online instances by nickname; a role without any has `instances: {}`. */
export function rolesJson({ roles, instances }: CloudState): JsonObject {
  const online = instances.filter((instance) => instance.status === 'online');
  return Object.fromEntries(
    roles.map((role) => [
      role.shortname,
      {
        id: role._id,
        name: role.name,
        instances: Object.fromEntries(
          online
            .filter((instance) => instance.role_ids.includes(role._id))
            .map((instance) => [instance.nickname, peerJson(instance)]),
        ),
      },
    ]),
  );
}

/** The JSON of one run on one instance. `shared` is `sharedJson(state)`. */
export function chefJson(
  activity: Activity,
  instance: Instance,
  state: CloudState,
  shared: SharedJson,
  sentAtMs: number,
  options: RunOptions = {},
): JsonObject {
  const own = state.roles.filter((role) => instance.role_ids.includes(role._id));
  const { cloud } = state;
  const { applications = state.applications, deploymentId = null, recipes, custom = {} } = options;
  const generated: JsonObject = {
    recipes: recipesFor(activity, own),
    dependencies: { gem_binary: '/usr/local/bin/gem', gems: {}, debs: debs(own), npms: {} },
    ebs: ebsJson(instance, own),
    ...shared.services,
    ...nodeJson(own),
    ssh_users: cloud.ssh_users,
    ...hostKeysJson(instance),
    scalarium_custom_cookbooks: {
      enabled: cloud.use_custom_cookbooks,
      recipes: recipes ?? customRecipes(activity, own),
      scm: { type: cloud.scm_type, ...scmJson(cloud) },
    },
    deploy: deployJson(applications, state, options),
    scalarium: {
      id: instance.agent_id,
      activity,
      deployment: deploymentId,
      sent_at: Math.floor(sentAtMs / 1000),
      agent_version: cloud.custom_agent_version,
      valid_client_activities: clientActivities,
      ...(cloud.custom_json.trim() === '' ? {} : { custom_json: parseJsonObject(cloud.custom_json) }),
      applications: state.applications.map(({ name, slug_name, application_type }) => ({
        name,
        slug_name,
        application_type,
      })),
      cluster: { name: cloud.name },
      ...stackJson,
      instance: instanceJson(instance, own),
      roles: shared.roles,
    },
  };
  return deepMerge(generated, parseJsonObject(cloud.custom_json) ?? {}, custom);
}

/** An instance that was defined before there were such keys keeps those that its machine's image makes. */
function hostKeysJson({ ssh_host_keys: keys }: Instance): JsonObject {
  if (!keys) return {};
  return {
    ssh_host_rsa_key_private: keys.rsa.private_key,
    ssh_host_rsa_key_public: keys.rsa.public_key,
    ssh_host_dsa_key_private: keys.dsa.private_key,
    ssh_host_dsa_key_public: keys.dsa.public_key,
  };
}

/** The version of node.js that a role asks for; the cookbooks have one of their own, and custom JSON wins over both. */
function nodeJson(roles: readonly Role[]): JsonObject {
  const version = roles.find((role) => role.role_type === 'nodejs-app')?.nodejs_version;
  return version ? { scalarium_nodejs: { version } } : {};
}

function instanceJson(instance: Instance, roles: readonly Role[]): JsonObject {
  return {
    id: instance._id,
    hostname: instance.nickname,
    roles: roles.map((role) => role.shortname),
    instance_type: instance.instance_type,
    architecture: instance.architecture,
    public_dns_name: instance.dns_name,
    private_dns_name: instance.private_dns_name,
    ip: instance.ip,
    private_ip: instance.private_ip,
    backends,
    metrics_every_s: roles.some((role) => role.load_based_scaling) ? metricsEverySeconds : null,
  };
}

/** What the other machines see of an instance. */
function peerJson(instance: Instance): JsonObject {
  return {
    status: instance.status,
    ip: instance.ip,
    private_ip: instance.private_ip,
    public_dns_name: instance.dns_name,
    private_dns_name: instance.private_dns_name,
    instance_type: instance.instance_type,
    elastic_ip: instance.elastic_ip,
    created_at: instance.created_at,
    booted_at: instance.booted_at,
    backends,
  };
}

/** What the recipes for Rails, and for deploying, build on. */
const stackJson = {
  deploy_user: { user: 'deploy', group: 'www-data', shell: '/bin/zsh' },
  rails_stack: { name: 'apache_passenger' },
  ruby_stack: 'ruby_enterprise',
};

/** How often a machine whose load matters tells of it. */
const metricsEverySeconds = 60;

function debs(roles: readonly Role[]): Record<string, string> {
  return Object.fromEntries(roles.flatMap((role) => role.packages).map((name) => [name, '']));
}

/**
 * Which recipes an event runs, and in which order: custom cookbooks are loaded first (they may override templates),
 * then base, roles, cluster state, the roles' custom recipes, cleanup, deploy. The order is that of Scalarium's own
 * cookbooks (the root of github.com/aws/opsworks-cookbooks); the recipes per role and event are those of their later
 * documentation, under Scalarium's names.
 */
import type { CloudCommand, DeploymentCommand } from './documents/deployment.ts';
import type { Role, RoleType } from './documents/role.ts';

/** What happens in the life of an instance, and what is done with an application or a cloud. */
export type Activity = 'setup' | 'configure' | 'shutdown' | DeploymentCommand;
/** Activities for which a role has recipes of its own besides the built-in ones. */
export type LifecycleEvent = 'setup' | 'configure' | 'deploy' | 'undeploy' | 'shutdown';

type RoleRecipes = Partial<Record<Exclude<Activity, CloudCommand>, readonly string[]>>;

/**
 * What a role does for the commands of an application: recipes that exist in the cookbooks (those for php's and web's rollback came
 * later). That starting what was stopped is restarting it, and that stopping is the role's own stop recipe, is ours.
 */
function ofApplications(kind: string, stop: string): RoleRecipes {
  const restart = [`deploy::${kind}-restart`];
  return {
    deploy: [`deploy::${kind}`],
    undeploy: [`deploy::${kind}-undeploy`],
    rollback: [`deploy::${kind}-rollback`],
    restart,
    start: restart,
    stop: [stop],
    shutdown: [stop],
  };
}

const node = ['scalarium_nodejs', 'scalarium_nodejs::npm'];

const recipesOfRole: Readonly<Record<RoleType, RoleRecipes>> = {
  lb: {
    setup: ['haproxy'],
    configure: ['haproxy::configure'],
    deploy: ['haproxy::configure'],
    shutdown: ['haproxy::stop'],
  },
  'rails-app': {
    setup: [
      'ruby_enterprise',
      'rails',
      'apache2',
      'apache2::mod_deflate',
      'passenger_apache2',
      'passenger_apache2::mod_rails',
    ],
    configure: ['rails::configure'],
    ...ofApplications('rails', 'apache2::stop'),
  },
  'php-app': {
    setup: ['mod_php5_apache2'],
    configure: ['mod_php5_apache2::php', 'php::configure'],
    ...ofApplications('php', 'apache2::stop'),
  },
  'nodejs-app': {
    setup: node,
    configure: ['scalarium_nodejs::configure'],
    ...ofApplications('nodejs', 'deploy::nodejs-stop'),
    deploy: [...node, 'deploy::nodejs'],
  },
  web: { setup: ['nginx'], ...ofApplications('web', 'nginx::stop') },
  'db-master': {
    setup: ['mysql::server'],
    configure: ['deploy::mysql'],
    deploy: ['deploy::mysql'],
    shutdown: ['mysql::stop'],
  },
  memcached: { setup: ['memcached'], shutdown: ['memcached::stop'] },
  'monitoring-master': {
    setup: ['scalarium_ganglia::server'],
    configure: ['scalarium_ganglia::configure-server'],
    deploy: ['scalarium_ganglia::configure-server', 'scalarium_ganglia::deploy'],
    shutdown: ['apache2::stop'],
  },
  custom: {},
};

const setupBase = [
  'scalarium_initial_setup',
  'ssh_host_keys',
  'ssh_users',
  'mysql::client',
  'dependencies',
  'scalarium-agent-monit',
  'ebs',
  'scalarium_ganglia::client',
];

/** The run list of `activity` on an instance that has `roles`, each recipe once. */
export function recipesFor(activity: Activity, roles: readonly Role[]): string[] {
  const ofRoles = (event: keyof RoleRecipes) => roles.flatMap((role) => recipesOfRole[role.role_type][event] ?? []);
  const load = 'scalarium_custom_cookbooks::load';
  const execute = customRecipes(activity, roles).length > 0 ? ['scalarium_custom_cookbooks::execute'] : [];
  switch (activity) {
    case 'setup':
      return unique([
        load,
        ...setupBase,
        ...ofRoles('setup'),
        'scalarium_cluster_state',
        ...execute,
        'scalarium_cleanup',
        ...ofRoles('deploy'),
      ]);
    case 'configure':
      return unique([
        load,
        'scalarium_ganglia::configure-client',
        'ssh_users',
        'agent_version',
        ...ofRoles('configure'),
        'scalarium_cluster_state',
        ...execute,
      ]);
    case 'deploy':
      return unique([load, 'deploy::default', ...ofRoles('deploy'), ...execute]);
    case 'undeploy':
      return unique([load, ...ofRoles('undeploy'), ...execute]);
    case 'shutdown':
      return unique([load, 'scalarium_shutdown::default', ...ofRoles('shutdown'), ...execute]);
    case 'update_custom_cookbooks':
      return [load];
    case 'execute_recipes':
      return [load, 'scalarium_custom_cookbooks::execute'];
    default:
      return unique([load, 'deploy::default', ...ofRoles(activity)]);
  }
}

/** The roles' own recipes for the event, one role after the other. */
export function customRecipes(activity: Activity, roles: readonly Role[]): string[] {
  return isLifecycleEvent(activity) ? unique(roles.flatMap((role) => role[`custom_recipes_${activity}`])) : [];
}

const lifecycleEvents: readonly string[] = ['setup', 'configure', 'deploy', 'undeploy', 'shutdown'];
const isLifecycleEvent = (activity: Activity): activity is LifecycleEvent => lifecycleEvents.includes(activity);

const unique = (recipes: readonly string[]): string[] => [...new Set(recipes)];

/**
 * Which recipes an event runs, and in which order: custom cookbooks are loaded first (they may override templates),
 * then base, roles, cluster state, the roles' custom recipes, cleanup, deploy. The order is that of Scalarium's own
 * cookbooks (the root of github.com/aws/opsworks-cookbooks); the recipes per role and event are those of their later
 * documentation, under Scalarium's names.
 */
import type { Role, RoleType } from './documents/role.ts';

export type Activity = 'setup' | 'configure' | 'deploy' | 'undeploy' | 'shutdown';

interface RoleRecipes {
  setup?: readonly string[];
  configure?: readonly string[];
  deploy?: readonly string[];
  undeploy?: readonly string[];
  shutdown?: readonly string[];
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
    deploy: ['deploy::rails'],
    undeploy: ['deploy::rails-undeploy'],
    shutdown: ['apache2::stop'],
  },
  'php-app': {
    setup: ['mod_php5_apache2'],
    configure: ['mod_php5_apache2::php', 'php::configure'],
    deploy: ['deploy::php'],
    undeploy: ['deploy::php-undeploy'],
    shutdown: ['apache2::stop'],
  },
  'nodejs-app': {
    setup: node,
    configure: ['scalarium_nodejs::configure'],
    deploy: [...node, 'deploy::nodejs'],
    undeploy: ['deploy::nodejs-undeploy'],
    shutdown: ['deploy::nodejs-stop'],
  },
  web: { setup: ['nginx'], deploy: ['deploy::web'], undeploy: ['deploy::web-undeploy'], shutdown: ['nginx::stop'] },
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
  const ofRoles = (event: Activity) => roles.flatMap((role) => recipesOfRole[role.role_type][event] ?? []);
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
  }
}

/** The roles' own recipes for the event, one role after the other. */
export function customRecipes(activity: Activity, roles: readonly Role[]): string[] {
  return unique(roles.flatMap((role) => role[`custom_recipes_${activity}`]));
}

const unique = (recipes: readonly string[]): string[] => [...new Set(recipes)];

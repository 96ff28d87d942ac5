import { type Document, documentBase, type Identity } from './document.ts';

/** The roles that Scalarium brings along; every other one is `custom` and has a short name of its own. */
export const builtInRoleTypes = [
  'lb',
  'rails-app',
  'php-app',
  'nodejs-app',
  'web',
  'db-master',
  'memcached',
  'monitoring-master',
] as const;
export type RoleType = (typeof builtInRoleTypes)[number] | 'custom';

export interface EbsVolume {
  /** GiB of each disk. */
  size: number;
  number_of_disks: number;
  raid_level: number | null;
}

/** When a role's load asks for more or fewer machines. A threshold that is null does not count. */
export interface LoadThresholds {
  /** Percent. */
  cpu: number | null;
  /** Percent. */
  memory: number | null;
  /** Processes that want to run. */
  load: number | null;
  /** For how long a threshold must be met. */
  minutes: number;
  /** For how long the load is ignored afterwards. */
  ignore_minutes: number;
  /** How many instances are started or stopped at once. */
  batch: number;
}

export interface LoadBasedScaling {
  up: LoadThresholds;
  down: LoadThresholds;
}

/** What some machines of a cloud are for. An instance may have several. */
export interface Role extends Document {
  type: 'role';
  cluster_id: string;
  name: string;
  shortname: string;
  role_type: RoleType;
  disable_auto_healing: boolean | null;
  custom_recipes_setup: string[];
  custom_recipes_configure: string[];
  custom_recipes_deploy: string[];
  custom_recipes_undeploy: string[];
  custom_recipes_shutdown: string[];
  packages: string[];
  ebs_volumes: Record<string, EbsVolume>;
  /** Names, separated by commas; added to the built-in group when an instance boots (blog of 2011-08-21). */
  custom_security_groups: string;
  /** The version of node.js that a `nodejs-app` installs; null for that of the cookbooks (blog of 2011-11-21). */
  nodejs_version: string | null;
  load_based_scaling: LoadBasedScaling | null;
  /** The load is ignored until then, in milliseconds since the epoch: the last scaling has not shown yet. */
  load_ignored_until_ms: number;
}

/** MySQL's data and Ganglia's lie on EBS (sizes: 10 GiB in Scalarium's own example of a role; the other is ours). */
const defaultVolumes: Readonly<Partial<Record<RoleType, Record<string, EbsVolume>>>> = {
  'db-master': { '/vol/mysql': { size: 10, number_of_disks: 1, raid_level: null } },
  'monitoring-master': { '/vol/ganglia': { size: 10, number_of_disks: 1, raid_level: null } },
};

type Needed = 'cluster_id' | 'name' | 'shortname' | 'role_type';
export type RoleFields = Pick<Role, Needed> & Partial<Omit<Role, keyof Document | Needed>>;

export function newRole(fields: RoleFields, identity: Identity): Role {
  return {
    ...documentBase('role', identity),
    disable_auto_healing: null,
    custom_recipes_setup: [],
    custom_recipes_configure: [],
    custom_recipes_deploy: [],
    custom_recipes_undeploy: [],
    custom_recipes_shutdown: [],
    packages: [],
    ebs_volumes: defaultVolumes[fields.role_type] ?? {},
    custom_security_groups: '',
    nodejs_version: null,
    load_based_scaling: null,
    load_ignored_until_ms: 0,
    ...fields,
  };
}

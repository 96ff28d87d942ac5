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
}

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
    ebs_volumes: {},
    custom_security_groups: '',
    ...fields,
  };
}

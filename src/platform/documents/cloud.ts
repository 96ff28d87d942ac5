import { type Document, documentBase, type Identity } from './document.ts';
import type { PermissionLevel } from './permission.ts';
import { noScm, type Scm } from './scm.ts';

/** A row of `node[:ssh_users]`, by the user's uid. */
export interface SshUser {
  /** The name of the login. */
  name: string;
  public_key: string;
  sudoer: boolean;
}

/** Machines that belong together, in exactly one region. The API's other name for it is *cluster*. */
export interface Cloud extends Document, Scm {
  type: 'cloud';
  account_id: string;
  user_id: string | null;
  credential_id: string;
  name: string;
  region: string;
  /** Used for instances that name no zone (blog of 2011-08-26). */
  default_availability_zone: string | null;
  nickname_theme: string | null;
  /** JSON text that is merged over what is generated for every event. */
  custom_json: string;
  use_custom_cookbooks: boolean;
  ssh_key_id: string | null;
  /** EC2's name of the key pair. */
  ssh_key_name: string | null;
  /** Of `root` on its databases; null where custom JSON, or the cookbooks, have one. */
  mysql_root_password: string | null;
  custom_agent_version: string | null;
  default_os: string | null;
  /** Its applications, in the order in which they were made: whoever reads the cloud knows whether there are any. */
  application_ids: string[];
  /** What a user gets here who is made later. */
  default_level: PermissionLevel;
  default_ssh: boolean;
  default_sudo: boolean;
  /** Who may log in to the machines, by uid: what permissions and users come to, kept here for the Chef runs. */
  ssh_users: Record<string, SshUser>;
}

type Needed = 'account_id' | 'credential_id' | 'name' | 'region';
export type CloudFields = Pick<Cloud, Needed> & Partial<Omit<Cloud, keyof Document | Needed>>;

export function newCloud(fields: CloudFields, identity: Identity): Cloud {
  return {
    ...documentBase('cloud', identity),
    user_id: null,
    default_availability_zone: null,
    nickname_theme: null,
    custom_json: '',
    use_custom_cookbooks: false,
    ...noScm,
    ssh_key_id: null,
    ssh_key_name: null,
    mysql_root_password: null,
    custom_agent_version: null,
    default_os: null,
    application_ids: [],
    default_level: 'manage',
    default_ssh: false,
    default_sudo: false,
    ssh_users: {},
    ...fields,
  };
}

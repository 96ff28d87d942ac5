/** A new cloud: checked, with its credential, and with what every user of the account may do in it. */

import { parseJsonObject } from '../deep-merge.ts';
import {
  type Cloud,
  type Credential,
  newCloud,
  newCredential,
  newPermission,
  type Permission,
  type User,
} from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { text } from './body.ts';
import { ForbiddenError } from './errors.ts';
import { type Frontend, newIdentity } from './parts.ts';

/** The five regions of August 2011. */
const regions = ['us-east-1', 'us-west-1', 'eu-west-1', 'ap-southeast-1', 'ap-northeast-1'];

/** Throws an InvalidError with everything that is wrong. The cloud is written last: nobody sees it before its permissions are there. */
export async function createCloud(frontend: Frontend, user: User, body: Record<string, unknown>): Promise<Cloud> {
  const { store } = frontend;
  const credential = await credentialFor(frontend, user, body);
  const errors = problemsOf(body);
  if (!credential) errors.push("Credential can't be blank");
  if (errors.length > 0 || !credential) throw new InvalidError(errors);
  const cloud = cloudFrom(frontend, user, body, credential);
  if (!credential._rev) await store.put(credential);
  for (const permission of await permissionsOn(frontend, cloud, user)) await store.put(permission);
  return store.put(cloud);
}

function problemsOf(body: Record<string, unknown>): string[] {
  const region = text(body, 'region');
  const zone = text(body, 'default_availability_zone');
  const errors: string[] = [];
  if (!text(body, 'name')) errors.push("Name can't be blank");
  if (!region || !regions.includes(region)) errors.push('Region is not included in the list');
  if (zone && region && !zone.startsWith(region)) errors.push('Default availability zone is not in the region');
  if (!parseJsonObject(text(body, 'custom_json') ?? '')) errors.push('Custom json is not a JSON object');
  return errors;
}

function cloudFrom(frontend: Frontend, user: User, body: Record<string, unknown>, credential: Credential): Cloud {
  const fields = {
    account_id: user.account_id,
    user_id: user._id,
    credential_id: credential._id,
    name: text(body, 'name')!,
    region: text(body, 'region')!,
    default_availability_zone: text(body, 'default_availability_zone') ?? null,
    nickname_theme: text(body, 'nickname_theme') ?? null,
    ssh_key_id: text(body, 'ssh_key_id') ?? null,
    ssh_key_name: text(body, 'ssh_key_name') ?? null,
    custom_json: text(body, 'custom_json') ?? '',
  };
  return newCloud(fields, newIdentity(frontend));
}

/** What each user gets on a cloud that is new; whoever makes it may manage it. */
async function permissionsOn(frontend: Frontend, cloud: Cloud, maker: User): Promise<Permission[]> {
  const users = await frontend.store.under('user', 'users/by_account', maker.account_id);
  return users
    .filter((user) => !user.admin)
    .map((user) => {
      const level = user._id === maker._id ? 'manage' : user.default_level;
      const flags = { ssh: user.default_ssh, sudo: user.default_sudo };
      return newPermission({ user_id: user._id, cluster_id: cloud._id, level, ...flags }, newIdentity(frontend));
    });
}

/** The credential that is named by id, or by its key; a key that is new is a new credential, which only admins may bring. */
async function credentialFor(
  frontend: Frontend,
  user: User,
  body: Record<string, unknown>,
): Promise<Credential | undefined> {
  const { store } = frontend;
  const id = text(body, 'credential_id');
  if (id) {
    const found = await store.get('credential', id);
    if (found && found.account_id !== user.account_id) throw new ForbiddenError();
    return found;
  }
  const key = text(body, 'credential_aws_access_key_id');
  const secret = text(body, 'credential_aws_secret_access_key');
  if (!key || !secret) return undefined;
  const known = await store.documents('credential', 'credentials/by_account', { key: user.account_id });
  const same = known.find((one) => one.aws_access_key_id === key);
  if (same) return same;
  if (!user.admin) throw new ForbiddenError();
  const fields = { account_id: user.account_id, name: key, aws_access_key_id: key, aws_secret_access_key: secret };
  return newCredential(fields, newIdentity(frontend));
}

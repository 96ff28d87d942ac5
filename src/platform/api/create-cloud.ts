/** A new cloud: checked, with its credential, and with what every user of the account may do in it. */
import { z } from 'zod';
import { type Cloud, type Credential, newCloud, newCredential, type User } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { ForbiddenError } from './errors.ts';
import { type Frontend, newIdentity, newPassword } from './parts.ts';
import { permissionsOnNewCloud } from './permissions.ts';
import { customJson, id, inRegion, line, name, optional, region, theme, zone } from './schemas/fields.ts';
import { chosenKey } from './ssh-keys.ts';
import { sshUsers } from './ssh-users.ts';

export const newCloudBody = z.object({
  name,
  region,
  default_availability_zone: optional(zone),
  nickname_theme: optional(theme),
  ssh_key_id: optional(id),
  ssh_key_name: optional(line()),
  custom_json: customJson.nullish().transform((value) => value ?? ''),
  credential_id: id.nullish(),
  credential_aws_access_key_id: optional(line(128)),
  credential_aws_secret_access_key: optional(line(128)),
});

type Wanted = z.output<typeof newCloudBody>;

/** Throws an InvalidError with everything that is wrong. The cloud is written last: nobody sees it before its permissions are there. */
export async function createCloud(frontend: Frontend, user: User, wanted: Wanted): Promise<Cloud> {
  const { store } = frontend;
  const { credential_aws_access_key_id: _key, credential_aws_secret_access_key: _secret, ...fields } = wanted;
  const zone = wanted.default_availability_zone;
  const credential = await credentialFor(frontend, user, wanted);
  const errors: string[] = [];
  if (zone && !inRegion(zone, wanted.region)) errors.push('Default availability zone is not in the region');
  if (!credential) errors.push("Credential can't be blank");
  if (errors.length > 0 || !credential) throw new InvalidError(errors);
  const key = await chosenKey(store, user.account_id, wanted);
  const plain = newCloud(
    {
      ...fields,
      account_id: user.account_id,
      user_id: user._id,
      credential_id: credential._id,
      default_availability_zone: zone ?? null,
      nickname_theme: wanted.nickname_theme ?? null,
      ssh_key_id: key.ssh_key_id ?? null,
      ssh_key_name: key.ssh_key_name ?? null,
      mysql_root_password: newPassword(frontend),
    },
    newIdentity(frontend),
  );
  const users = await store.under('user', 'users/by_account', user.account_id);
  const permissions = permissionsOnNewCloud(frontend.env, plain, user, users);
  if (!credential._rev) await store.put(credential);
  for (const permission of permissions) await store.put(permission);
  return store.put({ ...plain, ssh_users: sshUsers(users, permissions) });
}

/** The credential that is named by id, or by its key; a key that is new is a new credential, which only admins may bring. */
async function credentialFor(frontend: Frontend, user: User, wanted: Wanted): Promise<Credential | undefined> {
  const { store } = frontend;
  if (wanted.credential_id) {
    const found = await store.get('credential', wanted.credential_id);
    if (found && found.account_id !== user.account_id) throw new ForbiddenError();
    return found;
  }
  const key = wanted.credential_aws_access_key_id;
  const secret = wanted.credential_aws_secret_access_key;
  if (!key || !secret) return undefined;
  const known = await store.documents('credential', 'credentials/by_account', { key: user.account_id });
  const same = known.find((one) => one.aws_access_key_id === key);
  if (same) return same;
  if (!user.admin) throw new ForbiddenError();
  const fields = { account_id: user.account_id, name: key, aws_access_key_id: key, aws_secret_access_key: secret };
  return newCredential(fields, newIdentity(frontend));
}

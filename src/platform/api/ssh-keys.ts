/** The key pairs of the account with which machines are launched; only admins manage them, every user may choose one for a cloud. */
import { z } from 'zod';
import { newSshKey, type SshKey } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import type { Store } from '../store.ts';
import { newIdentity, remove } from './parts.ts';
import { accepted, created, ok, route } from './route.ts';
import { identified, listOf, sshKey } from './schemas/answers.ts';
import { name } from './schemas/fields.ts';
import { claim, giveBack } from './unique.ts';

export const sshKeyRoutes = [
  route({
    method: 'GET',
    path: '/ssh_keys',
    rule: 'user',
    summary: 'The key pairs of the account',
    answers: { 200: listOf(sshKey) },
    handle: async ({ store }, { user }) => ok((await keysOf(store, user.account_id)).map(presentedKey)),
  }),
  route({
    method: 'POST',
    path: '/ssh_keys',
    rule: 'admin',
    summary: "A new key pair, by EC2's name for it",
    body: z.object({ name }),
    example: { name: 'ops' },
    answers: { 201: identified },
    handle: async (frontend, { user, body }) => {
      const { store, redis } = frontend;
      const known = await keysOf(store, user.account_id);
      const taken = 'Name has already been taken';
      if (known.some((key) => key.name === body.name)) throw new InvalidError([taken]);
      await claim(redis, { what: 'ssh_key', within: user.account_id, value: body.name }, taken);
      const { _id } = await store.put(newSshKey({ ...body, account_id: user.account_id }, newIdentity(frontend)));
      return created(`/ssh_keys/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'GET',
    path: '/ssh_keys/:ssh_key',
    rule: 'user',
    summary: 'A key pair',
    answers: { 200: sshKey },
    handle: (_, { found }) => ok(presentedKey(found.ssh_key)),
  }),
  route({
    method: 'DELETE',
    path: '/ssh_keys/:ssh_key',
    rule: 'admin',
    summary: 'Takes a key pair away, which no cloud uses; EC2 keeps its own',
    answers: { 202: identified },
    handle: async (frontend, { found: { ssh_key: key } }) => {
      const clouds = await frontend.store.under('cloud', 'clouds/by_account', key.account_id);
      const using = clouds.filter(({ ssh_key_id }) => ssh_key_id === key._id);
      if (using.length > 0) throw new InvalidError([`Ssh key is used by ${using.length} clouds`]);
      await giveBack(frontend.redis, { what: 'ssh_key', within: key.account_id, value: key.name });
      await remove(frontend, key);
      return accepted('/ssh_keys', { id: key._id });
    },
  }),
];

/** What a cloud is told of its key pair. */
export interface KeyChoice {
  ssh_key_id?: string | null;
  ssh_key_name?: string | null;
}

/**
 * The key pair that is chosen by id or by name, as both. A name that the account does not manage is EC2's word; an id
 * that it does not have throws an InvalidError. No store is asked where nothing is chosen.
 */
export async function chosenKey(store: Store, accountId: string, choice: KeyChoice): Promise<KeyChoice> {
  const { ssh_key_id: id, ssh_key_name: name } = choice;
  if (!id && !name) return choice;
  const keys = await keysOf(store, accountId);
  const key = keys.find((one) => (id ? one._id === id : one.name === name));
  if (id && !key) throw new InvalidError(['Ssh key is not of this account']);
  return key ? { ssh_key_id: key._id, ssh_key_name: key.name } : { ssh_key_id: null, ssh_key_name: name };
}

function keysOf(store: Store, accountId: string): Promise<SshKey[]> {
  return store.documents('ssh_key', 'ssh_keys/by_account', { key: accountId });
}

const presentedKey = ({ _id, name }: SshKey) => ({ id: _id, name });

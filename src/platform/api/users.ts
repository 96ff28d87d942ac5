/** Users: only admins manage them; a user may see the own record and change the own token. The token is shown once. */
import { z } from 'zod';
import { newUser, timestamp, tokenHash, type User } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { type Frontend, newIdentity } from './parts.ts';
import { forgetPermissions, recordDefaults } from './permissions.ts';
import { accepted, created, ok, route } from './route.ts';
import { identified, listOf, token, user } from './schemas/answers.ts';
import { clearable, level, name, said } from './schemas/fields.ts';
import { refreshAllSshUsers } from './ssh-users.ts';
import { claim, giveBack, reserveUid, type Unique } from './unique.ts';

const tokenDigits = 40;

/** One line of authorized_keys, without options. */
const publicKey = z
  .string()
  .trim()
  .max(4096)
  .regex(/^((ssh-(rsa|dss|ed25519)|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+={0,3}( [ -~]*)?)?$/, 'is not a public key');

const userFields = z.object({
  name,
  admin: z.boolean().optional(),
  api_enabled: z.boolean().optional(),
  public_key: clearable(publicKey),
  default_level: level.optional(),
  default_ssh: z.boolean().optional(),
  default_sudo: z.boolean().optional(),
});

export const userRoutes = [
  route({
    method: 'GET',
    path: '/users',
    rule: 'admin',
    summary: 'The users of the account',
    answers: { 200: listOf(user) },
    handle: async ({ store }, { user }) =>
      ok((await store.under('user', 'users/by_account', user.account_id)).map(presentedUser)),
  }),
  route({
    method: 'POST',
    path: '/users',
    rule: 'admin',
    summary:
      'A new user, who gets in each cloud what the cloud has for new users; API access is off unless it is asked for',
    body: userFields,
    example: { name: 'Grace Hopper', api_enabled: true },
    answers: { 201: token },
    handle: async (frontend, { user: asking, body }) => {
      const { env, store } = frontend;
      const users = await store.under('user', 'users/by_account', asking.account_id);
      if (isTaken(users, body.name)) throw new InvalidError([nameTaken]);
      await claim(frontend.redis, nameOf(asking.account_id, body.name), nameTaken);
      const fresh = env.random.hex(tokenDigits);
      const unix_uid = body.public_key ? await reserveUid(frontend.redis, asking.account_id, users) : null;
      const fields = { ...said(body), name: body.name, account_id: asking.account_id, token: fresh, unix_uid };
      const made = newUser(fields, newIdentity(frontend));
      // Written last: nobody asks before there is a record of what the user may do.
      await recordDefaults(frontend, made);
      await store.put(made);
      if (made.public_key) await refreshAllSshUsers(frontend, made.account_id);
      return created(`/users/${made._id}`, { id: made._id, token: fresh });
    },
  }),
  route({
    method: 'GET',
    path: '/users/:user',
    rule: 'self',
    summary: 'A user',
    answers: { 200: user },
    handle: (_, { found }) => ok(presentedUser(found.user)),
  }),
  route({
    method: 'PUT',
    path: '/users/:user',
    rule: 'admin',
    summary: 'Changes what is given of a user',
    body: userFields.partial(),
    example: { api_enabled: true },
    answers: { 202: identified },
    handle: async (frontend, { found, body }) => {
      const { user } = found;
      if (body.admin === false) await keepingAnAdmin(frontend, user, () => alter(frontend, user, body));
      else await alter(frontend, user, body);
      const isSeenOnMachines = body.name ?? body.admin ?? body.public_key;
      if (isSeenOnMachines !== undefined) await refreshAllSshUsers(frontend, user.account_id);
      return accepted(`/users/${user._id}`, { id: user._id });
    },
  }),
  route({
    method: 'DELETE',
    path: '/users/:user',
    rule: 'admin',
    summary: 'Takes a user away: the token ends at once, the login with the next Chef run',
    answers: { 202: identified },
    handle: async (frontend, { found: { user } }) => {
      await keepingAnAdmin(frontend, user, async () => {
        await giveBack(frontend.redis, nameOf(user.account_id, user.name));
        await change(frontend, user, { deleted_at: timestamp(frontend.env.clock.nowMs()) });
      });
      await forgetPermissions(frontend, user);
      if (user.public_key) await refreshAllSshUsers(frontend, user.account_id);
      return accepted('/users', { id: user._id });
    },
  }),
  route({
    method: 'POST',
    path: '/users/:user/token',
    rule: 'self',
    summary: 'A new token, which is shown this once; the old one ends',
    answers: { 201: token },
    handle: async (frontend, { found: { user } }) => {
      const fresh = frontend.env.random.hex(tokenDigits);
      await change(frontend, user, { token_hash: tokenHash(fresh) });
      return created(`/users/${user._id}`, { id: user._id, token: fresh });
    },
  }),
];

const nameTaken = 'Name has already been taken';
const nameOf = (within: string, value: string): Unique => ({ what: 'user', within, value });
const isTaken = (users: readonly User[], wanted: string): boolean => users.some((user) => user.name === wanted);

async function othersOf({ store }: Frontend, { _id, account_id }: User): Promise<User[]> {
  return (await store.under('user', 'users/by_account', account_id)).filter((other) => other._id !== _id);
}

/** `task` makes an admin less. One request at a time does: of two that count on each other's admin to stay, both would go. */
async function keepingAnAdmin(frontend: Frontend, user: User, task: () => Promise<void>): Promise<void> {
  if (!user.admin) return task();
  const turn: Unique = { what: 'admins', within: user.account_id, value: 'fewer' };
  await claim(frontend.redis, turn, 'Another admin is being changed at this moment');
  try {
    const others = await othersOf(frontend, user);
    if (!others.some(({ admin }) => admin)) throw new InvalidError(['Account must keep an admin']);
    await task();
  } finally {
    // What cannot be given back ends by itself.
    await giveBack(frontend.redis, turn).catch(() => {});
  }
}

async function alter(frontend: Frontend, user: User, body: Partial<z.output<typeof userFields>>): Promise<void> {
  const { account_id } = user;
  const others = await othersOf(frontend, user);
  if (body.name !== undefined && body.name !== user.name) {
    if (isTaken(others, body.name)) throw new InvalidError([nameTaken]);
    await claim(frontend.redis, nameOf(account_id, body.name), nameTaken);
    await giveBack(frontend.redis, nameOf(account_id, user.name));
  }
  if (body.admin === false) await recordDefaults(frontend, { ...user, admin: false });
  const uid = body.public_key ? await uidFor(frontend, user, others) : null;
  await change(frontend, user, said(body), uid);
}

/** A uid stays with its user. */
async function uidFor({ redis }: Frontend, user: User, others: readonly User[]): Promise<number> {
  return user.unix_uid ?? reserveUid(redis, user.account_id, others);
}

/** `uid` is for a user who has none yet. */
async function change(
  { env, store }: Frontend,
  user: User,
  wanted: Partial<User>,
  uid: number | null = null,
): Promise<void> {
  const updated_at = timestamp(env.clock.nowMs());
  const renewed = (newest: User): User => ({
    ...newest,
    ...wanted,
    unix_uid: newest.unix_uid ?? uid,
    updated_at,
  });
  await store.update('user', user._id, renewed, user);
}

function presentedUser(user: User): Record<string, unknown> {
  const { _id, name, admin, api_enabled, default_level, default_ssh, default_sudo, public_key, unix_uid } = user;
  return { id: _id, name, admin, api_enabled, default_level, default_ssh, default_sudo, public_key, unix_uid };
}

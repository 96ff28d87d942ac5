/** API access of users: only admins manage users, a user may change the own token. */
import { z } from 'zod';
import { tokenHash, type User } from '../documents/index.ts';
import { accepted, created, ok, route } from './route.ts';
import { identified, listOf, token, user } from './schemas/answers.ts';

const tokenDigits = 40;

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
    method: 'PUT',
    path: '/users/:user',
    rule: 'admin',
    summary: 'Changes what is given of a user',
    body: z.object({ api_enabled: z.boolean() }),
    example: { api_enabled: true },
    answers: { 202: identified },
    handle: async ({ store }, { found, body }) => {
      const { _id } = found.user;
      await store.update('user', _id, (newest) => ({ ...newest, api_enabled: body.api_enabled }));
      return accepted(`/users/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'POST',
    path: '/users/:user/token',
    rule: 'self',
    summary: 'A new token, which is shown this once; the old one ends',
    answers: { 201: token },
    handle: async ({ env, store }, { found: { user } }) => {
      const fresh = env.random.hex(tokenDigits);
      await store.update('user', user._id, (newest) => ({ ...newest, token_hash: tokenHash(fresh) }));
      return created(`/users/${user._id}`, { id: user._id, token: fresh });
    },
  }),
];

function presentedUser({ _id, name, admin, api_enabled }: User): Record<string, unknown> {
  return { id: _id, name, admin, api_enabled };
}

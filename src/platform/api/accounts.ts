/** The account of whoever asks, and its AWS credentials; only admins manage them. A secret is never shown. */
import { z } from 'zod';
import { type Credential, newCredential, timestamp } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { newIdentity, remove } from './parts.ts';
import { accepted, created, ok, route } from './route.ts';
import { account, credential, identified, listOf } from './schemas/answers.ts';
import { level, line, name, optional, said } from './schemas/fields.ts';

export const accountRoutes = [
  route({
    method: 'GET',
    path: '/account',
    rule: 'user',
    summary: 'The account of the user',
    answers: { 200: account },
    handle: async ({ store }, { user }) => {
      const found = await store.get('account', user.account_id);
      return ok({ id: user.account_id, name: found?.name ?? '', default_level: found?.default_level ?? 'none' });
    },
  }),
  route({
    method: 'PUT',
    path: '/account',
    rule: 'admin',
    summary: 'Changes the name of the account, and what users may do in clouds for which nothing is recorded',
    body: z.object({ name, default_level: level }).partial(),
    example: { default_level: 'show' },
    answers: { 202: identified },
    handle: async ({ env, store }, { user, body }) => {
      const updated_at = timestamp(env.clock.nowMs());
      await store.update('account', user.account_id, (newest) => ({ ...newest, ...said(body), updated_at }));
      return accepted('/account', { id: user.account_id });
    },
  }),
  route({
    method: 'GET',
    path: '/credentials',
    rule: 'admin',
    summary: 'The AWS key pairs of the account',
    answers: { 200: listOf(credential) },
    handle: async ({ store }, { user }) =>
      ok((await store.documents('credential', 'credentials/by_account', { key: user.account_id })).map(presentedKey)),
  }),
  route({
    method: 'POST',
    path: '/credentials',
    rule: 'admin',
    summary: 'A new AWS key pair',
    body: z.object({
      name: optional(line()),
      aws_access_key_id: line(128).min(1),
      aws_secret_access_key: line(128).min(1),
    }),
    example: { aws_access_key_id: 'AKIAEXAMPLE', aws_secret_access_key: 'a secret of EC2' },
    answers: { 201: identified },
    handle: async (frontend, { user, body }) => {
      const fields = { ...body, account_id: user.account_id, name: body.name ?? body.aws_access_key_id };
      const { _id } = await frontend.store.put(newCredential(fields, newIdentity(frontend)));
      return created(`/credentials/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'GET',
    path: '/credentials/:credential',
    rule: 'admin',
    summary: 'An AWS key pair',
    answers: { 200: credential },
    handle: (_, { found }) => ok(presentedKey(found.credential)),
  }),
  route({
    method: 'DELETE',
    path: '/credentials/:credential',
    rule: 'admin',
    summary: 'Takes an AWS key pair away, which no cloud uses',
    answers: { 202: identified },
    handle: async (frontend, { found: { credential } }) => {
      const clouds = await frontend.store.view('clouds/by_credential', { key: credential._id });
      if (clouds.length > 0) throw new InvalidError([`Credential is used by ${clouds.length} clouds`]);
      await remove(frontend, credential);
      return accepted('/credentials', { id: credential._id });
    },
  }),
];

function presentedKey({ _id, name, aws_access_key_id }: Credential): Record<string, unknown> {
  return { id: _id, name, aws_access_key_id };
}

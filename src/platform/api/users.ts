/** API access of users: only admins manage users, a user may change the own token. */
import { tokenHash, type User } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { bodyOf } from './body.ts';
import { ForbiddenError, NotFoundError } from './errors.ts';
import type { Api, Frontend } from './parts.ts';

const tokenDigits = 40;

export function userRoutes(app: Api, { env, store }: Frontend): void {
  app.get('/users', async (context) => {
    const user = admin(context.get('user'));
    return context.json((await store.under('user', 'users/by_account', user.account_id)).map(presentedUser));
  });

  /** A new token; the old one ends. It is shown this once. */
  app.post('/users/:user/token', async (context) => {
    const user = await userFor(context.get('user'), context.req.param('user'), { orSelf: true });
    const token = env.random.hex(tokenDigits);
    await store.update('user', user._id, (newest) => ({ ...newest, token_hash: tokenHash(token) }));
    context.header('Location', `/api/users/${user._id}`);
    return context.json({ id: user._id, token }, 201);
  });

  app.put('/users/:user', async (context) => {
    const user = await userFor(context.get('user'), context.req.param('user'), { orSelf: false });
    const { api_enabled: enabled } = await bodyOf(context);
    if (typeof enabled !== 'boolean') throw new InvalidError(['Api enabled must be true or false']);
    await store.update('user', user._id, (newest) => ({ ...newest, api_enabled: enabled }));
    context.header('Location', `/api/users/${user._id}`);
    return context.json({ id: user._id }, 202);
  });

  async function userFor(asking: User, id: string, { orSelf }: { orSelf: boolean }): Promise<User> {
    if (!(orSelf && asking._id === id)) admin(asking);
    const user = await store.get('user', id);
    if (user?.account_id !== asking.account_id) throw new NotFoundError();
    return user;
  }
}

function admin(user: User): User {
  if (!user.admin) throw new ForbiddenError();
  return user;
}

function presentedUser({ _id, name, admin, api_enabled }: User): Record<string, unknown> {
  return { id: _id, name, admin, api_enabled };
}

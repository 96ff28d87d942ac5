/**
 * Who may log in to the machines of a cloud. It follows from the account's users and from the permissions in the cloud;
 * what it comes to is kept in the cloud's document, where each Chef run finds it without asking for more. The recipe
 * `ssh_users` is part of setup and configure.
 */
import type { Cloud, Permission, SshUser, User } from '../documents/index.ts';
import { configureJob } from '../queue/job.ts';
import type { Store } from '../store.ts';
import type { Frontend } from './parts.ts';

/** The rows of `node[:ssh_users]`. Admins cannot be restricted; whoever has no key, or may not notice the cloud, has no login. */
export function sshUsers(users: readonly User[], permissions: readonly Permission[]): Record<string, SshUser> {
  const recorded = new Map(permissions.map((permission) => [permission.user_id, permission]));
  const rows: Record<string, SshUser> = {};
  for (const { _id, name, admin, public_key, unix_uid } of users) {
    const permission = recorded.get(_id);
    const mayLogIn = admin || (permission?.ssh && permission.level !== 'none');
    if (!mayLogIn || !public_key || unix_uid === null) continue;
    rows[unix_uid] = { name: unixName(name), public_key, sudoer: admin || permission!.sudo };
  }
  return rows;
}

/** What a login may be called: `Ada Lovelace` is `ada-lovelace`. */
function unixName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  return plain.slice(0, 32) || 'user';
}

/**
 * Brings the cloud's document up to date and has its machines told. Permissions are read after the cloud: of two who
 * change permissions at once the one who writes last has seen both, and the other conflicts and reads again.
 */
export async function refreshSshUsers(frontend: Frontend, { _id, account_id }: Cloud): Promise<void> {
  const { env, config, store, queue } = frontend;
  await store.update('cloud', _id, async (cloud) => {
    const rows = await sshUsersOf(store, account_id, _id);
    return JSON.stringify(rows) === JSON.stringify(cloud.ssh_users) ? undefined : { ...cloud, ssh_users: rows };
  });
  // Also when nothing has changed: whoever asks again may have been told that it went wrong after the document was written.
  await queue.add({ later: [{ job: configureJob(_id), atMs: env.clock.nowMs() + config.configureDelayMs }] });
}

/** The same for all clouds of an account, after a user has changed. */
export async function refreshAllSshUsers(frontend: Frontend, accountId: string): Promise<void> {
  const clouds = await frontend.store.under('cloud', 'clouds/by_account', accountId);
  for (const cloud of clouds) await refreshSshUsers(frontend, cloud);
}

async function sshUsersOf(store: Store, accountId: string, cloudId: string): Promise<Record<string, SshUser>> {
  const [users, permissions] = await Promise.all([
    store.under('user', 'users/by_account', accountId),
    store.documents('permission', 'permissions/by_cloud', { key: cloudId }),
  ]);
  return sshUsers(users, permissions);
}

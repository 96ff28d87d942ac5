/** Names of instances and uids of users: unique, also among those that are being created at this moment by several frontends. */
import type { Instance, User } from '../documents/index.ts';
import { nicknameKey, uidKey } from '../queue/keys.ts';
import type { RedisLink } from '../redis-link.ts';
import { nicknamesFor } from './themes.ts';

/** Longer than it takes until a new document is found by the views. */
const reservedMs = 60_000;

/** Reserves the wanted nickname, or the first free one of the theme. Undefined when the wanted one is taken. */
export async function reserveNickname(
  redis: RedisLink,
  cloudId: string,
  wanted: { nickname?: string; theme: string | null; shortname: string },
  siblings: readonly Instance[],
): Promise<string | undefined> {
  const taken = new Set(siblings.map((sibling) => sibling.nickname));
  const isReserved = async (name: string) => !taken.has(name) && (await reserve(redis, nicknameKey(cloudId, name)));
  if (wanted.nickname !== undefined) return (await isReserved(wanted.nickname)) ? wanted.nickname : undefined;
  for (const nickname of nicknamesFor(wanted.theme, wanted.shortname)) {
    if (await isReserved(nickname)) return nickname;
  }
  return undefined;
}

/** Below the deploy user's, which the cookbooks give a uid from 4000 (github.com/aws/opsworks-cookbooks, ssh_users). */
const firstUid = 2001;

/** Reserves the first uid that none of the account's users has. */
export async function reserveUid(redis: RedisLink, accountId: string, users: readonly User[]): Promise<number> {
  const taken = new Set(users.map((user) => user.unix_uid));
  for (let uid = firstUid; ; uid++) {
    if (!taken.has(uid) && (await reserve(redis, uidKey(accountId, uid)))) return uid;
  }
}

async function reserve(redis: RedisLink, key: string): Promise<boolean> {
  return (await redis.run((client) => client.set(key, 'reserved', 'PX', reservedMs, 'NX'))) === 'OK';
}

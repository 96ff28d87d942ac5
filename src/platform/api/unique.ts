/**
 * What is unique within a cloud or an account: names, short names, uids; also among those that are being created at this
 * moment by several frontends.
 *
 * A view shows what there is, but not what another frontend is about to write. So whoever wants a name first looks, then
 * reserves it in Redis, then writes: of two who have seen it free one gets the reservation. It ends by itself, for what
 * was reserved by a request that came to nothing, and is given back before its holder is removed.
 */
import type { Instance, User } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { reservationKey } from '../queue/keys.ts';
import type { RedisLink } from '../redis-link.ts';
import { nicknamesFor } from './themes.ts';

/** Longer than it takes until a new document is found by the views. */
const reservedMs = 60_000;

export interface Unique {
  what: 'nickname' | 'uid' | 'application' | 'role' | 'user' | 'ssh_key' | 'admins';
  /** The cloud or account within which there is only one. */
  within: string;
  value: string | number;
}

/** Reserves what the caller has seen to be free. Throws an InvalidError with `refusal` when somebody was faster. */
export async function claim(redis: RedisLink, unique: Unique, refusal: string): Promise<void> {
  if (!(await reserve(redis, unique))) throw new InvalidError([refusal]);
}

/** Before its holder is removed: nobody can reserve it as long as the views show the holder. */
export async function giveBack(redis: RedisLink, unique: Unique): Promise<void> {
  await redis.run((client) => client.del(reservationKey(unique)));
}

/** Reserves the wanted nickname, or the first free one of the theme. Undefined when the wanted one is taken. */
export async function reserveNickname(
  redis: RedisLink,
  cloudId: string,
  wanted: { nickname?: string; theme: string | null; shortname: string },
  siblings: readonly Instance[],
): Promise<string | undefined> {
  const taken = new Set(siblings.map((sibling) => sibling.nickname));
  const isReserved = async (value: string) =>
    !taken.has(value) && (await reserve(redis, { what: 'nickname', within: cloudId, value }));
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
  for (let value = firstUid; ; value++) {
    if (!taken.has(value) && (await reserve(redis, { what: 'uid', within: accountId, value }))) return value;
  }
}

async function reserve(redis: RedisLink, unique: Unique): Promise<boolean> {
  const key = reservationKey(unique);
  return (await redis.run((client) => client.set(key, 'reserved', 'PX', reservedMs, 'NX'))) === 'OK';
}

/** Names of instances: unique within a cloud, also among those that are being created at this moment by several frontends. */
import type { Instance } from '../documents/index.ts';
import { nicknameKey } from '../queue/keys.ts';
import type { RedisLink } from '../redis-link.ts';

/** Longer than it takes until a new document is found by the views. */
const reservedMs = 60_000;

/** Reserves `wanted`, or the first free of lb1, lb2, ... Undefined when `wanted` is taken. */
export async function reserveNickname(
  redis: RedisLink,
  cloudId: string,
  wanted: { nickname?: string; shortname: string },
  siblings: readonly Instance[],
): Promise<string | undefined> {
  const taken = new Set(siblings.map((sibling) => sibling.nickname));
  const isReserved = async (name: string) =>
    !taken.has(name) &&
    (await redis.run((client) => client.set(nicknameKey(cloudId, name), 'reserved', 'PX', reservedMs, 'NX'))) === 'OK';
  if (wanted.nickname !== undefined) return (await isReserved(wanted.nickname)) ? wanted.nickname : undefined;
  for (let number = 1; ; number++) {
    const nickname = `${wanted.shortname}${number}`;
    if (await isReserved(nickname)) return nickname;
  }
}

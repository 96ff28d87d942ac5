/** What the routes of the API share. */
import { type AnyDocument, type Identity, timestamp } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import type { InstallationConfig } from '../installation.ts';
import type { Queue } from '../queue/queue.ts';
import type { RedisLink } from '../redis-link.ts';
import type { Store } from '../store.ts';
import type { Route } from './route.ts';

/** What a frontend answers with. */
export interface Frontend {
  env: Environment;
  config: InstallationConfig;
  store: Store;
  queue: Queue;
  redis: RedisLink;
  /** The table that is served. */
  routes: readonly Route[];
}

/** For a service of a cloud; nobody types it. */
export function newPassword({ env }: Pick<Frontend, 'env'>): string {
  return env.random.hex(20);
}

export function newIdentity({ env }: Pick<Frontend, 'env'>): Identity {
  return { id: env.random.hex(32), nowMs: env.clock.nowMs() };
}

/** Lays `changes` over a document that was read before, whatever else of it has changed meanwhile. Returns how it is now. */
export async function amend<D extends AnyDocument>(
  { env, store }: Pick<Frontend, 'env' | 'store'>,
  document: D,
  changes: Partial<D>,
): Promise<D> {
  const updated_at = timestamp(env.clock.nowMs());
  const amended = <N extends object>(newest: N) => ({ ...newest, ...changes, updated_at });
  const updated = await store.update<AnyDocument['type']>(document.type, document._id, amended, document);
  return (updated?.after ?? document) as D;
}

/** Takes a document away: the views leave it out from now on. */
export async function remove<D extends AnyDocument>(
  frontend: Pick<Frontend, 'env' | 'store'>,
  document: D,
): Promise<void> {
  await amend<AnyDocument>(frontend, document, { deleted_at: timestamp(frontend.env.clock.nowMs()) });
}

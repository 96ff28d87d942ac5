/** What the routes of the API share. */
import type { Hono } from 'hono';
import type { Identity, User } from '../documents/index.ts';
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

export type ApiEnv = { Variables: { user: User } };
export type Api = Hono<ApiEnv>;

/** For a service of a cloud; nobody types it. */
export function newPassword({ env }: Pick<Frontend, 'env'>): string {
  return env.random.hex(20);
}

export function newIdentity({ env }: Pick<Frontend, 'env'>): Identity {
  return { id: env.random.hex(32), nowMs: env.clock.nowMs() };
}

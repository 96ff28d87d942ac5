/** A frontend: the HTTP API on a port of this machine. It keeps nothing; any number of them stand side by side. */
import { createApi, routes } from './api/index.ts';
import type { Environment } from './environment.ts';
import type { InstallationConfig } from './installation.ts';
import { Queue } from './queue/queue.ts';
import { RedisLink } from './redis-link.ts';
import { Store } from './store.ts';

export function startFrontend(env: Environment, config: InstallationConfig): void {
  const store = new Store(env, config, config.viewTimeoutMs);
  const redis = new RedisLink(env, config, config.viewTimeoutMs);
  const queue = new Queue(redis, env.random);
  env.listen(config.frontendPort, createApi({ env, config, store, queue, redis, routes }));
  env.log('frontend.started', { installation: config.name, port: config.frontendPort });
}

/**
 * The HTTP API, below `/api`: `X-Scalarium-Token` and `Accept: application/vnd.scalarium-v1+json` on every request,
 * except for `/api/ping`, which answers without a store.
 */
import { Hono } from 'hono';
import type { Environment } from '../environment.ts';
import { UnavailableError } from '../errors.ts';
import { cloudRoutes } from './clouds.ts';
import { answerError, mediaType, NotAcceptableError, NotFoundError, UnauthorizedError } from './errors.ts';
import { instanceRoutes } from './instances.ts';
import type { Api, ApiEnv, Frontend } from './parts.ts';
import { authenticate } from './session.ts';
import { userRoutes } from './users.ts';

export function createApi(frontend: Frontend): Api {
  const { config, store } = frontend;
  const app: Api = new Hono<ApiEnv>().basePath('/api') as Api;
  const watch = new Availability(frontend.env);

  app.get('/ping', (context) => context.json({ installation: config.name, version: config.version }));
  app.use('*', async (context, next) => {
    const token = context.req.header('X-Scalarium-Token');
    if (!token) throw new UnauthorizedError();
    if (!context.req.header('Accept')?.includes(mediaType)) throw new NotAcceptableError();
    context.set('user', await authenticate(store, token));
    await next();
    if (context.res.ok) watch.answered();
  });
  cloudRoutes(app, frontend);
  instanceRoutes(app, frontend);
  userRoutes(app, frontend);
  app.notFound((context) => answerError(new NotFoundError(), context));
  app.onError((error, context) => {
    if (error instanceof UnavailableError) watch.refused(error);
    return answerError(error, context);
  });
  return app;
}

/** Logs when the frontend has to refuse, and when it answers again: a line for each change, not for each request. */
class Availability {
  readonly #env: Environment;
  #reason = '';

  constructor(env: Environment) {
    this.#env = env;
  }

  refused({ message: reason, view }: UnavailableError): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#env.log('frontend.unavailable', { reason, view });
  }

  answered(): void {
    if (this.#reason === '') return;
    this.#reason = '';
    this.#env.log('frontend.available', {});
  }
}

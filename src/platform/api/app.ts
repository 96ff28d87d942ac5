/**
 * The table of routes as a Hono app below `/api`: `X-Scalarium-Token` and `Accept: application/vnd.scalarium-v1+json` on
 * every request, except on public routes, which answer without a store. How a route is declared: index.ts.
 */
import { type Context, Hono } from 'hono';
import { tokenHash, type User } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import { UnavailableError } from '../errors.ts';
import { bodyOf } from './body.ts';
import { answerError, mediaType, NotAcceptableError, NotFoundError, UnauthorizedError } from './errors.ts';
import { RequestLimits } from './limits.ts';
import type { Frontend } from './parts.ts';
import { checked } from './problems.ts';
import type { Route } from './route.ts';
import { admit, authenticate } from './session.ts';

/** A frontend's API, for `Environment.listen`. */
export function createApi(
  frontend: Frontend,
): Pick<Api, 'routes'> & { fetch(request: Request): Response | Promise<Response> } {
  const { env, config, routes } = frontend;
  const served = { frontend, watch: new Availability(env), limits: new RequestLimits(env.clock, config.requestLimit) };
  const app = appOf(routes);
  return { routes: app.routes, fetch: (request) => app.fetch(request, served) };
}

/** What a frontend brings along to the app that it shares with others. */
interface Served {
  frontend: Frontend;
  watch: Availability;
  limits: RequestLimits;
}

type ApiEnv = { Bindings: Served; Variables: { user: User } };
type Api = Hono<ApiEnv>;

const apps = new WeakMap<readonly Route[], Api>();

/** One app for all frontends with the same table: to find out how its paths are told apart takes longer than to answer a few requests. */
function appOf(routes: readonly Route[]): Api {
  let app = apps.get(routes);
  if (!app) apps.set(routes, (app = build(routes)));
  return app;
}

function build(routes: readonly Route[]): Api {
  const app: Api = new Hono<ApiEnv>().basePath('/api') as Api;
  for (const route of routes.filter(({ rule }) => rule === 'public')) {
    app.on(route.method, route.path, (context) => answer(context, route));
  }
  app.use('*', async (context, next) => {
    const { frontend, watch, limits } = context.env;
    const token = context.req.header('X-Scalarium-Token');
    if (!token) throw new UnauthorizedError();
    if (!context.req.header('Accept')?.includes(mediaType)) throw new NotAcceptableError();
    const hash = tokenHash(token);
    limits.count(hash);
    context.set('user', await authenticate(frontend.store, hash));
    limits.recognised(hash);
    await next();
    if (context.res.ok) watch.answered();
  });
  for (const route of routes.filter(({ rule }) => rule !== 'public')) {
    app.on(route.method, route.path, (context) => answer(context, route));
  }
  app.notFound((context) => answerError(new NotFoundError(), context));
  app.onError((error, context) => {
    if (error instanceof UnavailableError) context.env.watch.refused(error);
    return answerError(error, context);
  });
  return app;
}

/** Permission first, then what was sent: who may not do a thing does not hear what was wrong with it. */
async function answer(context: Context<ApiEnv>, route: Route): Promise<Response> {
  const { frontend } = context.env;
  const user = context.get('user');
  const found = route.rule === 'public' ? {} : await admit(frontend.store, route, user, context.req.param());
  const query = route.query ? checked(route.query, context.req.query()) : undefined;
  const body = route.body ? await bodyOf(context, route.body) : undefined;
  const { status, body: answered, location } = await route.handle(frontend, { user, found, body, query });
  if (location !== undefined) context.header('Location', `/api${location}`);
  return context.json(answered as object, status);
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

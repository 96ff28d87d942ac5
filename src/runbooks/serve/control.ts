/** What a test does with a served world besides calling EC2: look at it, break it, mend it, let time pass, begin again. */
import { Hono } from 'hono';
import { Misread } from './misread.ts';
import type { Served } from './served.ts';
import { postsOf, stateOf } from './state.ts';

export const CONTROL_PATH = '/_zonefall';

/** A year; more is a slip. */
const LEAP_SECONDS_MAX = 366 * 86_400;

export function controlApp(served: Served): Hono {
  const app = new Hono().basePath(CONTROL_PATH);
  app.get('/', async (context) => context.json(await served.current.living.do(() => stateOf(served.current))));
  app.post('/reset', async (context) => {
    await served.reset();
    return context.json(stateOf(served.current));
  });
  app.post('/leap', async (context) => {
    const { seconds } = (await context.req.json()) as { seconds?: unknown };
    if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= LEAP_SECONDS_MAX)) {
      throw new Misread(`expected {"seconds": 600}: more than 0, at most ${LEAP_SECONDS_MAX}`);
    }
    await served.current.living.leap(seconds);
    return context.json(stateOf(served.current));
  });
  app.post('/faults', async (context) => context.json(await served.current.break(await context.req.json()), 201));
  app.post('/method', async (context) => context.json(await served.current.play(), 201));
  app.get('/status-page', async (context) =>
    context.json(await served.current.living.do(() => postsOf(served.current))),
  );
  app.delete('/faults/:name', async (context) => {
    const name = context.req.param('name');
    if (await served.current.mend(name)) return context.json({ name, ended: true });
    return context.json({ error: `no fault ${name} lasts` }, 404);
  });
  app.onError((error, context) => {
    if (error instanceof Misread || error instanceof SyntaxError) return context.json({ error: error.message }, 400);
    throw error;
  });
  app.notFound((context) => {
    const paths = ['', '/reset', '/leap', '/faults', '/faults/NAME', '/method', '/status-page'].map(
      (path) => CONTROL_PATH + path,
    );
    return context.json({ error: `nothing at ${context.req.path}: there are ${paths.join(', ')}` }, 404);
  });
  return app;
}

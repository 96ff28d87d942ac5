/** Every route of the table, called by every kind of user: who may is let in, nobody else is, and what answers fits its declaration. */
import { expect, test } from 'vitest';
import { createApi, rules } from '../../../src/platform/api/index.ts';
import { permits, routes } from '../../../src/platform/index.ts';
import { type Answer, SmallInstallation } from '../small-installation.ts';
import { Customer, countWrites, everybody, type Route, titleOf, type Who } from './every-route.ts';

interface Call {
  route: Route;
  who: Who;
  customer: Customer;
}

/** What a rule says; the user of a path is somebody else here. */
function mayCall({ rule }: Route, who: Who): boolean {
  if (rule === 'public' || rule === 'user' || who === 'admin') return true;
  return rule !== 'admin' && rule !== 'self' && permits(who, rule);
}

function customersFor(small: SmallInstallation, whos: readonly Who[]): Call[] {
  const calls: Call[] = [];
  for (const route of routes) {
    for (const who of whos) {
      const underApplication = route.names.includes('application');
      // What is started, changed or removed is not running; all else is done to what runs.
      const online = route.method === 'POST' && !route.path.endsWith('/start');
      const customer = new Customer(calls.length, small.nowMs, who, { underApplication, online });
      small.documents.push(...customer.documents);
      calls.push({ route, who, customer });
    }
  }
  return calls;
}

/** What the state of such a customer forbids to everybody; stories of their own show them. */
const forbiddenByState = [
  'DELETE /clouds/:cloud',
  'DELETE /clouds/:cloud/roles/:role',
  'DELETE /credentials/:credential',
];

const line = ({ route, who }: Call, { status, body }: Answer) =>
  `${titleOf(route)} as ${who}: ${status} ${JSON.stringify(body).slice(0, 300)}`;

/** A 2xx as declared; or a 412, for what the example asks may not be possible in the present state. */
function isLetIn({ route }: Call, { status, body }: Answer): boolean {
  if (status === 412) return body.errors.length > 0;
  return route.answers[status as 200]?.safeParse(body).success ?? false;
}

const isKeptOut = ({ status, body }: Answer) => status === 403 && body.error === 'No permission';

test('each level, and an admin, may call what the rule of the route says, and nothing else', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const calls = customersFor(small, everybody);
  await small.play(async () => {
    const wrong: string[] = [];
    const writes = countWrites(small);
    for (const call of calls.filter(({ route, who }) => !mayCall(route, who))) {
      const answer = await call.customer.call(small, call.route);
      if (!isKeptOut(answer)) wrong.push(line(call, answer));
    }
    const refused = writes();
    const good = new Set<string>();
    for (const call of calls.filter(({ route, who }) => mayCall(route, who))) {
      const answer = await call.customer.call(small, call.route);
      if (answer.status < 300) good.add(titleOf(call.route));
      if (!isLetIn(call, answer)) wrong.push(line(call, answer));
      // Whoever may not notice a cloud does not find it, or anything of it, in an answer.
      const { cloud, application, instance } = call.customer.ids;
      const shown = [cloud, application, instance].some((id) => JSON.stringify(answer.body).includes(id!));
      if (call.who === 'none' && shown) wrong.push(`shows what is hidden: ${line(call, answer)}`);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBe(0);
    expect(routes.map(titleOf).filter((title) => !good.has(title))).toEqual(forbiddenByState);
  });
});

test('what belongs to another customer is out of reach, for admins as well', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const calls = customersFor(small, ['admin']).filter(({ route }) => route.names.length > 0);
  const stranger = new Customer(5000, small.nowMs, 'admin');
  small.documents.push(...stranger.documents);
  await small.play(async () => {
    const writes = countWrites(small);
    const _before = writes();
    const wrong: string[] = [];
    for (const call of calls) {
      const answer = await stranger.call(small, call.route, { ids: call.customer.ids });
      if (answer.status !== 403 && answer.status !== 404) wrong.push(line(call, answer));
      // Nor by way of the stranger's own cloud.
      const last = call.route.names.at(-1)!;
      if (call.route.names.length === 1) continue;
      const below = await stranger.call(small, call.route, { ids: { [last]: call.customer.ids[last]! } });
      if (below.status !== 403 && below.status !== 404) wrong.push(line(call, below));
    }
    expect(wrong).toEqual([]);
    expect(writes()).toBe(0);
  });
});

test('a user may see and do with the own record what the rule `self` says', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const calls = customersFor(small, ['none']).filter(({ route }) => route.rule === 'self');
  await small.play(async () => {
    for (const call of calls) {
      const { customer, route } = call;
      const answer = await customer.call(small, route, { ids: { user: customer.userId } });
      expect(isLetIn(call, answer), line(call, answer)).toBe(true);
    }
  });
});

test('without a token, with one that nobody has, with API access off, or for another media type no route but a public one answers', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const customer = new Customer(1, small.nowMs, 'admin');
  const off = new Customer(2, small.nowMs, 'admin');
  small.documents.push(
    ...customer.documents,
    ...off.documents.map((document) => (document.type === 'user' ? { ...document, api_enabled: false } : document)),
  );
  await small.play(async () => {
    const writes = countWrites(small);
    const asked = { 'X-Scalarium-Token': customer.token };
    const refused: [number, Record<string, string>][] = [
      [401, { 'X-Scalarium-Token': '' }],
      [401, { 'X-Scalarium-Token': 'x'.repeat(20_000) }],
      [401, { 'X-Scalarium-Token': off.token }],
      [406, { ...asked, Accept: 'text/html' }],
    ];
    for (const route of routes) {
      for (const [code, headers] of refused) {
        const { status } = await small.api(route.method, customer.pathOf(route), customer.exampleOf(route), headers);
        expect(status, `${titleOf(route)} ${JSON.stringify(headers).slice(0, 80)}`).toBe(
          route.rule === 'public' ? 200 : code,
        );
      }
    }
    expect(writes()).toBe(0);
  });
});

test('to see is all that `show` is enough for, and to deploy all that `deploy` is; users, credentials and permissions are for admins', () => {
  const rulesOf = (wanted: (route: Route) => boolean) =>
    [...new Set(routes.filter(wanted).map(({ rule }) => rule))].sort();
  expect(rulesOf(({ method, rule }) => method !== 'GET' && rule !== 'admin' && rule !== 'self')).toEqual([
    'deploy',
    'manage',
    'user',
  ]);
  const titles = (rule: string) => routes.filter((route) => route.rule === rule && route.method !== 'GET').map(titleOf);
  for (const title of titles('deploy')) expect(title).toMatch(/\/(deploy|repeat)$/);
  expect(titles('user')).toEqual(['POST /clouds']);
  const ofAdmins = /^\/(users|credentials|ssh_keys|account)\b|permission/;
  expect(rulesOf(({ method, path }) => method !== 'GET' && ofAdmins.test(path))).toEqual(['admin', 'self']);
});

test('each route is in the table once, with a rule, and the app has no other', () => {
  const titles = routes.map(titleOf);
  expect(new Set(titles).size).toBe(titles.length);
  for (const { rule } of routes) expect(rules).toContain(rule);
  const small = new SmallInstallation();
  const env = small.environment(small.host('frontend').start('frontend'));
  const app = createApi({ env, config: small.config, routes } as unknown as Parameters<typeof createApi>[0]);
  const served = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(served)].sort()).toEqual(titles.map((title) => title.replace(' ', ' /api')).sort());
});

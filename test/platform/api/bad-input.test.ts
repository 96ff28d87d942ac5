/** Bad input, made from the OpenAPI document that the API itself hands out: a 4xx with a reason, never a 5xx, nothing written. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type OpenApi, routes } from '../../../src/platform/index.ts';
import { type Answer, id, SmallInstallation } from '../small-installation.ts';
import { Customer, countWrites, type Route, titleOf } from './every-route.ts';

const ajv = new Ajv2020({ strict: false, allErrors: false });

/** What no field of the API takes, or that would be somebody else's if it were not taken as text. */
const odd: readonly unknown[] = [
  null,
  true,
  -1.5,
  [],
  {},
  { $ne: null },
  { constructor: { prototype: { admin: true } } },
  '',
  'x'.repeat(100_000),
  Array.from({ length: 300 }, () => 'x'),
  "' OR 1=1 --",
  '_design/scalarium_1',
  '../../_all_docs?include_docs=true',
  '\u0000',
  'a\r\nX-Injected: yes',
  '💥\ud800',
];

const oddIds = [
  '_design',
  '..',
  '%2e%2e%2f_all_docs',
  '%00',
  '0',
  'A'.repeat(32),
  'f'.repeat(32),
  `${'a'.repeat(32)}%0a`,
  'x'.repeat(4_000),
];

/** Of the odd values that a route takes as text, so many are sent. */
const validTried = 12;

interface Attempt {
  route: Route;
  customer: Customer;
  body: unknown;
  /** Whether the document says that it is not to be taken; what the document cannot say may be refused as well. */
  invalid: boolean;
}

let document: OpenApi;
/** The shape of a route's body; undefined for routes that take none. */
const shapes = new Map<string, { schema: Record<string, unknown>; fits: ValidateFunction }>();

beforeAll(async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    document = (await small.api('GET', '/openapi.json', undefined, { 'X-Scalarium-Token': '', Accept: '*/*' })).body;
  });
  for (const route of routes) {
    const operation = document.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]![route.method.toLowerCase()]!;
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (schema) shapes.set(titleOf(route), { schema, fits: ajv.compile(schema) });
  }
});

/** A customer for each route: what one of them has written disturbs no other. */
function customersFor(small: SmallInstallation, wanted: readonly Route[]): Map<Route, Customer> {
  return new Map(
    wanted.map((route, number) => {
      const customer = new Customer(number, small.nowMs, 'admin');
      small.documents.push(...customer.documents);
      return [route, customer];
    }),
  );
}

const withBody = () => routes.filter((route) => shapes.has(titleOf(route)));

const isReason = ({ body }: Answer) =>
  typeof body.error === 'string' || (Array.isArray(body.errors) && body.errors.length > 0);

/** Calls and says what is wrong with the answer. */
async function attempt(small: SmallInstallation, writes: () => number, { route, customer, body, invalid }: Attempt) {
  const before = writes();
  const answer = await customer.call(small, route, { body });
  const written = writes() - before;
  const refused = answer.status >= 400 && answer.status < 500 && isReason(answer) && written === 0;
  if (refused || (!invalid && answer.status < 300)) return [];
  return [
    `${titleOf(route)} ${JSON.stringify(body).slice(0, 200)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}, ${written} written`,
  ];
}

test('the document says of every route who may call it, what it takes and what it answers', () => {
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations).toHaveLength(routes.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
  for (const [reference] of JSON.stringify(document).matchAll(/(?<="\$ref":")#[^"]+/g)) {
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect(target, reference).toBeDefined();
  }
  for (const route of withBody()) {
    // The example of a route fits its own document.
    expect(shapes.get(titleOf(route))!.fits(route.example), titleOf(route)).toBe(true);
  }
});

test('a field that is missing, of the wrong type, too long or full of tricks is refused in words, and nothing is written', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const customers = customersFor(small, withBody());
  await small.play(async () => {
    const writes = countWrites(small);
    const wrong: string[] = [];
    let invalid = 0;
    for (const [route, customer] of customers) {
      const { schema, fits } = shapes.get(titleOf(route))!;
      const good = customer.exampleOf(route) as Record<string, unknown>;
      const bodies: unknown[] = [[good], 'text', 5, null];
      for (const field of (schema.required as string[] | undefined) ?? []) {
        const { [field]: _, ...rest } = good;
        bodies.push(rest);
      }
      for (const field of Object.keys((schema.properties as object | undefined) ?? {})) {
        for (const value of odd) bodies.push({ ...good, [field]: value });
      }
      // What is valid after all may use up what the customer has: it comes last, and a few of it will do.
      const judged = bodies.map((body) => ({ route, customer, body, invalid: !fits(body) }));
      const tried = [
        ...judged.filter((one) => one.invalid),
        ...judged.filter((one) => !one.invalid).slice(-validTried),
      ];
      for (const one of tried) {
        if (one.invalid) invalid++;
        wrong.push(...(await attempt(small, writes, one)));
      }
    }
    expect(wrong).toEqual([]);
    expect(invalid).toBeGreaterThan(10 * customers.size);
  });
});

test('random bodies are answered, and those that do not fit write nothing', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const customers = customersFor(small, withBody());
  const any = fc.jsonValue({ maxDepth: 3 });
  const bodies = [...customers].flatMap(([route, customer], seed) => {
    const { schema } = shapes.get(titleOf(route))!;
    const fields = Object.keys((schema.properties as object | undefined) ?? {});
    const good = customer.exampleOf(route) as Record<string, unknown>;
    const some = fc.record(Object.fromEntries(fields.map((field) => [field, any])), { requiredKeys: [] });
    return fc.sample(some, { numRuns: 3, seed }).map((body) => ({ route, customer, body: { ...good, ...body } }));
  });
  await small.play(async () => {
    const writes = countWrites(small);
    const wrong: string[] = [];
    for (const one of bodies) {
      const { fits } = shapes.get(titleOf(one.route))!;
      wrong.push(...(await attempt(small, writes, { ...one, invalid: !fits(one.body) })));
    }
    expect(wrong).toEqual([]);
  });
});

test('an id that is none, of another kind, or another resource of CouchDB is not found', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const customers = customersFor(
    small,
    routes.filter(({ names }) => names.length > 0),
  );
  await small.play(async () => {
    const writes = countWrites(small);
    const wrong: string[] = [];
    for (const [route, customer] of customers) {
      for (const name of route.names) {
        const ofAnotherKind = customer.ids[name === 'role' ? 'instance' : 'role']!;
        for (const odd of [...oddIds, id(0xfff), ofAnotherKind]) {
          const { status, body } = await customer.call(small, route, { ids: { [name]: odd } });
          // `..` is taken out of the path before it is sent: it is another path then.
          const another = odd === '..' && status < 500;
          if (!another && (status !== 404 || !body.error))
            wrong.push(`${titleOf(route)} :${name}=${odd.slice(0, 50)}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(writes()).toBe(0);
  });
});

test('a body that is not sent as JSON, is none, or is too large is refused', async () => {
  const small = new SmallInstallation({ workers: 0 });
  const customers = customersFor(small, withBody());
  await small.play(async () => {
    const writes = countWrites(small);
    for (const [route, customer] of customers) {
      const send = (text: string, type: string) =>
        small.send(route.method, customer.pathOf(route), text, {
          'X-Scalarium-Token': customer.token,
          'Content-Type': type,
        });
      const good = JSON.stringify(customer.exampleOf(route));
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/xml',
        'application/jsonp',
        '',
      ]) {
        expect((await send(good, type)).status, `${titleOf(route)} ${type}`).toBe(415);
      }
      expect(await send(good.slice(0, -1), 'application/json')).toMatchObject({
        status: 412,
        body: { errors: ['Body must be a JSON object'] },
      });
      expect((await send('['.repeat(100_000), 'application/json')).status).toBe(412);
      expect((await send(`"${'x'.repeat(1024 * 1024)}"`, 'application/json')).status).toBe(413);
    }
    expect(writes()).toBe(0);
  });
});

test('a key that would reach into every object is left out, as is every field that nobody knows', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const path = `/clouds/${small.cloud._id}/roles`;
    const volumes = '"ebs_volumes":{"__proto__":{"size":1},"/vol/a":{"size":1}}';
    const text = `{"name":"x","shortname":"x","account_id":"y","__proto__":{"admin":true},${volumes}}`;
    const made = await small.send('POST', path, text);
    expect(made.status).toBe(201);
    const { body } = await small.api('GET', `${path}/${made.body.id}`);
    expect(Object.keys(body.ebs_volumes)).toEqual(['/vol/a']);
    expect(body).not.toHaveProperty('account_id');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

test('custom JSON is a JSON object that is not endlessly deep', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const writes = countWrites(small);
    const path = `/clouds/${small.cloud._id}`;
    for (const custom_json of ['{', '[]', '"text"', `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`]) {
      const { status, body } = await small.api('PUT', path, { custom_json });
      expect([status, body.errors]).toEqual([412, ['Custom json is not a JSON object of at most 50 levels']]);
    }
    expect(writes()).toBe(0);
    expect((await small.api('PUT', path, { custom_json: '{"a":{"b":[1]}}' })).status).toBe(202);
  });
});

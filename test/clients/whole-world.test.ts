import { request } from 'node:http';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import nano from 'nano';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadScenario } from '../../src/runbooks/files/index.ts';
import { type ListeningDoor, listenDoors, Served, settingOf } from '../../src/runbooks/serve/index.ts';
import { wholeWorld } from '../../src/runbooks/serve/whole-world.ts';

const { scenario } = loadScenario('scenarios/az-loss.yaml');
let served: Served;
let alive: Promise<void>;
let doors: ListeningDoor[];
const door = (name: string) => doors.find((each) => each.name === name)!;
const at = (name: string) => `http://127.0.0.1:${door(name).port}`;

beforeAll(async () => {
  served = await Served.open(settingOf(scenario, {}), { speed: 60, instant: false }, wholeWorld(scenario));
  alive = served.live();
  doors = await listenDoors(served, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await Promise.all(doors.map(({ close }) => close()));
  served.close();
  await alive;
});

test('an installation answers its customers, and nobody else', async () => {
  const url = `${at("main: Scalarium's API")}/api/clouds`;
  const [, token] = /X-Scalarium-Token: (\w+)/.exec(served.current.doors.get("main: Scalarium's API")!.hint!)!;
  const Accept = 'application/vnd.scalarium-v1+json';
  const answer = await fetch(url, { headers: { 'X-Scalarium-Token': token!, Accept } });
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as { name: string }[]).map(({ name }) => name)).toContain('shop');
  expect((await fetch(url, { headers: { 'X-Scalarium-Token': 'nobody', Accept } })).status).toBe(401);
});

test("nano reads and writes the master's CouchDB", async () => {
  const database = nano(at('main/couch-master: CouchDB')).db.use('scalarium');
  const { rev } = await database.insert({ type: 'note', text: 'by hand' } as never, 'a-note');
  expect(await database.get('a-note')).toMatchObject({ _rev: rev, text: 'by hand' });
  await expect(database.get('no-note')).rejects.toMatchObject({ statusCode: 404 });
});

test('ioredis talks to the Redis of the master, and its replica hears of it', async () => {
  const options = { host: '127.0.0.1', lazyConnect: true, maxRetriesPerRequest: 0 };
  const master = new Redis({ ...options, port: door('main/redis-master: Redis').port });
  const replica = new Redis({
    ...options,
    port: door(doors.find(({ name }) => /replica.*Redis/.test(name))!.name).port,
  });
  try {
    expect(await master.set('story', 'told')).toBe('OK');
    await expect.poll(() => replica.get('story')).toBe('told');
    await expect(replica.set('story', 'otherwise')).rejects.toThrow('READONLY');
  } finally {
    master.disconnect();
    replica.disconnect();
  }
});

test('when the zone loses power a store there is silent; what asked is not kept for ever', async () => {
  await served.current.break({ name: 'dark', uses: 'zone:power-interruption', zone: 'euw1-az1', for: 'PT1H' });
  const failed = await new Promise((resolve) => {
    request(at('main/couch-master: CouchDB'), () => resolve('answered'))
      .on('error', resolve)
      .end();
  });
  expect(failed).toMatchObject({ code: 'ECONNRESET' });
});

test('where one of the ports is taken nothing listens, and nothing is left behind', async () => {
  const bound = (port: number) =>
    new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
      const server = createServer().once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  const taken = await bound(0);
  const { port } = taken.address() as { port: number };
  await expect(listenDoors(served, { host: '127.0.0.1', port: port - 1 })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  for (const server of [taken, await bound(port - 1)]) server.close();
});

/** What happens when a part of an installation, or the way to it, is gone. */
import { expect, test } from 'vitest';
import { startCouch } from '../../src/sim/stores/couch-process.ts';
import { startRedis } from '../../src/sim/stores/redis-process.ts';
import { couchSoftware, SmallInstallation } from './small-installation.ts';

test('an agent that falls silent makes its instance offline and the others reconfigure; it comes back and is online again', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const [one, two] = [await small.start(), await small.start()];
    for (const instance of [one, two]) await small.until(instance, 'online');
    await small.sleep(60);
    small.runs.length = 0;

    const lost = small.agentHosts.get('php-app1')!;
    const lostAtMs = small.nowMs;
    const heal = small.world.network.partition({
      name: 'php-app1 alone',
      separates: (a, b) => (a === lost) !== (b === lost),
    });
    await small.until(one, 'offline');
    const [offline] = small.linesOf('instance.status').filter(({ data }) => data.to === 'offline');
    // 15 s of silence until the connection counts as broken, 15 s for it to come back.
    expect(offline!.atMs - lostAtMs).toBeGreaterThanOrEqual(30_000);
    expect(offline!.atMs - lostAtMs).toBeLessThan(31_000);
    await small.sleep(30);
    expect(small.runsOf('configure').map(({ nickname }) => nickname)).toEqual(['php-app2']);
    expect(JSON.stringify(small.runs[0]!.json)).not.toContain('php-app1"');

    small.runs.length = 0;
    heal();
    await small.until(one, 'online');
    await small.sleep(30);
    expect(
      small
        .runsOf('configure')
        .map(({ nickname }) => nickname)
        .sort(),
    ).toEqual(['php-app1', 'php-app2']);
    expect(small.runsOf('setup')).toEqual([]);
  });
});

test('a short interruption is nobody offline', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    small.restartBus();
    await small.sleep(300);
    expect(small.statesOf(instance).at(-1)).toBe('online');
  });
});

test('a bus that is replaced misses the agents that its predecessor knew and that never call', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    small.bus.end();
    small.agentHosts.get('php-app1')!.switchOff();
    await small.sleep(60);
    small.restartBus();
    await small.until(instance, 'offline', 700);
  });
});

test('a setup that ends while the bus is away is reported when it is back', async () => {
  const small = new SmallInstallation({ setupSeconds: 100 });
  await small.play(async () => {
    const instance = await small.start();
    while (small.runsOf('setup').length === 0) await small.sleep(1);
    small.bus.end();
    await small.sleep(200);
    expect((await small.instance(instance)).status).toBe('running_setup');
    small.restartBus();
    await small.until(instance, 'online', 400);
    expect(small.runsOf('setup')).toHaveLength(1);
  });
});

test('a worker that is killed in the middle of a launch loses nothing and launches nothing twice', async () => {
  const small = new SmallInstallation({ workers: 1 });
  await small.play(async () => {
    const instance = await small.start();
    // EC2 has launched the machine, and the worker dies before the answer arrives.
    await small.as(() => !small.world.ec2.instances().next().done);
    expect(small.ec2Calls.map(({ action }) => action)).not.toContain('RunInstances');
    small.workers[0]!.end();
    small.startWorker('worker2');
    await small.until(instance, 'online');
    expect([...small.world.ec2.instances()]).toHaveLength(1);
    const [requeued] = small.linesOf('worker.lost');
    expect(requeued!.data.requeued).toBe(1);
  });
});

test('a launch that is tried again after a role has changed finds the machine that the first try has launched', async () => {
  const small = new SmallInstallation({ workers: 1 });
  await small.play(async () => {
    const instance = await small.start();
    await small.as(() => !small.world.ec2.instances().next().done);
    small.workers[0]!.end();
    const editor = small.environment(small.host('editor').start('editor'));
    const database = editor.couch(small.config.couchUrl).use<{ name: string }>(small.config.database);
    await database.insert({ ...(await database.get(small.role._id)), name: 'Renamed' });
    small.startWorker('worker2');
    await small.until(instance, 'online');
    expect(small.ec2Calls.map(({ errorCode }) => errorCode)).toContain('IdempotentParameterMismatch');
    expect([...small.world.ec2.instances()]).toHaveLength(1);
  });
});

test.each([0.02, 0.1, 0.2, 0.3, 0.5, 1, 3, 8])(
  'a worker that is killed %s s after the wish does no harm',
  async (afterSeconds) => {
    const small = new SmallInstallation({ workers: 1, setupSeconds: 20, seed: afterSeconds });
    await small.play(async () => {
      const instance = await small.start();
      await small.sleep(afterSeconds);
      small.workers[0]!.end();
      small.startWorker('worker2');
      await small.until(instance, 'online');
      expect([...small.world.ec2.instances()].filter(({ state }) => state === 'running')).toHaveLength(1);
      expect(small.statesOf(instance).at(-1)).toBe('online');
    });
  },
);

test('jobs wait for Redis and go on when it is back', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'pending');
    small.redis.process.end();
    await small.sleep(120);
    small.redis = startRedis(small.world.network.hosts.get('redis')!);
    await small.until(instance, 'online');
  });
});

test('a frontend whose Redis is away answers 503, and the same wish works later', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const path = `/clouds/${small.cloud._id}/instances`;
    const { body } = await small.api('POST', path, { roles: [small.role._id] });
    small.redis.process.end();
    const refused = await small.api('POST', `${path}/${body.id}/start`);
    expect(refused.status).toBe(503);
    expect(refused.body.reason).toMatch(/^Redis at redis.test:6379 cannot be reached within 5 s/);
    small.redis = startRedis(small.world.network.hosts.get('redis')!);
    await small.sleep(120);
    expect((await small.api('POST', `${path}/${body.id}/start`)).status).toBe(202);
    await small.until(body.id, 'online');
  });
});

test('while a view waits for its index the frontend answers 503 with the reason, and then answers again', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const files = small.couch.server.files();
    small.couch.process.end();
    // The same database without its indexes, and with a size that takes a while to index.
    small.world.network.hosts.get('couch')!.disk.set('couchdb', { ...files, indexes: [] });
    small.couch = startCouch(small.world.network.hosts.get('couch')!, couchSoftware);
    small.couch.server.setModelledData('scalarium', { documents: 300_000, bytesPerDocument: 1000 });
    const beganMs = small.nowMs;
    const refused = await small.api('GET', '/clouds');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('Retry-After')).toBe('5');
    expect(refused.body).toEqual({
      error: 'unavailable',
      reason: 'CouchDB has not answered the view users/by_token_hash within 5 s; its index may be being built',
    });
    expect(small.nowMs - beganMs).toBeGreaterThanOrEqual(5_000);
    expect(small.linesOf('frontend.unavailable').map(({ data }) => data.view)).toEqual(['users/by_token_hash']);
    expect((await small.api('GET', '/ping')).status).toBe(200);

    const answers = await Promise.all(Array.from({ length: 40 }, () => small.api('GET', '/clouds')));
    expect(answers.every(({ status }) => status === 503)).toBe(true);
    let last = 503;
    while (last === 503) {
      await small.sleep(30);
      last = (await small.api('GET', '/clouds')).status;
    }
    expect(last).toBe(200);
    expect(small.linesOf('frontend.available')).toHaveLength(1);
  });
});

test('a zone without power: its instances are offline, a stop there is carried out when it is back, other zones still launch', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const dark = await small.start({ nickname: 'dark1', availability_zone: 'eu-west-1b' });
    const lit = await small.start({ nickname: 'lit1', availability_zone: 'eu-west-1a' });
    for (const instance of [dark, lit]) await small.until(instance, 'online');
    await small.sleep(60);
    small.runs.length = 0;
    const zone = small.world.site('euw1-az2');
    small.world.network.changeSite(zone, { power: false });
    await small.until(dark, 'offline', 60);
    await small.sleep(30);
    expect(small.runsOf('configure').map(({ nickname }) => nickname)).toEqual(['lit1']);

    await small.api('POST', `/clouds/${small.cloud._id}/instances/${dark}/stop`);
    const late = await small.start({ nickname: 'late1', availability_zone: 'eu-west-1c' });
    await small.until(late, 'online', 3600);
    expect((await small.instance(dark)).status).toBe('shutting_down');

    small.world.network.changeSite(zone, { power: true });
    await small.until(dark, 'stopped', 3600);
    const launched = [...small.world.ec2.instances()];
    expect(launched.filter(({ state }) => state === 'running')).toHaveLength(2);
    expect(launched).toHaveLength(3);
  });
});

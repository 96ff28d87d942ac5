/** Rows 37 and 38: the client on every host, and what a Chef run leaves on the machine. */
import { expect, test } from 'vitest';
import { startRedis } from '../../../src/sim/stores/redis-process.ts';
import { SmallInstallation } from '../small-installation.ts';

const usage = [
  'usage: scalarium-client command [command options]',
  '',
  'Commands:',
  '    help   - Shows list of commands or help for one command',
  '    list   - List all chef JSON files and their activities (setup, configure, ...)',
  '    log    - View the latest or a given chef log file',
  '    run    - Do some real work, call help run for details',
  '    status - Display useful information',
];

test('scalarium-client prints the help of its announcement, and what its agent has done', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    await small.until(await small.start({ nickname: 'shop1' }), 'online');
    await small.sleep(60);
    expect(await small.client('shop1')).toEqual(usage);
    expect(await small.client('shop1', 'help')).toEqual(usage);
    expect(await small.client('shop1', 'help', 'run')).toContain('usage: scalarium-client run [activity] [date]');
    const list = await small.client('shop1', 'list');
    expect(list.map((line) => line.replace(/^2011-08-07T\d\d:\d\d:\d\d {8}/, ''))).toEqual(['setup', 'configure']);
    const [setup] = list[0]!.split(' ');
    expect(await small.client('shop1', 'log')).toEqual([expect.stringContaining('configure: ok'), 'done']);
    expect(await small.client('shop1', 'log', 'setup')).toEqual(await small.client('shop1', 'log', setup!));
    const status = (await small.client('shop1', 'status')).join('\n');
    expect(status).toMatch(/^bus +connected$/m);
    expect(status).toMatch(/^cloud +shop$/m);
    expect(status).toMatch(/^roles +php-app$/m);
    await expect(small.client('shop1', 'lost')).rejects.toThrow('it has help, list, log, run, status');
    await expect(small.client('shop1', 'log', 'deploy')).rejects.toThrow(/no run fits deploy; there are: setup 2011/);
  });
});

test('a recipe run by hand has the custom JSON of the cloud, and its log is among those of the instance on the platform', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const custom = { shop: { workers: 4 } };
    const path = `/clouds/${small.cloud._id}`;
    const instance = await small.start({ nickname: 'shop1' });
    await small.until(instance, 'online');
    await small.sleep(60);
    // Since the machine was last told of its cloud.
    await small.api('PUT', path, { custom_json: JSON.stringify(custom) });
    const lines = await small.client('shop1', 'run', 'shop::reindex', 'shop::warm');
    expect(lines).toEqual([
      expect.stringMatching(
        /^\[2011-08-07 \d\d:\d\d:\d\d\] {2}INFO \[scalarium-agent\]: About to run shop::reindex, shop::warm$/,
      ),
      'done',
      expect.stringMatching(/Finished Chef run with exitcode 0$/),
    ]);
    const run = small.runs.at(-1)!;
    expect(run).toMatchObject({
      activity: 'execute_recipes',
      recipes: ['scalarium_custom_cookbooks::load', 'scalarium_custom_cookbooks::execute'],
      json: { shop: { workers: 4 }, scalarium_custom_cookbooks: { recipes: ['shop::reindex', 'shop::warm'] } },
    });
    await small.sleep(5);
    const { body } = await small.api('GET', `${path}/instances/${instance}/logs`);
    expect(body).toMatchObject([{ activity: 'execute_recipes', ok: true, log: 'done', custom_json: custom }]);
  });
});

test('a run by hand waits behind what the platform asked for, and is reported when the bus is back', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start({ nickname: 'shop1' });
    await small.until(instance, 'online');
    await small.sleep(60);
    small.bus.end();
    await small.client('shop1', 'run', 'configure');
    expect(small.runsOf('configure')).toHaveLength(2);
    small.restartBus();
    await small.sleep(60);
    const logs = `/clouds/${small.cloud._id}/instances/${instance}/logs`;
    expect((await small.api('GET', logs)).body).toMatchObject([{ activity: 'configure', custom_json: {} }]);
    await expect(small.client('shop1', 'run', 'a bad; name')).rejects.toThrow('neither an activity nor');
  });
});

test('a recipe is run with what the machine knows when the platform does not answer, and once only', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start({ nickname: 'shop1' });
    await small.until(instance, 'online');
    await small.sleep(60);
    small.redis.process.end();
    await small.client('shop1', 'run', 'shop::reindex');
    small.redis = startRedis(small.world.network.hosts.get('redis')!);
    await small.sleep(600);
    expect(small.runsOf('execute_recipes')).toHaveLength(1);
    const logs = `/clouds/${small.cloud._id}/instances/${instance}/logs`;
    expect((await small.api('GET', logs)).body).toMatchObject([{ activity: 'execute_recipes', ok: true }]);
  });
});

test('cluster_state.json and /etc/hosts describe the cloud after each run', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const [one, two] = [await small.start({ nickname: 'shop1' }), await small.start({ nickname: 'shop2' })];
    for (const instance of [one, two]) await small.until(instance, 'online');
    await small.sleep(60);
    const state = () => JSON.parse(small.file('shop1', '/var/lib/scalarium/cluster_state.json')!);
    expect(Object.keys(state())).toEqual(['instance', 'roles', 'applications', 'cluster', 'client']);
    expect(state().cluster).toMatchObject({ name: 'shop' });
    expect(state().client.valid_activities).toContain('setup');
    expect(Object.keys(state().roles['php-app'].instances)).toEqual(['shop1', 'shop2']);
    const { private_ip, ip } = await small.instance(two);
    const hosts = small.file('shop1', '/etc/hosts')!;
    expect(hosts).toContain('127.0.1.1 shop1\n');
    expect(hosts).toContain(`\n${private_ip} shop2\n${ip} shop2-ext\n`);

    await small.api('POST', `/clouds/${small.cloud._id}/instances/${two}/stop`);
    await small.until(two, 'stopped');
    await small.sleep(60);
    expect(Object.keys(state().roles['php-app'].instances)).toEqual(['shop1']);
    expect(small.file('shop1', '/etc/hosts')).not.toContain('shop2');
  });
});

test('five logs are kept, each with its JSON', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    await small.until(await small.start({ nickname: 'shop1' }), 'online');
    await small.sleep(60);
    for (let times = 0; times < 6; times++) await small.client('shop1', 'run', 'shop::reindex');
    const list = await small.client('shop1', 'list');
    expect(list.map((line) => line.split(/ +/)[1])).toEqual(Array(5).fill('execute_recipes'));
    expect(JSON.parse(small.file('shop1', '/var/lib/scalarium/cluster_state.json')!).instance.hostname).toBe('shop1');
  });
});

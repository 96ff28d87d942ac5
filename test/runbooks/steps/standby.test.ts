import { expect, test } from 'vitest';
import { Probes } from '../../../src/runbooks/probes/index.ts';
import { type Hands, play } from './hands.ts';

/** The kernel's stores are followed by a machine in another region. */
const standby = {
  edit: [
    [
      'backups: { every: PT6H, to: us-east-1 }',
      'replicas: [{ of: [couch-master, redis-master], region: us-east-1, zone: b, type: m1.large }]',
    ],
  ],
} as const;
const KERNEL = { installation: 'kernel' };
const STANDBY = { ...KERNEL, region: 'us-east-1' };

/** Undefined when nobody can tell. */
const writers = (hands: Hands) => new Probes(hands.testbed).measure('scalarium:home-writers');

async function takeOver(hands: Hands): Promise<string> {
  const { instanceId } = await hands.do('ec2:find-replica', STANDBY);
  await hands.do('couchdb:promote', { ...KERNEL, on: instanceId });
  await hands.do('redis:promote', { ...KERNEL, on: instanceId });
  await hands.do('scalarium:start-services', { ...KERNEL, on: instanceId });
  await hands.do('dns:switch', { ...KERNEL, record: 'kernel.test', instance: instanceId });
  await hands.seconds(360);
  return instanceId;
}

test('a fenced kernel that lives takes no write, not even after a reboot', async () => {
  await play(async (hands) => {
    expect(await writers(hands)).toBe(1);
    expect(await hands.do('scalarium:fence', KERNEL)).toEqual({ how: 'kernel/all-in-one is stopped' });
    expect(await writers(hands)).toBe(0);
    const host = hands.host('kernel/all-in-one');
    host.plug(false);
    host.plug(true);
    await hands.seconds(300);
    expect(host.up).toBe(true);
    expect(await writers(hands)).toBe(0);
    expect(hands.services('kernel/all-in-one').isRunning('worker')).toBe(false);
  }, standby);
});

test('a standby takes over, sees the machines of main and starts one; what is dark it forgets after a while', async () => {
  await play(async (hands) => {
    await hands.do('scalarium:fence', KERNEL);
    await takeOver(hands);
    await hands.do('scalarium:connect', KERNEL);
    hands.host('main/bus').plug(false);
    await hands.seconds(900);
    expect(await hands.do('scalarium:sees', { min: 7, max: 7 })).toEqual({ online: 7 });
    await expect(hands.do('scalarium:sees', { min: 8 })).rejects.toThrow(
      '7 machines of main are online, not at least 8',
    );
    await expect(hands.do('scalarium:sees', { region: 'us-west-1', zone: 'a', min: 1, max: 0 })).rejects.toThrow(
      '1 machines of main are online in us-west-1a, not at most 0',
    );
    await hands.do('scalarium:start-instances', { role: 'worker', type: 'm1.small', count: 1, region: 'us-west-1' });
    expect(hands.host('main/worker1@us-west-1').up).toBe(true);
  }, standby);
});

test('a promoted standby follows its old master no more, be it that one of them boots again', async () => {
  await play(async (hands) => {
    hands.darken();
    await hands.seconds(120);
    await takeOver(hands);
    const services = hands.services('kernel/replica-us-east-1b');
    services.host.plug(false);
    services.host.plug(true);
    await hands.seconds(300);
    expect(services.couchWritable).toBe(true);
    expect(services.redis!.server.inspect().role).toBe('master');
    const tasks = await hands.testbed.operator.couch(services.host.addresses[1]!).request({ path: '_active_tasks' });
    expect(tasks).toEqual([]);
  }, standby);
});

test('machines are stopped by their manager, those of one zone or all of a region', async () => {
  await play(async (hands) => {
    await hands.do('scalarium:start-instances', {
      role: 'worker',
      type: 'm1.large',
      count: 1,
      region: 'us-west-1',
      zone: 'b',
    });
    expect(await hands.do('scalarium:stop-instances', { region: 'us-west-1', zone: 'b' })).toEqual({
      stopped: ['worker1'],
    });
    expect(hands.host('main/replica-us-west-1a').up).toBe(true);
    await hands.do('scalarium:stop-instances', { region: 'us-west-1' });
    expect(hands.host('main/replica-us-west-1a').up).toBe(false);
  });
});

test('whether an old kernel still writes: silence in the dark is none, silence while its standby hears it is', async () => {
  await play(async (hands) => {
    const { network } = hands.testbed.world;
    const fromUs = (site: string) => site === 'berlin';
    const repair = network.partition({
      name: 'cut off',
      separates: (a, b) =>
        (fromUs(a.site.id) && b.site.region === 'eu-west-1' && b.site.kind === 'zone') ||
        (fromUs(b.site.id) && a.site.region === 'eu-west-1' && a.site.kind === 'zone'),
    });
    expect(await writers(hands)).toBe(1);
    repair();
    hands.darken();
    await hands.seconds(120);
    expect(await writers(hands)).toBe(0);
  }, standby);
});

test('a kernel that EC2 is still stopping writes; once it is stopped it does not', async () => {
  await play(async (hands) => {
    const old = hands.host('kernel/all-in-one');
    hands.testbed.world.network.partition({
      name: 'cut off',
      separates: (a, b) => (a === old && b.site.id === 'berlin') || (b === old && a.site.id === 'berlin'),
    });
    expect(await hands.do('scalarium:fence', KERNEL)).toEqual({
      how: 'kernel/all-in-one does not answer: EC2 was told to stop it',
    });
    expect(await writers(hands)).toBe(1);
    await hands.seconds(240);
    expect(old.up).toBe(false);
    expect(await writers(hands)).toBe(0);
  }, standby);
});

test('a second kernel in another region is counted, and fenced, too', async () => {
  await play(async (hands) => {
    const given = { account: 'kernel', region: 'us-west-1', type: 'm1.large', name: 'kernel' };
    const { instanceId } = await hands.do('ec2:launch', given);
    await hands.do('scalarium:start-services', { ...KERNEL, on: instanceId });
    const host = hands.testbed.world.network.hosts.get(instanceId)!;
    await hands.testbed.operator.ssh(host.addresses[1]!, 'couchdb-writable', { writable: true });
    expect(await writers(hands)).toBe(2);
    const { how } = await hands.do('scalarium:fence', KERNEL);
    expect(how.split(', ').sort()).toEqual(['kernel is stopped', 'kernel/all-in-one is stopped']);
    expect(await writers(hands)).toBe(0);
  }, standby);
});

test('where a region is dark with its EC2, machines elsewhere are fenced all the same', async () => {
  await play(async (hands) => {
    const given = { account: 'kernel', region: 'us-west-1', type: 'm1.large', name: 'kernel' };
    const { instanceId } = await hands.do('ec2:launch', given);
    await hands.do('scalarium:start-services', { ...KERNEL, on: instanceId });
    hands.darken({ zones: ['euw1-az1', 'euw1-az2'] });
    await hands.seconds(120);
    await expect(hands.do('scalarium:fence', KERNEL)).rejects.toThrow();
    const host = hands.testbed.world.network.hosts.get(instanceId)!;
    expect(hands.testbed.servicesOf(host).isRunning('worker')).toBe(false);
  }, standby);
});

test('a standby that has taken over is fenced where it is; one that has not goes on following', async () => {
  await play(async (hands) => {
    const services = hands.services('kernel/replica-us-east-1b');
    await hands.do('scalarium:fence', KERNEL);
    expect(services.isRunning('couchdb')).toBe(true);
    await takeOver(hands);
    expect(services.couchWritable).toBe(true);
    const { how } = await hands.do('scalarium:fence', KERNEL);
    expect(how).toContain('kernel/replica-us-east-1b is stopped');
    expect(services.couchWritable).toBe(false);
  }, standby);
});

test('where nobody can tell whether an old kernel writes there is no number', async () => {
  await play(async (hands) => {
    hands.darken();
    await hands.seconds(120);
    expect(await writers(hands)).toBeUndefined();
  });
});

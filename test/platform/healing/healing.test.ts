/** Auto-healing: an instance that stays away is started anew, be its machine dead or only cut off. */
import { describe, expect, test } from 'vitest';
import type { RoleFields } from '../../../src/platform/index.ts';
import type { Host } from '../../../src/sim/network/index.ts';
import { SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';

const quick = { setupSeconds: 30 };

/** Nobody reaches the machine any more, and it nobody. Returns how to mend it. */
function cutOff(small: SmallInstallation, host: Host): () => void {
  return small.world.network.partition({ name: 'alone', separates: (a, b) => (a === host) !== (b === host) });
}

const stateMs = (small: SmallInstallation, instance: string, state: string): number =>
  small.linesOf('instance.status').find(({ data }) => data.instance === instance && data.to === state)!.atMs;

test('a machine that died is terminated, and only then is its instance started with the same name and role', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const [one, two] = [await small.start(), await small.start()];
    for (const instance of [one, two]) await small.until(instance, 'online');
    await small.sleep(40);
    const before = await small.instance(one);
    small.runs.length = 0;
    small.agentHosts.get('php-app1')!.switchOff();
    await small.until(one, 'offline');
    await small.sleep(250);
    expect((await small.instance(one)).status).toBe('offline');
    await small.until(one, 'online', 900);
    const gone = small.ec2States.find(
      ({ instanceId, to }) => instanceId === before.ec2_instance_id && to === 'terminated',
    )!;
    const launches = small.ec2Calls.filter(({ action }) => action === 'RunInstances');
    expect(launches).toHaveLength(3);
    expect(launches[2]!.atUs).toBeGreaterThan(gone.atUs);
    const after = await small.instance(one);
    expect(after.ec2_instance_id).not.toBe(before.ec2_instance_id);
    expect([after.nickname, after.role_ids]).toEqual([before.nickname, before.role_ids]);
    // "Within a couple of minutes" of silence.
    const silentMs = stateMs(small, one, 'shutting_down') - stateMs(small, one, 'offline');
    expect(silentMs).toBeGreaterThanOrEqual(300_000);
    expect(silentMs).toBeLessThan(310_000);
    expect(small.statesOf(one).slice(5)).toEqual([
      ...['offline', 'shutting_down', 'stopped'],
      ...['requested', 'pending', 'booting', 'running_setup', 'online'],
    ]);
    // A dead machine runs no shutdown recipes, and nobody waits 45 s for it.
    expect(small.runsOf('shutdown')).toEqual([]);
    const terminate = small.ec2Calls.find(({ action }) => action === 'TerminateInstances')!;
    const terminatedMs = small.world.kernel.startMs + terminate.atUs / 1000;
    expect(terminatedMs - stateMs(small, one, 'shutting_down')).toBeLessThan(5_000);
    const events = (await small.api('GET', `/clouds/${small.cloud._id}/events`)).body as { message: string }[];
    expect(events.map(({ message }) => message).join('\n')).toMatch(/php-app1 has been silent for 3\d\d s/);
  });
});

test('a machine that lives behind a broken network is terminated as well', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const one = await small.start();
    await small.until(one, 'online');
    const { ec2_instance_id } = await small.instance(one);
    const mend = cutOff(small, small.agentHosts.get('php-app1')!);
    await small.until(one, 'booting', 900);
    mend();
    await small.until(one, 'online');
    await small.sleep(60);
    expect((await small.instance(one)).ec2_instance_id).not.toBe(ec2_instance_id);
    const running = [...small.world.ec2.instances()].filter(({ state }) => state === 'running');
    expect(running).toHaveLength(1);
  });
});

test('a machine that dies while it is set up is healed as well', async () => {
  const small = new SmallInstallation({ setupSeconds: 200 });
  await small.play(async () => {
    const one = await small.start();
    while (small.runsOf('setup').length === 0) await small.sleep(1);
    small.agentHosts.get('php-app1')!.switchOff();
    await small.until(one, 'online', 1800);
    expect(small.statesOf(one)).toContain('offline');
    expect(small.runsOf('setup')).toHaveLength(2);
  });
});

test('who comes back in time stays', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const one = await small.start();
    await small.until(one, 'online');
    for (let time = 1; time <= 2; time++) {
      const mend = cutOff(small, small.agentHosts.get('php-app1')!);
      await small.until(one, 'offline');
      await small.sleep(200);
      mend();
      await small.until(one, 'online');
    }
    await small.sleep(600);
    expect(small.ec2Calls.map(({ action }) => action)).not.toContain('TerminateInstances');
  });
});

describe('a silent instance is left alone', () => {
  test.each<[string, Partial<RoleFields>[]]>([
    ['that is a database', [{ role_type: 'db-master' }]],
    ['whose role has healing switched off', [{ disable_auto_healing: true }]],
    ['of whose roles one has healing switched off', [{}, { disable_auto_healing: true }]],
  ])('%s', async (_, roles) => {
    const small = new SmallInstallation(quick);
    const ids = roles.map((fields, at) => withRole(small, { shortname: `role${at}`, ...fields }));
    await small.play(async () => {
      const one = await small.start({ roles: ids, nickname: 'one' });
      await small.until(one, 'online');
      small.agentHosts.get('one')!.switchOff();
      await small.until(one, 'offline');
      await small.sleep(1200);
      expect((await small.instance(one)).status).toBe('offline');
      expect(small.ec2Calls.map(({ action }) => action)).not.toContain('TerminateInstances');
    });
  });

  test('but a database heals whose role says so', async () => {
    const small = new SmallInstallation(quick);
    const role = withRole(small, { role_type: 'db-master', disable_auto_healing: false });
    await small.play(async () => {
      const one = await small.start({ roles: [role], nickname: 'one' });
      await small.until(one, 'online');
      small.agentHosts.get('one')!.switchOff();
      await small.until(one, 'booting', 900);
    });
  });
});

test('a healing waits for EC2 as long as it takes, and whoever stops the instance meanwhile stops it for good', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const one = await small.start();
    await small.until(one, 'online');
    small.agentHosts.get('php-app1')!.switchOff();
    await small.until(one, 'shutting_down', 900);
    const stop = await small.api('POST', `/clouds/${small.cloud._id}/instances/${one}/stop`);
    expect(stop.status).toBe(202);
    await small.until(one, 'stopped');
    await small.sleep(600);
    expect((await small.instance(one)).status).toBe('stopped');
    for (const machine of small.world.ec2.instances()) expect(machine.state).toBe('terminated');
  });
});

test('a worker that dies while it heals leaves no instance without a start, and starts none twice', async () => {
  const deadly = ['shutting_down', 'stopped', 'requested', 'pending'];
  let heard = Number.POSITIVE_INFINITY;
  const small: SmallInstallation = new SmallInstallation({
    ...quick,
    workers: 1,
    beforeEachEvent: () => {
      for (; heard < small.lines.length; heard++) {
        const { event, data } = small.lines[heard]!;
        if (event !== 'instance.status' || !deadly.includes(data.to as string)) continue;
        small.workers.at(-1)!.end();
        small.startWorker(`after-${data.to}`);
      }
    },
  });
  await small.play(async () => {
    const one = await small.start();
    await small.until(one, 'online');
    small.agentHosts.get('php-app1')!.switchOff();
    heard = small.lines.length;
    await small.until(one, 'offline');
    await small.until(one, 'online', 1800);
    expect(small.workers.length).toBeGreaterThan(3);
    expect(small.ec2Calls.filter(({ action, ok }) => action === 'RunInstances' && ok).length).toBeGreaterThan(1);
    const running = [...small.world.ec2.instances()].filter(({ state }) => state !== 'terminated');
    expect(running).toHaveLength(1);
  });
});

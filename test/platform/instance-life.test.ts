import { expect, test } from 'vitest';
import { SmallInstallation } from './small-installation.ts';

const wholeLife = ['requested', 'pending', 'booting', 'running_setup', 'online'];

test('an instance goes from requested to online in the order of the knowledge base', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    expect(small.statesOf(instance)).toEqual(wholeLife);
    // The audit log tells the same, newest first.
    const events = (await small.api('GET', `/clouds/${small.cloud._id}/events`)).body as { message: string }[];
    expect(events.map(({ message }) => message).reverse()).toEqual(wholeLife.map((state) => `php-app1 is ${state}`));
    // What changes a cloud within twenty seconds is told in one configure.
    await small.world.kernel.sleep(60_000_000);
    expect(small.runs.map(({ activity }) => activity)).toEqual(['setup', 'configure']);
  });
});

test('the machine is launched with tags, groups, the default zone, and user data that names the bus', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start({ nickname: 'shop1', instance_type: 'm1.large' });
    await small.until(instance, 'online');
    const { ec2_instance_id } = await small.instance(instance);
    const [reservation] = small.world.ec2.perform({ account: 'main', region: 'eu-west-1' }, 'DescribeInstances', {
      InstanceIds: [ec2_instance_id as string],
    }).Reservations!;
    const [launched] = reservation!.Instances!;
    expect(Object.fromEntries(launched!.Tags!.map(({ Key, Value }) => [Key, Value]))).toEqual({
      Name: 'shop - shop1',
      'scalarium:cloud': 'shop',
      'scalarium:instance': 'shop1',
      'scalarium:role:php-app': 'PHP App Server',
    });
    expect(launched!.Placement!.AvailabilityZone).toBe('eu-west-1b');
    expect(launched!.Architecture).toBe('x86_64');
    expect(JSON.stringify(reservation)).toContain('Scalarium-PHP-App-Server');
  });
});

test('the fourth instance that comes online makes all four run configure, with the newest state', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const three = await Promise.all([1, 2, 3].map(() => small.start()));
    for (const instance of three) await small.until(instance, 'online');
    await small.sleep(60);
    small.runs.length = 0;
    const fourth = await small.start();
    await small.until(fourth, 'online');
    await small.sleep(60);
    const configured = small.runsOf('configure');
    expect(configured.map(({ nickname }) => nickname).sort()).toEqual(['php-app1', 'php-app2', 'php-app3', 'php-app4']);
    for (const run of configured) {
      const { scalarium } = run.json as { scalarium: { roles: Record<string, { instances: object }> } };
      expect(Object.keys(scalarium.roles['php-app']!.instances)).toHaveLength(4);
    }
  });
});

test('changes that fall together are told once', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const four = await Promise.all([1, 2, 3, 4].map(() => small.start()));
    for (const instance of four) await small.until(instance, 'online');
    await small.sleep(120);
    const last = small.runsOf('configure').filter(({ nickname }) => nickname === 'php-app1');
    // Four came online within a minute; nobody needs to be told more often than they came, and the last word is the whole cloud.
    expect(last.length).toBeLessThanOrEqual(4);
    expect(JSON.stringify(last.at(-1)!.json)).toContain('php-app4');
  });
});

test('an instance that is stopped runs its shutdown recipes and is terminated exactly 45 s after the event was sent', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const [one, two] = [await small.start(), await small.start()];
    for (const instance of [one, two]) await small.until(instance, 'online');
    await small.sleep(60);
    small.runs.length = 0;
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${one}/stop`);
    await small.until(one, 'stopped');
    await small.sleep(30);

    const [shutdown] = small.runsOf('shutdown');
    expect(shutdown!.recipes).toContain('apache2::stop');
    const call = small.ec2Calls.find(({ action }) => action === 'TerminateInstances')!;
    const calledMs = small.world.kernel.startMs + call.atUs / 1000;
    // The event takes some milliseconds to the machine; the call leaves when the 45 s are over.
    expect(calledMs - shutdown!.atMs).toBeGreaterThan(44_980);
    expect(calledMs - shutdown!.atMs).toBeLessThanOrEqual(45_000);
    const [sent] = small.linesOf('instance.terminate');
    expect(calledMs).toBeGreaterThanOrEqual(sent!.atMs);

    expect(small.statesOf(one)).toEqual([...wholeLife, 'shutting_down', 'stopped']);
    const configured = small.runsOf('configure');
    expect(configured.map(({ nickname }) => nickname)).toEqual(['php-app2']);
    expect(JSON.stringify(configured[0]!.json)).not.toContain('php-app1"');
  });
});

test('an instance that was stopped starts again as a new machine with the same name, and is set up again', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start({ nickname: 'db1' });
    await small.until(instance, 'online');
    const before = await small.instance(instance);
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`);
    await small.until(instance, 'stopped');
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/start`);
    await small.until(instance, 'online');
    const after = await small.instance(instance);
    expect(after.ec2_instance_id).not.toBe(before.ec2_instance_id);
    expect([after.nickname, after.role_ids]).toEqual(['db1', before.role_ids]);
    expect(small.runsOf('setup')).toHaveLength(2);
  });
});

test('an instance whose setup fails is not online, and nobody hears of it', async () => {
  const small = new SmallInstallation();
  small.broken.add('bad1');
  await small.play(async () => {
    const good = await small.start();
    await small.until(good, 'online');
    await small.sleep(30);
    small.runs.length = 0;
    const bad = await small.start({ nickname: 'bad1' });
    await small.until(bad, 'setup_failed');
    await small.sleep(60);
    expect(small.statesOf(bad).at(-1)).toBe('setup_failed');
    expect(small.runsOf('configure')).toEqual([]);
  });
});

test('an instance that is stopped before it was launched leaves nothing behind in EC2', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`);
    await small.until(instance, 'stopped');
    await small.sleep(300);
    for (const machine of small.world.ec2.instances()) expect(machine.state).toBe('terminated');
  });
});

test('a wish that the state forbids is refused in words', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    const path = `/clouds/${small.cloud._id}/instances/${instance}`;
    const again = await small.api('POST', `${path}/start`);
    expect([again.status, again.body]).toEqual([412, { errors: ["Can't start instance while it is online"] }]);
  });
});

import { expect, test } from 'vitest';
import { play } from './hands.ts';

const WEST = { region: 'us-west-1' };

test('machines are added to the cloud of a region, started, and online when the step ends', async () => {
  await play(async (hands) => {
    const wanted = { role: 'frontend', type: 'm1.large', count: 2, ...WEST, zone: 'a' };
    const { instances, addresses } = await hands.do('scalarium:start-instances', wanted);
    expect(instances).toHaveLength(2);
    expect(hands.told.at(-1)).toBe('2 of 2 frontend online');
    const hosts = ['main/frontend1@us-west-1', 'main/frontend2@us-west-1'].map((label) => hands.host(label));
    expect(addresses.sort()).toEqual(hosts.map((host) => host.addresses[1]).sort());
    expect(hosts.every(({ up, site }) => up && site.region === 'us-west-1')).toBe(true);
    await hands.do('scalarium:start-instances', { ...wanted, count: 1 });
    expect(hands.labels()).toContain('main/frontend3@us-west-1');
  });
});

test('a machine that EC2 refuses to start fails the step, with its reason', async () => {
  await play(async (hands) => {
    const zone = hands.testbed.world.topology.zoneId('main', 'us-west-1a')!;
    hands.break([{ name: 'closed', action: 'control-plane:disable-launches', zone, atSeconds: 0, forSeconds: 36_000 }]);
    await hands.seconds(1);
    const started = hands.do('scalarium:start-instances', {
      role: 'bus',
      type: 'm1.large',
      count: 1,
      ...WEST,
      zone: 'a',
    });
    await expect(started).rejects.toThrow(
      /^bus1: start_failed \(We currently do not have sufficient m1.large capacity/,
    );
  });
});

test('nobody starts machines of an installation that nobody manages', async () => {
  await play(async (hands) => {
    const started = hands.do('scalarium:start-instances', {
      installation: 'kernel',
      role: 'bus',
      type: 'm1.large',
      count: 1,
      ...WEST,
    });
    await expect(started).rejects.toMatchObject({ message: 'no installation manages kernel', permanent: true });
  });
});

test('a new frontend serves customers once it knows its stores', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-west-1', ['frontend', 'bus']);
    await hands.do('couchdb:seed-from-replica', { ...WEST, views: 'reuse-if-compatible' });
    await hands.do('couchdb:build-views', WEST);
    await hands.seconds(120);
    const token = hands.testbed.installation('main').token('acme');
    const frontend = hands.host('main/frontend1@us-west-1');
    const clouds = await hands.testbed.operator.api(frontend.addresses[1]!, token).get('/clouds');
    expect(clouds).toMatchObject([{ name: 'shop' }]);
  });
});

test('an installation that answers is pinged, one in the dark is not', async () => {
  await play(async (hands) => {
    const { latencyMs } = await hands.do('scalarium:ping', { installation: 'kernel' });
    expect(latencyMs).toBeGreaterThan(31);
    await hands.do('scalarium:connect', { installation: 'kernel' });
    hands.darken();
    await hands.seconds(1);
    await expect(hands.do('scalarium:ping', { installation: 'kernel' })).rejects.toThrow(/ETIMEDOUT/);
    await expect(hands.do('scalarium:connect', { installation: 'kernel' })).rejects.toThrow(/ETIMEDOUT/);
  });
});

test('Redis moves: the new master copies from a replica and is promoted, the replica having lost its own master', async () => {
  await play(async (hands) => {
    const home = hands.testbed.operator.redis(hands.host('main/redis-master').addresses[1]!);
    await home.set('key', 'value');
    await hands.machinesIn('us-west-1');
    hands.host('main/redis-master').switchOff();
    await hands.seconds(120);
    const { bytes } = await hands.do('redis:seed-from-replica', WEST);
    expect(bytes).toBeGreaterThan(0);
    const redis = hands.testbed.operator.redis(hands.host('main/redis-master1@us-west-1').addresses[1]!);
    await expect(redis.set('key', 'new')).rejects.toThrow(/READONLY/);
    await hands.do('redis:promote', {});
    expect(await redis.get('key')).toBe('value');
    expect(await redis.set('key', 'new')).toBe('OK');
  });
});

test('Redis moves also while its old master lives', async () => {
  await play(async (hands) => {
    const home = hands.testbed.operator.redis(hands.host('main/redis-master').addresses[1]!);
    await home.set('key', 'value');
    await hands.machinesIn('us-west-1');
    await hands.do('redis:seed-from-replica', WEST);
    await hands.do('redis:promote', WEST);
    const redis = hands.testbed.operator.redis(hands.host('main/redis-master1@us-west-1').addresses[1]!);
    expect(await redis.get('key')).toBe('value');
    expect(((await redis.role()) as unknown[])[0]).toBe('master');
  });
});

test('a switch of DNS points both records to what is online in a region, and back', async () => {
  await play(async (hands) => {
    const { dns } = hands.testbed.world.network;
    await expect(hands.do('dns:switch', { record: 'manage.test', to: 'us-west-1' })).rejects.toThrow(
      'nothing to point manage.test to',
    );
    await hands.do('scalarium:start-instances', { role: 'frontend', type: 'm1.large', count: 2, ...WEST });
    await hands.do('scalarium:start-instances', { role: 'bus', type: 'm1.large', count: 1, ...WEST });
    await hands.do('dns:switch', { record: 'manage.test', to: 'us-west-1' });
    const publicOf = (label: string) => hands.host(label).addresses[1];
    expect([...dns.intended('manage.test')].sort()).toEqual(
      ['main/frontend1@us-west-1', 'main/frontend2@us-west-1'].map(publicOf).sort(),
    );
    expect(dns.intended('bus.manage.test')).toEqual([publicOf('main/bus1@us-west-1')]);
    await hands.do('dns:switch', { to: 'eu-west-1' });
    expect(dns.intended('bus.manage.test')).toEqual([publicOf('main/bus')]);
  });
});

test('a switch to a region where only half of what is needed is online changes nothing', async () => {
  await play(async (hands) => {
    const { dns } = hands.testbed.world.network;
    const before = dns.intended('manage.test');
    await hands.do('scalarium:start-instances', { role: 'frontend', type: 'm1.large', count: 1, ...WEST });
    await expect(hands.do('dns:switch', { to: 'us-west-1' })).rejects.toThrow('nothing to point bus.manage.test to');
    expect(dns.intended('manage.test')).toEqual(before);
  });
});

test("a record that is nobody's is not switched", async () => {
  await play(async (hands) => {
    const switched = hands.do('dns:switch', { record: 'nobody.test', to: 'us-west-1' });
    await expect(switched).rejects.toMatchObject({ message: "nobody's record: nobody.test", permanent: true });
  });
});

test('a quota that leaves enough room is well, one that does not says how much it leaves', async () => {
  await play(async (hands) => {
    const given = { account: 'main', region: 'us-west-1', instances: 10 };
    expect(await hands.do('ec2:quota', given)).toEqual({ free: 19 });
    await expect(hands.do('ec2:quota', { ...given, instances: 20 })).rejects.toThrow(
      'main may start 19 more machines in us-west-1, not 20',
    );
  });
});

test('a machine that was launched answers in a shell when the step ends, and is gone when it was terminated', async () => {
  await play(async (hands) => {
    const given = { account: 'kernel', region: 'us-east-1', type: 'm1.large', name: 'kernel' };
    const { instanceId, address, privateAddress } = await hands.do('ec2:launch', given);
    const host = hands.testbed.world.network.hosts.get(instanceId)!;
    expect(host.addresses).toEqual([privateAddress, address]);
    await hands.testbed.operator.ssh(address, 'true');
    expect(
      await hands.do('ec2:terminate', {
        account: 'kernel',
        region: 'us-east-1',
        installation: undefined,
        instance: instanceId,
      }),
    ).toEqual({
      terminated: [instanceId],
    });
    await hands.seconds(60);
    expect(hands.testbed.world.network.hosts.has(instanceId)).toBe(false);
  });
});

test('of an installation the machines of all regions are terminated, but for the one that is spared', async () => {
  await play(async (hands) => {
    for (const role of ['bus', 'worker']) {
      await hands.do('scalarium:start-instances', { role, type: 'm1.large', count: 1, ...WEST });
    }
    const nameOf = (label: string) => hands.host(label).name;
    const [bus, workers] = [nameOf('main/bus1@us-west-1'), ['main/worker', 'main/worker1@us-west-1'].map(nameOf)];
    const given = { account: 'main', installation: 'main' };
    expect(await hands.do('ec2:terminate', { ...given, ...WEST, role: 'bus' })).toEqual({ terminated: [bus] });
    expect((await hands.do('ec2:terminate', { ...given, role: 'worker' })).terminated.sort()).toEqual(workers.sort());
    const old = hands.host('kernel/all-in-one');
    expect(await hands.do('ec2:terminate', { account: 'kernel', installation: 'kernel', except: old.name })).toEqual({
      terminated: [],
    });
    expect(await hands.do('ec2:terminate', { account: 'kernel', installation: 'kernel' })).toEqual({
      terminated: [old.name],
    });
  });
});

test('whoever connects is told the address that was answered from: until caches have run out that may be the old one', async () => {
  await play(async (hands) => {
    const old = hands.host('main/frontend1').addresses[1]!;
    const { dns } = hands.testbed.world.network;
    const given = { installation: 'main' };
    dns.set('manage.test', [old], 300);
    await hands.seconds(400);
    expect(await hands.do('scalarium:connect', given)).toEqual({ address: old });
    const other = hands.host('main/frontend2').addresses[1]!;
    dns.set('manage.test', [other], 300);
    await hands.seconds(61);
    expect(await hands.do('scalarium:connect', given)).toEqual({ address: old });
    await hands.seconds(300);
    expect(await hands.do('scalarium:connect', given)).toEqual({ address: other });
  });
});

test('a backup in the region of the new machine is there sooner than one in another, by as much as the models say', async () => {
  const speeds = [
    '    chef.setup: PT4M',
    '    chef.setup: PT4M\n    transfer.same-region: { mib-per-second: 40 }\n    transfer.cross-region: { mib-per-second: 5 }',
  ] as const;
  const small = 'hostname: kernel.test';
  const large = [small, `${small}\n      data: { documents: 1000000, bytes-per-document: 1000 }`] as const;
  const seconds = async (to: string) => {
    let took = 0;
    await play(
      async (hands) => {
        const given = { account: 'kernel', region: 'us-east-1', type: 'm1.large', name: 'kernel' };
        const { instanceId } = await hands.do('ec2:launch', given);
        const startSeconds = hands.nowSeconds;
        await hands.do('scalarium:restore-backup', { installation: 'kernel', to: instanceId });
        took = hands.nowSeconds - startSeconds;
      },
      { edit: [speeds, large, ['every: PT6H, to: us-east-1', `every: PT6H, to: ${to}`]] },
    );
    return took;
  };
  expect((await seconds('us-west-1')) / (await seconds('us-east-1'))).toBeCloseTo(8, 0);
});

test('a kernel is built anew from its backup, and manages the same machines under its old name', async () => {
  await play(async (hands) => {
    hands.darken();
    await hands.seconds(60);
    const given = { account: 'kernel', region: 'us-east-1', type: 'm1.large', name: 'kernel' };
    const { instanceId } = await hands.do('ec2:launch', given);
    const restored = await hands.do('scalarium:restore-backup', { installation: 'kernel', to: instanceId });
    expect(restored.documents).toBeGreaterThan(10);
    expect(restored.ageSeconds).toBeLessThan(6 * 3600);
    const { address } = await hands.do('scalarium:start-services', { installation: 'kernel', on: instanceId });
    await hands.do('dns:switch', { installation: 'kernel', record: 'kernel.test', instance: instanceId });
    await hands.seconds(360);
    expect(await hands.do('scalarium:connect', { installation: 'kernel' })).toEqual({ address });
    await hands.do('scalarium:start-instances', { role: 'bus', type: 'm1.large', count: 1, ...WEST });
    expect(hands.host('main/bus1@us-west-1').up).toBe(true);
  });
});

test('an installation without a backup cannot be restored, nor one to a machine that nobody knows', async () => {
  await play(async (hands) => {
    const on = hands.host('main/bus').name;
    await expect(hands.do('scalarium:restore-backup', { installation: 'main', to: on })).rejects.toThrow(
      'there is no backup of main that can be reached',
    );
    await expect(hands.do('scalarium:restore-backup', { installation: 'kernel', to: 'i-00000000' })).rejects.toThrow(
      'EC2 knows no running i-00000000 of account kernel',
    );
  });
});

test("two accounts' letters for one zone are found out by the offerings that both see", async () => {
  await play(async (hands) => {
    const apart = hands.do('topology:apart', { installations: ['main', 'kernel'], by: 'physical-zone' });
    await expect(apart).rejects.toThrow(
      /^main's eu-west-1a and kernel's eu-west-1b are the same physical zone: both see offering \S+$/,
    );
  });
});

test('installations in different zones stand apart, though not by region', async () => {
  await play(
    async (hands) => {
      const given = { installations: ['main', 'kernel'] };
      await hands.do('topology:apart', { ...given, by: 'physical-zone' });
      await expect(hands.do('topology:apart', { ...given, by: 'region' })).rejects.toThrow(
        'main and kernel are both in eu-west-1',
      );
    },
    { edit: [['{ a: euw1-az2, b: euw1-az1 }', '{ a: euw1-az1, b: euw1-az2 }']] },
  );
});

test('installations in different regions stand apart by region', async () => {
  await play(
    async (hands) => {
      await hands.do('topology:apart', { installations: ['main', 'kernel'], by: 'region' });
    },
    { edit: [['place: { region: eu-west-1, zone: b }', 'place: { region: us-east-1, zone: b }']] },
  );
});

test('a fenced Redis master takes no command any more, and neither a Chef run nor a restart of its services brings it back', async () => {
  await play(async (hands) => {
    const services = hands.services('main/redis-master');
    expect(await hands.do('redis:fence', { region: 'eu-west-1' })).toEqual({ how: 'redis-master is stopped' });
    expect(services.isRunning('redis')).toBe(false);
    services.install({ roles: ['redis-master'] });
    expect(services.isRunning('redis')).toBe(false);
  });
});

test('a Redis that is unfenced has what it had', async () => {
  await play(async (hands) => {
    const redis = hands.testbed.operator.redis(hands.host('main/redis-master').addresses[1]!);
    await redis.set('key', 'value');
    await hands.do('redis:fence', { region: 'eu-west-1' });
    await hands.do('redis:unfence', { region: 'eu-west-1' });
    expect(await redis.get('key')).toBe('value');
  });
});

import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ubuntuImage } from '../../src/sim/cloud/index.ts';
import { EU, NEXT_ZONE, SmallWorld, ZONE } from './small-world.ts';

test('a machine that is launched over the API boots after its time, counted from RunInstances', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const answer = await small.client().send(
      new RunInstancesCommand({
        ImageId: ubuntuImage(EU, 'i386'),
        InstanceType: 'm1.small',
        MinCount: 1,
        MaxCount: 1,
        Placement: { AvailabilityZone: `${EU}b` },
      }),
    );
    const launchedSeconds = small.nowSeconds;
    const instanceId = answer.Instances![0]!.InstanceId!;
    await small.seconds(60);
    const host = small.world.network.hosts.get(instanceId)!;
    expect(await small.stateOf(host)).toBe('running');
    expect(host).toMatchObject({ up: false, switchedOn: true, site: { id: NEXT_ZONE } });
    expect(host.hardware).toMatchObject({ architecture: 'i386', cores: 1 });
    await small.seconds(60);
    expect(host.up).toBe(true);
    expect(small.diary).toHaveLength(1);
    expect(Number(small.diary[0]!.split(' ').at(-1)) - launchedSeconds).toBeLessThan(96);
  });
});

test('machines die with the power of their zone without a word, and come back when it returns', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const [here, elsewhere] = [small.place('here'), small.place('elsewhere', 'b')];
    await small.seconds(100);
    const zone = small.world.site(ZONE);
    small.world.network.changeSite(zone, { power: false });
    expect([here.up, elsewhere.up]).toEqual([false, true]);
    expect(await small.stateOf(here)).toBe('running');
    await small.seconds(500);
    small.world.network.changeSite(zone, { power: true });
    await small.seconds(96);
    expect(here.up).toBe(true);
  });
});

test('in a dark zone with power machines run and reach each other, and nobody outside reaches them', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const [one, two, outside] = [small.place('one'), small.place('two'), small.place('outside', 'b')];
    await small.seconds(100);
    small.world.network.changeSite(small.world.site(ZONE), { dark: true });
    const { network } = small.world;
    expect([one.up, network.isOpen(one, two), network.isOpen(outside, one), small.reaches(one)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await small.stateOf(one)).toBe('running');
  });
});

test('a machine that is ordered to stop in the dark is stopped before anybody can reach it', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const small = new SmallWorld(seed);
    await small.tell(async () => {
      const [ordered, other] = [small.place('ordered'), small.place('other')];
      await small.seconds(100);
      small.break([
        {
          name: 'power',
          action: 'zone:power-interruption',
          zones: [ZONE],
          disksLostShare: 0,
          atSeconds: 0,
          forSeconds: 60,
          darkUntilSeconds: 3600,
        },
      ]);
      await small.seconds(600);
      expect(ordered.up).toBe(true);
      await small.stop(ordered);
      await small.seconds(600);
      expect(ordered.up).toBe(true);
      expect(await small.stateOf(ordered)).toBe('stopping');
      await small.seconds(3690 - small.nowSeconds);
      expect(small.reaches(other)).toBe(false);
      while (!small.reaches(other)) {
        expect(small.reaches(ordered)).toBe(false);
        await small.seconds(0.1);
      }
      expect(ordered.up).toBe(false);
      await small.seconds(10);
      expect(await small.stateOf(ordered)).toBe('stopped');
    });
  }
});

test('the API answers an office after the round trip and its own work', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const startSeconds = small.nowSeconds;
    await small.client().send(new DescribeInstancesCommand({}));
    const tookSeconds = small.nowSeconds - startSeconds;
    expect(tookSeconds).toBeGreaterThan(0.031);
    expect(tookSeconds).toBeLessThan(1);
  });
});

test('an office that is cut off from a region gets no answer from its API, and one from another region', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    small.break([
      { name: 'cable', action: 'link:partition', between: [['berlin'], [EU]], atSeconds: 0, forSeconds: 600 },
    ]);
    await small.seconds(1);
    const startSeconds = small.nowSeconds;
    await expect(small.client().send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(small.nowSeconds - startSeconds).toBeGreaterThan(30);
    await small.client(small.operator, 'us-east-1').send(new DescribeInstancesCommand({}));
    await small.seconds(600);
    await small.client().send(new DescribeInstancesCommand({}));
  });
});

test('a machine whose own uplink fails reaches the API servers of its zone alone', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const host = small.place('ailing');
    await small.seconds(100);
    small.world.network.impair(host, true);
    const path = small.world.apiPath(host.start('script'));
    expect(await path.call(ZONE, async () => 'answer')).toBe('answer');
    await expect(path.call(NEXT_ZONE, async () => 'answer')).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

test('an answer that meets a cut on its way back is a timeout for the caller, though the order was carried out', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const host = small.place('caller', 'b');
    await small.seconds(100);
    const orders: string[] = [];
    const call = small.world.apiPath(host.start('script')).call(ZONE, async () => {
      orders.push('done');
      small.world.network.impair(host, true);
      return 'answer';
    });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(orders).toEqual(['done']);
  });
});

test('a machine that is terminated is gone from the network, and its address leads nowhere', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const host = small.place('doomed');
    const { address } = host;
    await small.seconds(100);
    await small.terminate(host);
    await small.seconds(60);
    expect(small.world.network.hostAt(address)).toBeUndefined();
    expect(host.up).toBe(false);
    expect(await small.stateOf(host)).toBe('terminated');
  });
});

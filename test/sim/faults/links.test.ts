/** Slow and lossy links, batteries, and machines that stay broken: what clients and machines feel of them. */
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { fetchFrom } from '../../../src/sim/network/index.ts';
import { EU, SmallWorld, ZONE } from '../small-world.ts';

const HOUR = { atSeconds: 0, forSeconds: 3600 };

async function play(story: (small: SmallWorld) => Promise<void>): Promise<void> {
  const small = new SmallWorld();
  await small.tell(() => story(small));
}

async function secondsOf(small: SmallWorld, work: () => Promise<unknown>): Promise<number> {
  const startUs = small.world.kernel.nowUs;
  await work();
  return (small.world.kernel.nowUs - startUs) / 1e6;
}

const describeInstances =
  (small: SmallWorld, region = EU) =>
  () =>
    small.client(small.operator, region).send(new DescribeInstancesCommand({}));

test.each([0.2, 0.4])(
  '%d s more each way are two more for a call, in that direction only, until it ends',
  async (delaySeconds) => {
    await play(async (small) => {
      const before = await secondsOf(small, describeInstances(small));
      const slow = { action: 'link:latency', between: [['berlin'], [EU]], jitterSeconds: 0, delaySeconds } as const;
      small.break([{ name: 'slow', ...slow, ...HOUR }]);
      await small.seconds(1);
      const during = await secondsOf(small, describeInstances(small));
      expect(during).toBeGreaterThan(2 * delaySeconds);
      expect(during).toBeLessThan(2 * delaySeconds + before + 0.5);
      expect(await secondsOf(small, describeInstances(small, 'us-east-1'))).toBeLessThan(1);
      await small.seconds(3600);
      expect(await secondsOf(small, describeInstances(small))).toBeLessThan(before + 0.5);
    });
  },
);

test('jitter spreads around the delay, and never goes back in time', async () => {
  await play(async (small) => {
    const { network } = small.world;
    const host = small.place('one');
    const usualUs = network.latencyUs(small.operator.host, host);
    const slow = { action: 'link:latency', between: [['berlin'], [ZONE]] } as const;
    small.break([{ name: 'slow', ...slow, delaySeconds: 0.1, jitterSeconds: 0.3, ...HOUR }]);
    await small.seconds(1);
    const delays = Array.from({ length: 200 }, () => network.latencyUs(small.operator.host, host) - usualUs);
    expect(Math.min(...delays)).toBe(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(400_000);
    expect(Math.max(...delays)).toBeGreaterThan(300_000);
    expect(network.latencyUs(host, host)).toBe(20);
  });
});

test('the more is lost the longer a page takes, and it arrives all the same', async () => {
  const secondsAt = async (percentage: number) => {
    let total = 0;
    await play(async (small) => {
      const host = small.place('one');
      await small.seconds(100);
      host.start('web').listen(80, { kind: 'http', handle: () => new Response('here') });
      if (percentage > 0) {
        small.break([{ name: 'lossy', action: 'link:loss', between: [['berlin'], [EU]], percentage, ...HOUR }]);
      }
      await small.seconds(1);
      const get = async () =>
        expect(await (await fetchFrom(small.operator, `http://${host.address}/`)).text()).toBe('here');
      for (let page = 0; page < 60; page++) total += await secondsOf(small, get);
    });
    return total;
  };
  const [clean, some, many] = [await secondsAt(0), await secondsAt(10), await secondsAt(40)];
  expect(some).toBeGreaterThan(2 * clean);
  expect(many).toBeGreaterThan(3 * some);
});

test.each([
  ['batteries that last longer than the interruption', 600, true],
  ['batteries that do not', 100, false],
])('with %s', async (_what, upsSeconds, up) => {
  await play(async (small) => {
    const host = small.place('one');
    await small.seconds(100);
    const power = { action: 'zone:power-interruption', zones: [ZONE], disksLostShare: 0, upsSeconds } as const;
    small.break([{ name: 'power', ...power, atSeconds: 0, forSeconds: 300 }]);
    await small.seconds(99);
    expect([host.up, small.reaches(host)]).toEqual([true, true]);
    await small.seconds(150);
    expect([host.up, small.reaches(host)]).toEqual([up, up]);
    await small.seconds(300);
    expect([host.up, small.reaches(host)]).toEqual([true, true]);
    await small.seconds(3600);
    expect(host.up).toBe(true);
  });
});

test.each([0.25, 0.75])(
  'of eighteen machines a share of about %d does not come back, whose disks were well',
  async (unrecoverableShare) => {
    const small = new SmallWorld();
    await small.tell(async () => {
      const hosts = Array.from({ length: 18 }, (_, at) => small.place(`machine ${at}`));
      await small.seconds(100);
      const power = {
        action: 'zone:power-interruption',
        zones: [ZONE],
        disksLostShare: 0,
        unrecoverableShare,
      } as const;
      small.break([{ name: 'power', ...power, atSeconds: 0, forSeconds: 60 }]);
      await small.seconds(600);
      const broken = hosts.filter(({ up }) => !up);
      expect(broken.every(({ wrecked }) => wrecked)).toBe(true);
      expect(Math.abs(broken.length / hosts.length - unrecoverableShare)).toBeLessThan(0.3);
      // EC2 does not know: it goes on calling them running, as it did then.
      for (const host of broken.slice(0, 2)) expect(await small.stateOf(host)).toBe('running');
    });
  },
);

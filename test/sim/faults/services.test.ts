/** Faults of what the provider runs, seen through EC2's own client, a resolver, and whoever reads the status page. */
import {
  AllocateAddressCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type RunInstancesCommandOutput,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import type { PlannedFault } from '../../../src/sim/faults/index.ts';
import { EU, SmallWorld, ZONE } from '../small-world.ts';

const HOUR = { atSeconds: 0, forSeconds: 3600 };
const US = 'us-east-1';

async function play(story: (small: SmallWorld) => Promise<void>): Promise<void> {
  const small = new SmallWorld();
  await small.tell(() => story(small));
}

const launchIn = (letter: string): RunInstancesCommandInput => ({
  ImageId: ubuntuImage(EU, 'x86_64'),
  InstanceType: 'm1.large',
  MinCount: 1,
  MaxCount: 1,
  Placement: { AvailabilityZone: EU + letter },
});

/** What became of single attempts, by error code. */
async function codes(small: SmallWorld, count: number, action: string, input: object, region = EU) {
  const path = small.world.apiPath(small.operator);
  const seen: Record<string, number> = {};
  const one = async () => {
    const code = await small.world.ec2.call({ account: 'main', region }, path, action, input).then(
      () => 'ok',
      (error) => (error as { code?: string }).code ?? (error as Error).name,
    );
    seen[code] = (seen[code] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: count }, one));
  return seen;
}

/** How many of so many launches, each a single attempt that is undone at once, lacked room. */
async function refusals(small: SmallWorld, count: number, input: RunInstancesCommandInput): Promise<number> {
  const { ec2 } = small.world;
  const path = small.world.apiPath(small.operator);
  const caller = { account: 'main', region: EU };
  let refused = 0;
  for (let launch = 0; launch < count; launch++) {
    try {
      const { Instances } = (await ec2.call(caller, path, 'RunInstances', input)) as RunInstancesCommandOutput;
      ec2.perform(caller, 'TerminateInstances', { InstanceIds: [Instances![0]!.InstanceId!] });
    } catch (error) {
      if ((error as { code?: string }).code !== 'InsufficientInstanceCapacity') throw error;
      refused++;
    }
  }
  return refused;
}

/** 3.3 standard deviations of a share of `p` in `n` calls: one run in a thousand would miss it, and the seed is fixed. */
const around = (p: number, n: number) => 3.3 * Math.sqrt((p * (1 - p)) / n);

describe('errors of the API', () => {
  test.each([
    ['api:internal-error', 25, 'InternalError'],
    ['api:internal-error', 75, 'InternalError'],
    ['api:throttle-error', 25, 'RequestLimitExceeded'],
    ['api:throttle-error', 75, 'RequestLimitExceeded'],
    ['api:unavailable-error', 25, 'Unavailable'],
    ['api:unavailable-error', 75, 'Unavailable'],
  ] as const)(
    '%s at %i per cent hits that share of the calls named, and none when it has ended',
    async (action, percentage, code) => {
      await play(async (small) => {
        small.break([{ name: 'api', action, regions: [EU], percentage, operations: ['DescribeInstances'], ...HOUR }]);
        await small.seconds(1);
        const seen = await codes(small, 400, 'DescribeInstances', {});
        expect(Math.abs(seen[code]! / 400 - percentage / 100)).toBeLessThan(around(percentage / 100, 400));
        expect(seen[code]! + seen.ok!).toBe(400);
        expect(await codes(small, 100, 'DescribeVolumes', {})).toEqual({ ok: 100 });
        expect(await codes(small, 100, 'DescribeInstances', {}, US)).toEqual({ ok: 100 });
        await small.seconds(3600);
        expect(await codes(small, 100, 'DescribeInstances', {})).toEqual({ ok: 100 });
      });
    },
  );

  test('a client whose three attempts all err is told so, and another account notices nothing', async () => {
    await play(async (small) => {
      const api = { action: 'api:throttle-error', regions: [EU], percentage: 100, operations: [] } as const;
      small.break([{ name: 'api', ...api, account: 'main', ...HOUR }]);
      small.break([{ name: 'theirs', ...api, account: 'somebody else', ...HOUR }]);
      await small.seconds(1);
      await expect(small.client().send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
        name: 'RequestLimitExceeded',
        $metadata: { httpStatusCode: 503, attempts: 3 },
      });
      await small.seconds(3600);
      await small.client().send(new DescribeInstancesCommand({}));
    });
  });

  test('an error leaves nothing behind: what was refused was not done', async () => {
    await play(async (small) => {
      const api = {
        action: 'api:internal-error',
        regions: [EU],
        percentage: 50,
        operations: ['AllocateAddress'],
      } as const;
      small.break([{ name: 'api', ...api, ...HOUR }]);
      await small.seconds(1);
      const seen = await codes(small, 8, 'AllocateAddress', {});
      const answer = small.world.ec2.perform({ account: 'main', region: EU }, 'DescribeAddresses', {});
      expect(answer.Addresses).toHaveLength(seen.ok!);
      expect(seen.InternalError).toBeGreaterThan(0);
    });
  });

  test('one fault more changes the luck of no other', async () => {
    const fates = async (more: PlannedFault[]) => {
      const outcomes: string[] = [];
      await play(async (small) => {
        const api = { action: 'api:unavailable-error', percentage: 50, operations: [] } as const;
        small.break([{ name: 'api', ...api, regions: [EU], ...HOUR }, ...more]);
        await small.seconds(1);
        for (let call = 0; call < 40; call++)
          outcomes.push(Object.keys(await codes(small, 1, 'DescribeVolumes', {}))[0]!);
      });
      return outcomes;
    };
    const other = {
      name: 'other',
      action: 'api:throttle-error',
      percentage: 50,
      operations: [],
      regions: [US],
    } as const;
    expect(await fates([{ ...other, ...HOUR }])).toEqual(await fates([]));
  });
});

describe('room and quotas', () => {
  test.each([25, 75, 100])(
    'a shortage of %i per cent refuses that share of the launches into the zone',
    async (percentage) => {
      await play(async (small) => {
        const shortage = {
          action: 'zone:insufficient-capacity',
          zones: [ZONE],
          types: ['m1.large'],
          percentage,
        } as const;
        small.break([
          { name: 'short', ...shortage, ...HOUR },
          { name: 'quota', action: 'account:quota-cut', account: 'main', region: US, instances: 0, ...HOUR },
        ]);
        await small.seconds(1);
        const refused = await refusals(small, 150, launchIn('a'));
        expect(Math.abs(refused / 150 - percentage / 100)).toBeLessThanOrEqual(around(percentage / 100, 150));
        expect(await refusals(small, 10, launchIn('b'))).toBe(0);
        expect(await refusals(small, 10, { ...launchIn('a'), InstanceType: 'm1.xlarge' })).toBe(0);
        await small.seconds(3600);
        expect(await refusals(small, 10, launchIn('a'))).toBe(0);
      });
    },
  );

  test('a quota that is cut refuses machines and addresses until it is given back', async () => {
    await play(async (small) => {
      small.place('one');
      small.break([
        { name: 'quota', action: 'account:quota-cut', account: 'main', instances: 1, addresses: 0, ...HOUR },
        { name: 'more', action: 'account:quota-cut', account: 'main', region: EU, instances: 2, ...HOUR },
      ]);
      await small.seconds(1);
      const run = () => small.client().send(new RunInstancesCommand(launchIn('a')));
      await expect(run()).rejects.toMatchObject({ name: 'InstanceLimitExceeded' });
      await expect(small.client().send(new AllocateAddressCommand({}))).rejects.toMatchObject({
        name: 'AddressLimitExceeded',
      });
      expect(small.faults.slice(0, 2)).toEqual(['quota on main at 0', `more on main in ${EU} at 0`]);
      await small.seconds(3600);
      expect((await run()).Instances).toHaveLength(1);
      expect(await small.client().send(new AllocateAddressCommand({}))).toHaveProperty('PublicIp');
    });
  });
});

describe('DNS', () => {
  const NAME = 'manage.test';
  const names = [NAME];
  const set = (small: SmallWorld, ...addresses: string[]) => small.world.network.dns.set(NAME, addresses, 60);

  test('a wrong answer is believed, and for its time to live beyond the end of the fault', async () => {
    await play(async (small) => {
      set(small, '10.0.0.1');
      const resolver = small.world.network.dns.resolver();
      const wrong = { action: 'dns:wrong-answer', names, percentage: 100, addresses: ['192.0.2.66'] } as const;
      small.break([{ name: 'wrong', ...wrong, atSeconds: 0, forSeconds: 30 }]);
      await small.seconds(29);
      expect(resolver.lookup(NAME)).toEqual(['192.0.2.66']);
      await small.seconds(31);
      expect(resolver.lookup(NAME)).toEqual(['192.0.2.66']);
      await small.seconds(30);
      expect(resolver.lookup(NAME)).toEqual(['10.0.0.1']);
    });
  });

  test.each([25, 75])(
    'without answers at %i per cent that share of questions finds nothing; what was heard holds for its time',
    async (percentage) => {
      await play(async (small) => {
        set(small, '10.0.0.1');
        const early = small.world.network.dns.resolver();
        early.lookup(NAME);
        small.break([{ name: 'mute', action: 'dns:no-answer', names, percentage, ...HOUR }]);
        await small.seconds(30);
        expect(early.lookup(NAME)).toEqual(['10.0.0.1']);
        const asked = Array.from({ length: 300 }, () => small.world.network.dns.resolver().lookup(NAME).length);
        const mute = asked.filter((found) => found === 0).length;
        expect(Math.abs(mute / 300 - percentage / 100)).toBeLessThan(around(percentage / 100, 300));
        await small.seconds(3600);
        expect(small.world.network.dns.resolver().lookup(NAME)).toEqual(['10.0.0.1']);
      });
    },
  );

  test.each([25, 75])(
    'with %i per cent of the resolvers stale, that share keeps an address that the record has lost',
    async (percentage) => {
      await play(async (small) => {
        set(small, '10.0.0.1');
        const resolvers = Array.from({ length: 300 }, () => small.world.network.dns.resolver());
        for (const resolver of resolvers) resolver.lookup(NAME);
        small.break([{ name: 'stale', action: 'dns:stale-resolvers', names, percentage, ...HOUR }]);
        await small.seconds(1);
        set(small, '10.0.0.2');
        await small.seconds(300);
        const stale = () => resolvers.filter((resolver) => resolver.lookup(NAME)[0] === '10.0.0.1').length;
        expect(Math.abs(stale() / 300 - percentage / 100)).toBeLessThan(around(percentage / 100, 300));
        expect(resolvers.filter((resolver) => resolver.glance(NAME)[0] === '10.0.0.1').length).toBe(stale());
        await small.seconds(3600);
        expect(stale()).toBe(0);
      });
    },
  );

  test('a name that nobody has registered is no target', async () => {
    await play(async (small) => {
      small.break([{ name: 'mute', action: 'dns:no-answer', names: ['nobody.test'], percentage: 100, ...HOUR }]);
      await small.seconds(1);
      expect(small.faults).toEqual(['mute on  at 0']);
    });
  });
});

describe('the status page', () => {
  test.each([600, 1800])(
    '%i s late, it shows in its order what was said, and is on time again afterwards',
    async (bySeconds) => {
      await play(async (small) => {
        const { statusPage } = small.world;
        const read: string[] = [];
        statusPage.onPost(({ text, atUs }) => read.push(`${text} at ${atUs / 1e6}`));
        small.break([{ name: 'late', action: 'status-page:late', bySeconds, atSeconds: 0, forSeconds: 100 }]);
        await small.seconds(10);
        statusPage.publish('Investigating');
        await small.seconds(40);
        statusPage.publish('Power event');
        expect(statusPage.posts).toEqual([]);
        await small.seconds(4000);
        statusPage.publish('Resolved');
        expect(read).toEqual([
          `Investigating at ${10 + bySeconds}`,
          `Power event at ${50 + bySeconds}`,
          'Resolved at 4050',
        ]);
        expect(statusPage.posts.map(({ text }) => text)).toEqual(['Investigating', 'Power event', 'Resolved']);
      });
    },
  );

  test('a wrong one says what it is made to say, until that ends', async () => {
    await play(async (small) => {
      const { statusPage } = small.world;
      small.break([{ name: 'wrong', action: 'status-page:wrong', text: 'All is well', atSeconds: 0, forSeconds: 100 }]);
      await small.seconds(10);
      statusPage.publish('API errors');
      await small.seconds(100);
      statusPage.publish('API errors');
      expect(statusPage.posts.map(({ text }) => text)).toEqual(['All is well', 'API errors']);
    });
  });
});

import {
  AllocateAddressCommand,
  DescribeAccountAttributesCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ec2Error, PUBLISHED_RATES, ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { SECOND_US } from '../../../src/sim/kernel/index.ts';
import { EU, smallWorld } from './small-world.ts';

type World = ReturnType<typeof smallWorld>;

const LARGE: RunInstancesCommandInput = {
  ImageId: ubuntuImage(EU, 'x86_64'),
  InstanceType: 'm1.large',
  MinCount: 1,
  MaxCount: 1,
};
const inZone = (letter: string, more: Partial<RunInstancesCommandInput> = {}): RunInstancesCommandInput => ({
  ...LARGE,
  Placement: { AvailabilityZone: EU + letter },
  ...more,
});

/** How many of so many calls at once, each a single attempt, were throttled; anything else fails the test. */
async function throttled(world: World, count: number, action = 'DescribeInstances', account = 'main', region = EU) {
  let refused = 0;
  const one = async () => {
    try {
      await world.ec2.call({ account, region }, world.path, action, {});
    } catch (error) {
      if ((error as Ec2Error).code !== 'RequestLimitExceeded') throw error;
      refused++;
    }
  };
  await Promise.all(Array.from({ length: count }, one));
  return refused;
}

describe('an account that calls too often', () => {
  const rates = { describe: { size: 10, refillPerSecond: 2 } };

  test('is throttled behind its burst, and heard again at the pace at which its bucket fills', async () => {
    const world = smallWorld({ requestRates: rates });
    await world.tell(async () => {
      expect(await throttled(world, 15)).toBe(5);
      await world.seconds(3);
      expect(await throttled(world, 10)).toBeGreaterThanOrEqual(3);
      await world.seconds(3600);
      expect(await throttled(world, 11)).toBe(1);
    });
  });

  test('has a bucket for each region and kind of call, and takes nothing from another account', async () => {
    const world = smallWorld({ requestRates: rates });
    await world.tell(async () => {
      expect(await throttled(world, 12)).toBe(2);
      expect(await throttled(world, 10, 'DescribeInstances', 'main', 'us-west-1')).toBe(0);
      expect(await throttled(world, 10, 'DescribeInstances', 'acme')).toBe(0);
      expect(await throttled(world, 4, 'AllocateAddress')).toBe(0);
    });
  });

  test('gets RequestLimitExceeded with 503 after three attempts of its client, whose backoff may also help it', async () => {
    const world = smallWorld({ requestRatesOf: { main: { runInstances: { size: 1, refillPerSecond: 0 } } } });
    await world.tell(async () => {
      const launch = () => world.client().send(new RunInstancesCommand(LARGE));
      await launch();
      const startUs = world.kernel.nowUs;
      await expect(launch()).rejects.toMatchObject({
        name: 'RequestLimitExceeded',
        $metadata: { httpStatusCode: 503, attempts: 3 },
      });
      expect((world.kernel.nowUs - startUs) / SECOND_US).toBeGreaterThan(0.5);
      expect((await world.client('acme').send(new RunInstancesCommand(LARGE))).Instances).toHaveLength(1);
    });
  });

  test('is not throttled at all where nobody set a rate, and meets the published one where somebody did', async () => {
    const free = smallWorld();
    await free.tell(async () => expect(await throttled(free, 500)).toBe(0));
    const limited = smallWorld({ requestRates: PUBLISHED_RATES });
    await limited.tell(async () => expect(await throttled(limited, 150)).toBe(50));
  });

  test('never gets more through than its burst and what has come back since', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.record({ waitSeconds: fc.nat({ max: 20 }), calls: fc.nat({ max: 15 }) }), { maxLength: 8 }),
        async (size, refillPerSecond, waves) => {
          const world = smallWorld({ requestRates: { describe: { size, refillPerSecond } } });
          await world.tell(async () => {
            let passed = 0;
            for (const { waitSeconds, calls } of waves) {
              await world.seconds(waitSeconds);
              passed += calls - (await throttled(world, calls));
              expect(passed).toBeLessThanOrEqual(size + (refillPerSecond * world.kernel.nowUs) / SECOND_US + 1e-6);
            }
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a bucket that could never let a call pass is refused', async () => {
    const world = smallWorld({ requestRates: { describe: { size: 0, refillPerSecond: 1 } } });
    expect(() => world.ec2.callNow({ account: 'main', region: EU }, 'DescribeInstances', {})).toThrow(RangeError);
  });
});

describe('a zone that is full', () => {
  const capacity = { 'euw1-az1': { 'm1.large': 3, '*': 1 } };

  test('refuses launches of the type, takes others, and is passed over where no zone is named', async () => {
    const world = smallWorld({ capacity });
    await world.tell(async () => {
      const client = world.client();
      const run = (input: RunInstancesCommandInput) => client.send(new RunInstancesCommand(input));
      expect((await run(inZone('a', { MaxCount: 5 }))).Instances).toHaveLength(3);
      await expect(run(inZone('a'))).rejects.toMatchObject({
        name: 'InsufficientInstanceCapacity',
        message: expect.stringMatching(/m1.large .*\(eu-west-1a\).*choosing eu-west-1b, eu-west-1c/),
        $metadata: { httpStatusCode: 500, attempts: 3 },
      });
      expect((await run(inZone('a', { InstanceType: 'm1.xlarge' }))).Instances).toHaveLength(1);
      await expect(run(inZone('a', { InstanceType: 'm1.xlarge' }))).rejects.toThrow('capacity');
      for (let count = 0; count < 6; count++) {
        expect((await run(LARGE)).Instances![0]!.Placement!.AvailabilityZone).not.toBe('eu-west-1a');
      }
    });
  });

  test('is shared by all accounts, keeps a stopped machine no place, and has one again when somebody leaves', async () => {
    const world = smallWorld({ capacity });
    await world.tell(async () => {
      const run = async (account: string) =>
        (await world.client(account).send(new RunInstancesCommand(inZone('a')))).Instances![0]!.InstanceId!;
      const [first, second] = [await run('main'), await run('main')];
      await run('acme');
      await world.seconds(120);
      await world.client().send(new StopInstancesCommand({ InstanceIds: [first] }));
      await world.seconds(120);
      const third = await run('acme');
      const start = () => world.client().send(new StartInstancesCommand({ InstanceIds: [first] }));
      await expect(start()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
      await world.client('acme').send(new TerminateInstancesCommand({ InstanceIds: [third] }));
      await world.seconds(120);
      expect((await start()).StartingInstances).toHaveLength(1);
      await world.client().send(new TerminateInstancesCommand({ InstanceIds: [second] }));
      await world.seconds(120);
      expect(await run('acme')).toMatch(/^i-/);
    });
  });
});

test('machines that are there when the story begins have their places; one that goes makes room for another', async () => {
  const world = smallWorld({ capacity: { 'euw1-az1': { '*': 0 } } });
  await world.tell(async () => {
    const [there] = world.ec2.place({ account: 'main', region: EU }, inZone('a', { MaxCount: 2 }));
    const run = () => world.client('acme').send(new RunInstancesCommand(inZone('a')));
    await expect(run()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
    await world.client().send(new TerminateInstancesCommand({ InstanceIds: [there!] }));
    await world.seconds(120);
    expect((await run()).Instances).toHaveLength(1);
    await expect(run()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
  });
});

describe('a quota that is cut', () => {
  test('leaves what is there, allows no more, is told, and comes back', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const run = (count: number) =>
        client.send(new RunInstancesCommand({ ...LARGE, MinCount: count, MaxCount: count }));
      await run(4);
      const restore = world.ec2.cutQuota({ account: 'main', region: EU, instances: 3, addresses: 0 });
      await expect(run(1)).rejects.toMatchObject({ name: 'InstanceLimitExceeded', $metadata: { httpStatusCode: 400 } });
      await expect(client.send(new AllocateAddressCommand({}))).rejects.toMatchObject({ name: 'AddressLimitExceeded' });
      expect((await client.send(new DescribeInstancesCommand({}))).Reservations![0]!.Instances).toHaveLength(4);
      const { AccountAttributes } = await client.send(
        new DescribeAccountAttributesCommand({ AttributeNames: ['max-instances' as never] }),
      );
      expect(AccountAttributes![0]!.AttributeValues).toEqual([{ AttributeValue: '3' }]);
      const elsewhere = world.client('main', 'us-west-1');
      const there = { ...LARGE, ImageId: ubuntuImage('us-west-1', 'x86_64') };
      expect((await elsewhere.send(new RunInstancesCommand(there))).Instances).toHaveLength(1);
      restore();
      expect((await run(16)).Instances).toHaveLength(16);
      await expect(run(1)).rejects.toMatchObject({ name: 'InstanceLimitExceeded' });
    });
  });
});

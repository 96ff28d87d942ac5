import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it, test, vi } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const LAUNCH: RunInstancesCommandInput = {
  ImageId: ubuntuImage(EU, 'x86_64'),
  InstanceType: 'm1.large',
  MinCount: 1,
  MaxCount: 1,
};
const run = (more: Partial<RunInstancesCommandInput> = {}) => new RunInstancesCommand({ ...LAUNCH, ...more });
const refusal = (name: string) => expect.objectContaining({ name });

describe('a launch', () => {
  it('gets as many as the quota leaves between MinCount and MaxCount, and nothing below it', async () => {
    const world = smallWorld({ quotas: { instances: 5 } });
    await world.tell(async () => {
      const client = world.client();
      const first = await client.send(run({ MinCount: 2, MaxCount: 3 }));
      expect(first.Instances!.map(({ AmiLaunchIndex }) => AmiLaunchIndex)).toEqual([0, 1, 2]);
      await expect(client.send(run({ MinCount: 3, MaxCount: 9 }))).rejects.toEqual(refusal('InstanceLimitExceeded'));
      expect((await client.send(run({ MinCount: 1, MaxCount: 9 }))).Instances).toHaveLength(2);
      await expect(client.send(run())).rejects.toEqual(refusal('InstanceLimitExceeded'));
      const { Reservations } = await client.send(new DescribeInstancesCommand({}));
      expect(Reservations!.map(({ Instances }) => Instances!.length)).toEqual([3, 2]);
    });
  });

  it('with the same token is the same launch, whatever has become of it; another launch it cannot be', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const ids = async (more: Partial<RunInstancesCommandInput>) =>
        (await client.send(run({ ClientToken: 'once', MaxCount: 2, ...more }))).Instances!.map(
          ({ InstanceId }) => InstanceId!,
        );
      const launched = await ids({});
      expect(await ids({})).toEqual(launched);
      await client.send(new TerminateInstancesCommand({ InstanceIds: launched }));
      await world.seconds(4000);
      expect(await ids({})).toEqual(launched);
      await expect(ids({ InstanceType: 'm1.xlarge' })).rejects.toEqual(refusal('IdempotentParameterMismatch'));
      expect([...world.ec2.instances()]).toHaveLength(2);
    });
  });

  it('tags its instances and their volumes', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const tagged = (ResourceType: 'instance' | 'volume', Value: string) => ({
        ResourceType,
        Tags: [{ Key: 'Name', Value }],
      });
      const { Instances } = await client.send(
        run({ TagSpecifications: [tagged('instance', 'couch'), tagged('volume', 'couch disk')] }),
      );
      expect(Instances![0]!.Tags).toEqual([{ Key: 'Name', Value: 'couch' }]);
      const { Volumes } = await client.send(
        new DescribeVolumesCommand({ Filters: [{ Name: 'tag:Name', Values: ['couch *'] }] }),
      );
      expect(Volumes!.map(({ Attachments }) => Attachments![0]!.InstanceId)).toEqual([Instances![0]!.InstanceId]);
    });
  });

  const refused: [name: string, more: Partial<RunInstancesCommandInput>, code: string][] = [
    ['of an image that nobody has', { ImageId: 'ami-00000000' }, 'InvalidAMIID.NotFound'],
    ['without an image', { ImageId: undefined }, 'MissingParameter'],
    ['of none', { MinCount: 0 }, 'InvalidParameterValue'],
    ['of fewer than at least', { MinCount: 2, MaxCount: 1 }, 'InvalidParameterValue'],
    ['with a key that was never made', { KeyName: 'nobodys' }, 'InvalidKeyPair.NotFound'],
    ['into a group that was never made', { SecurityGroups: ['nobodys'] }, 'InvalidGroup.NotFound'],
    ['into a subnet, in EC2-Classic', { SubnetId: 'subnet-00000000' }, 'InvalidSubnetID.NotFound'],
    ['into a zone of another region', { Placement: { AvailabilityZone: 'us-west-1a' } }, 'InvalidParameterValue'],
    ['of a type that came later', { InstanceType: 'm1.medium' }, 'InvalidParameterValue'],
    ['with user data that is no base64', { UserData: '#!/bin/sh' }, 'InvalidParameterValue'],
    ['with too much user data', { UserData: Buffer.alloc(16_385).toString('base64') }, 'InvalidParameterValue'],
    ['with a very long token', { ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue'],
    [
      'that sleeps when it should end',
      { InstanceInitiatedShutdownBehavior: 'hibernate' as never },
      'InvalidParameterValue',
    ],
    ['from a template', { LaunchTemplate: { LaunchTemplateName: 'web' } }, 'UnsupportedOperation'],
    [
      'that tags what it does not make',
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] },
      'InvalidParameterValue',
    ],
    [
      'with a tag that is Amazon’s own',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:x', Value: 'b' }] }] },
      'InvalidParameterValue',
    ],
  ];

  it.each(refused)('%s is refused and leaves nothing behind', async (_, more, name) => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      await expect(client.send(run(more))).rejects.toEqual(refusal(name));
      expect([...world.ec2.instances()]).toEqual([]);
      expect((await client.send(new DescribeVolumesCommand({}))).Volumes).toEqual([]);
    });
  });
});

test('where answers are eventually consistent a new instance is not found for a while, and then for good', async () => {
  const found = async (consistencyLagSeconds: number) => {
    const world = smallWorld({ consistencyLagSeconds });
    let misses = 0;
    await world.tell(async () => {
      const client = world.client();
      for (let launch = 0; launch < 10; launch++) {
        const { Instances } = await client.send(run());
        const InstanceIds = [Instances![0]!.InstanceId!];
        let known = false;
        for (let look = 0; look < 20; look++) {
          try {
            await client.send(new DescribeInstancesCommand({ InstanceIds }));
            await client.send(new CreateTagsCommand({ Resources: InstanceIds, Tags: [{ Key: 'Name', Value: 'new' }] }));
            known = true;
          } catch (error) {
            expect(error).toEqual(refusal('InvalidInstanceID.NotFound'));
            expect(known, 'it was known already').toBe(false);
            misses++;
          }
          await world.seconds(1);
        }
        expect(known).toBe(true);
      }
    });
    return misses;
  };
  expect(await found(0)).toBe(0);
  const [short, long] = [await found(4), await found(12)];
  expect(short).toBeGreaterThan(5);
  expect(long).toBeGreaterThan(1.5 * short);
});

test('ten thousand instances of an account cost a launch, a look by id, a tag and an order nothing', () => {
  const main = { account: 'main', region: EU };
  const { ec2 } = smallWorld({ quotas: { instances: 20_000 } });
  const ids = ec2.place(main, { ...LAUNCH, MinCount: 10_000, MaxCount: 10_000 });
  const InstanceIds = ids.slice(5000, 5001);
  const { PublicIp } = ec2.perform(main, 'AllocateAddress', {});
  const runThrough: string[] = [];
  const watched = (['values', 'keys', 'entries', 'forEach'] as const).map((name) => {
    const original = Map.prototype[name] as () => never;
    return vi.spyOn(Map.prototype, name).mockImplementation(function (this: Map<unknown, unknown>, ...rest: []) {
      if (this.size >= 10_000) runThrough.push(name);
      return original.apply(this, rest);
    } as never);
  });
  const calls: [string, () => unknown, isListOfAll?: boolean][] = [
    ['RunInstances', () => ec2.perform(main, 'RunInstances', { ...LAUNCH, ClientToken: 'once' })],
    ['the same again', () => ec2.perform(main, 'RunInstances', { ...LAUNCH, ClientToken: 'once' })],
    ['DescribeInstances by id', () => ec2.perform(main, 'DescribeInstances', { InstanceIds })],
    ['DescribeInstanceStatus by id', () => ec2.perform(main, 'DescribeInstanceStatus', { InstanceIds })],
    ['CreateTags', () => ec2.perform(main, 'CreateTags', { Resources: InstanceIds, Tags: [{ Key: 'a', Value: 'b' }] })],
    ['AssociateAddress', () => ec2.perform(main, 'AssociateAddress', { PublicIp, InstanceId: InstanceIds[0] })],
    ['StopInstances', () => ec2.perform(main, 'StopInstances', { InstanceIds })],
    ['TerminateInstances', () => ec2.perform(main, 'TerminateInstances', { InstanceIds })],
    ['DescribeInstances', () => ec2.perform(main, 'DescribeInstances', {}), true],
  ];
  try {
    for (const [name, call, isListOfAll = false] of calls) {
      runThrough.length = 0;
      call();
      expect(runThrough.length > 0, name).toBe(isListOfAll);
    }
  } finally {
    for (const one of watched) one.mockRestore();
  }
});

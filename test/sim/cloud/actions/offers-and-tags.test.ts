import {
  CreateTagsCommand,
  DescribeAccountAttributesCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeReservedInstancesOfferingsCommand,
  DescribeTagsCommand,
  paginateDescribeReservedInstancesOfferings,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { EU, smallWorld } from '../small-world.ts';

const refusal = (name: string) => expect.objectContaining({ name });

describe('what is for sale', () => {
  it('are the types of 2011, in the zones of the account', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const { InstanceTypes } = await client.send(
        new DescribeInstanceTypesCommand({
          Filters: [{ Name: 'processor-info.supported-architecture', Values: ['i386'] }],
        }),
      );
      expect(InstanceTypes!.map(({ InstanceType }) => InstanceType)).toEqual(['t1.micro', 'm1.small', 'c1.medium']);
      const { InstanceTypes: large } = await client.send(
        new DescribeInstanceTypesCommand({ InstanceTypes: ['m1.large'] }),
      );
      expect(large).toMatchObject([{ VCpuInfo: { DefaultVCpus: 2 }, MemoryInfo: { SizeInMiB: 7680 } }]);
      const look = client.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro'] }));
      await expect(look).rejects.toEqual(refusal('InvalidInstanceType'));
      const { InstanceTypeOfferings } = await client.send(
        new DescribeInstanceTypeOfferingsCommand({
          ...{ LocationType: 'availability-zone', Filters: [{ Name: 'instance-type', Values: ['m1.large'] }] },
        }),
      );
      expect(InstanceTypeOfferings!.map(({ Location }) => Location)).toEqual([
        'eu-west-1a',
        'eu-west-1b',
        'eu-west-1c',
      ]);
      const cluster = await client.send(
        new DescribeInstanceTypeOfferingsCommand({ Filters: [{ Name: 'instance-type', Values: ['cc1.*'] }] }),
      );
      expect(cluster.InstanceTypeOfferings).toEqual([]);
      expect(
        (await client.send(new DescribeInstanceCreditSpecificationsCommand({}))).InstanceCreditSpecifications,
      ).toEqual([]);
    });
  });

  it('betrays by its ids who shares a zone, page by page and for every type', async () => {
    const world = smallWorld({
      accounts: { main: { zoneNames: 'shuffled' }, acme: { zoneNames: 'shuffled' } },
      seed: 4,
    });
    await world.tell(async () => {
      const zonesById = async (account: string) => {
        const zones = new Map<string, string>();
        const client = world.client(account);
        for await (const page of paginateDescribeReservedInstancesOfferings({ client, pageSize: 7 }, {})) {
          for (const { ReservedInstancesOfferingId, AvailabilityZone } of page.ReservedInstancesOfferings!) {
            zones.set(ReservedInstancesOfferingId!, AvailabilityZone!);
          }
        }
        return zones;
      };
      const [mine, theirs] = [await zonesById('main'), await zonesById('acme')];
      expect([...mine.keys()].sort()).toEqual([...theirs.keys()].sort());
      for (const [id, zoneName] of mine) {
        expect(world.topology.zoneId('main', zoneName)).toBe(world.topology.zoneId('acme', theirs.get(id)!));
      }
      const look = (id: string) =>
        world.client().send(new DescribeReservedInstancesOfferingsCommand({ ReservedInstancesOfferingIds: [id] }));
      expect((await look([...mine.keys()][0]!)).ReservedInstancesOfferings).toHaveLength(1);
      await expect(look('00000000-0000-4000-8000-000000000000')).rejects.toEqual(
        refusal('InvalidReservedInstancesOfferingId'),
      );
    });
  });
});

it('what an account may have is told by name, and an unknown name is refused', async () => {
  const world = smallWorld({ quotas: { addresses: 7 } });
  await world.tell(async () => {
    const ask = (name: string) =>
      world.client().send(new DescribeAccountAttributesCommand({ AttributeNames: [name as never] }));
    expect((await ask('max-elastic-ips')).AccountAttributes).toMatchObject([
      { AttributeValues: [{ AttributeValue: '7' }] },
    ]);
    await expect(ask('max-unicorns')).rejects.toEqual(refusal('InvalidParameterValue'));
  });
});

describe('tags', () => {
  const tag = (Resources: string[], ...tags: [string, string][]) =>
    new CreateTagsCommand({ Resources, Tags: tags.map(([Key, Value]) => ({ Key, Value })) });

  it('go on every kind of resource, on all of a request or none', async () => {
    const world = smallWorld({ defaultVpc: true });
    const main = { account: 'main', region: EU };
    const { ec2 } = world;
    await world.tell(async () => {
      const client = world.client();
      const { KeyPairId } = ec2.perform(main, 'CreateKeyPair', { KeyName: 'k', KeyType: 'ed25519' });
      const { AllocationId } = ec2.perform(main, 'AllocateAddress', {});
      const { VolumeId } = ec2.perform(main, 'CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1 });
      const { SecurityGroups } = ec2.perform(main, 'DescribeSecurityGroups', {});
      const { SecurityGroupRules } = ec2.perform(main, 'DescribeSecurityGroupRules', {});
      const { Vpcs } = ec2.perform(main, 'DescribeVpcs', {});
      const kinds = {
        'elastic-ip': AllocationId!,
        'key-pair': KeyPairId!,
        'security-group': SecurityGroups![0]!.GroupId!,
        'security-group-rule': SecurityGroupRules![0]!.SecurityGroupRuleId!,
        volume: VolumeId!,
        vpc: Vpcs![0]!.VpcId!,
      };
      const ids = Object.values(kinds);
      await expect(client.send(tag([...ids, 'vol-00000000'], ['a', '1']))).rejects.toEqual(
        refusal('InvalidVolume.NotFound'),
      );
      await expect(client.send(tag([...ids, 'nonsense'], ['a', '1']))).rejects.toEqual(refusal('InvalidID'));
      expect((await client.send(new DescribeTagsCommand({}))).Tags).toEqual([]);
      await client.send(tag(ids, ['a', '1']));
      const { Tags } = await client.send(new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['a'] }] }));
      expect(Object.fromEntries(Tags!.map(({ ResourceType, ResourceId }) => [ResourceType, ResourceId]))).toEqual(
        kinds,
      );
      ec2.perform(main, 'DeleteKeyPair', { KeyName: 'k' });
      ec2.perform(main, 'ReleaseAddress', { AllocationId });
      await world.seconds(30);
      ec2.perform(main, 'DeleteVolume', { VolumeId: VolumeId! });
      await world.seconds(30);
      const left = (await client.send(new DescribeTagsCommand({}))).Tags!.map(({ ResourceType }) => ResourceType);
      expect(left.sort()).toEqual(['security-group', 'security-group-rule', 'vpc']);
    });
  });

  it.each([
    ['a key that is Amazon’s own', [['aws:name', 'x']], 'InvalidParameterValue'],
    ['no key', [['', 'x']], 'InvalidParameterValue'],
    ['a key that is too long', [['k'.repeat(128), 'x']], 'InvalidParameterValue'],
    ['a value that is too long', [['k', 'x'.repeat(256)]], 'InvalidParameterValue'],
    [
      'a key twice',
      [
        ['k', '1'],
        ['k', '2'],
      ],
      'InvalidParameterValue',
    ],
    ['more than fifty keys', Array.from({ length: 51 }, (_, at) => [`k${at}`, 'x']), 'TagLimitExceeded'],
  ] as [string, [string, string][], string][])('are refused with %s', async (_, tags, code) => {
    const world = smallWorld();
    await world.tell(async () => {
      const main = { account: 'main', region: EU };
      const { VolumeId } = world.ec2.perform(main, 'CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1 });
      await expect(world.client().send(tag([VolumeId!], ...tags))).rejects.toEqual(refusal(code));
      expect(world.ec2.perform(main, 'DescribeTags', {}).Tags).toEqual([]);
    });
  });
});

import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateTagsCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DisassociateAddressCommand,
  type EC2Client,
  ReleaseAddressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const LAUNCH = { ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 } as const;
const refusal = (name: string) => expect.objectContaining({ name });
const only = async (client: EC2Client, id: string) =>
  (await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations![0]!.Instances![0]!;

describe('an account with a default VPC', () => {
  it('is told of it in every way in which clients ask first, and all answers fit together', async () => {
    const world = smallWorld({ defaultVpc: true, exposeZoneIds: true });
    await world.tell(async () => {
      const client = world.client();
      const { AccountAttributes } = await client.send(
        new DescribeAccountAttributesCommand({ AttributeNames: ['supported-platforms', 'default-vpc'] }),
      );
      const [platform, defaultVpc] = AccountAttributes!.map(
        ({ AttributeValues }) => AttributeValues![0]!.AttributeValue,
      );
      expect(platform).toBe('VPC');
      const { Vpcs } = await client.send(
        new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
      );
      expect(Vpcs).toMatchObject([{ VpcId: defaultVpc, IsDefault: true, CidrBlock: '10.48.0.0/16' }]);
      const ofVpc = [{ Name: 'vpc-id', Values: [defaultVpc!] }];
      const { Subnets } = await client.send(new DescribeSubnetsCommand({ Filters: ofVpc }));
      expect(
        Subnets!.map(({ AvailabilityZone, AvailabilityZoneId, CidrBlock }) => [
          ...[AvailabilityZone, AvailabilityZoneId, CidrBlock],
        ]),
      ).toEqual([
        ['eu-west-1a', 'euw1-az1', '10.48.0.0/18'],
        ['eu-west-1b', 'euw1-az2', '10.48.64.0/18'],
        ['eu-west-1c', 'euw1-az3', '10.48.128.0/18'],
      ]);
      const { InternetGateways } = await client.send(new DescribeInternetGatewaysCommand({}));
      expect(InternetGateways).toMatchObject([{ Attachments: [{ VpcId: defaultVpc }] }]);
      const { RouteTables } = await client.send(new DescribeRouteTablesCommand({ Filters: ofVpc }));
      const gateways = RouteTables![0]!.Routes!.map(({ GatewayId }) => GatewayId);
      expect(gateways).toEqual(['local', InternetGateways![0]!.InternetGatewayId]);
      const { NetworkAcls } = await client.send(new DescribeNetworkAclsCommand({ Filters: ofVpc }));
      expect(NetworkAcls![0]!.Associations!.map(({ SubnetId }) => SubnetId)).toEqual(
        Subnets!.map(({ SubnetId }) => SubnetId),
      );
      const attribute = await client.send(
        new DescribeVpcAttributeCommand({ VpcId: defaultVpc, Attribute: 'enableDnsSupport' }),
      );
      expect(attribute.EnableDnsSupport).toEqual({ Value: true });
      await expect(
        client.send(new DescribeVpcAttributeCommand({ VpcId: 'vpc-00000000', Attribute: 'enableDnsSupport' })),
      ).rejects.toEqual(refusal('InvalidVpcID.NotFound'));
      await client.send(
        new CreateTagsCommand({ Resources: [Subnets![0]!.SubnetId!], Tags: [{ Key: 'Name', Value: 'first' }] }),
      );
      const tagged = await client.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: ['first'] }] }),
      );
      expect(tagged.Subnets!.map(({ SubnetId }) => SubnetId)).toEqual([Subnets![0]!.SubnetId]);
    });
  });

  it('launches into a subnet, which is a zone, as today’s clients say it', async () => {
    const world = smallWorld({ defaultVpc: true });
    await world.tell(async () => {
      const client = world.client();
      const { Subnets } = await client.send(new DescribeSubnetsCommand({}));
      const [, second] = Subnets!;
      const { Instances } = await client.send(
        new RunInstancesCommand({
          ...LAUNCH,
          NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: second!.SubnetId, AssociatePublicIpAddress: true }],
        }),
      );
      const id = Instances![0]!.InstanceId!;
      const instance = await only(client, id);
      expect(instance).toMatchObject({
        ...{ SubnetId: second!.SubnetId, VpcId: second!.VpcId, Placement: { AvailabilityZone: 'eu-west-1b' } },
        PrivateIpAddress: expect.stringMatching(/^10\.48\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+$/),
      });
      const { NetworkInterfaces } = await client.send(
        new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [id] }] }),
      );
      expect(NetworkInterfaces).toMatchObject([
        {
          NetworkInterfaceId: instance.NetworkInterfaces![0]!.NetworkInterfaceId,
          PrivateIpAddress: instance.PrivateIpAddress,
          SubnetId: second!.SubnetId,
        },
      ]);
      expect((await client.send(new DescribeSubnetsCommand({}))).Subnets!.map(freeOf)).toEqual([
        16_000, 15_999, 16_000,
      ]);
      const misplaced = new RunInstancesCommand({
        ...{ ...LAUNCH, SubnetId: second!.SubnetId },
        Placement: { AvailabilityZone: 'eu-west-1a' },
      });
      await expect(client.send(misplaced)).rejects.toEqual(refusal('InvalidParameterValue'));
    });
  });

  it('keeps its private and its elastic address over a stop, and cannot release the elastic one while it has it', async () => {
    const world = smallWorld({ defaultVpc: true });
    await world.tell(async () => {
      const client = world.client();
      const [id, other] = world.ec2.place({ account: 'main', region: EU }, { ...LAUNCH, MinCount: 2, MaxCount: 2 });
      const { AllocationId, PublicIp, Domain } = await client.send(new AllocateAddressCommand({ Domain: 'vpc' }));
      expect(Domain).toBe('vpc');
      const { AssociationId } = await client.send(new AssociateAddressCommand({ AllocationId, InstanceId: id }));
      const before = await only(client, id!);
      expect(before.PublicIpAddress).toBe(PublicIp);
      await client.send(new StopInstancesCommand({ InstanceIds: [id!] }));
      await world.seconds(60);
      expect((await only(client, id!)).PrivateIpAddress).toBe(before.PrivateIpAddress);
      await client.send(new StartInstancesCommand({ InstanceIds: [id!] }));
      await world.seconds(120);
      const after = await only(client, id!);
      expect([after.PrivateIpAddress, after.PublicIpAddress]).toEqual([before.PrivateIpAddress, PublicIp]);
      const steal = (AllowReassociation?: boolean) =>
        client.send(new AssociateAddressCommand({ AllocationId, InstanceId: other, AllowReassociation }));
      await expect(steal(false)).rejects.toEqual(refusal('Resource.AlreadyAssociated'));
      await expect(client.send(new ReleaseAddressCommand({ AllocationId }))).rejects.toEqual(
        refusal('InvalidIPAddress.InUse'),
      );
      await steal();
      expect((await only(client, id!)).PublicIpAddress).not.toBe(PublicIp);
      expect((await client.send(new DescribeAddressesCommand({}))).Addresses).toMatchObject([{ InstanceId: other }]);
      await client.send(new DisassociateAddressCommand({ AssociationId }));
      await expect(client.send(new DisassociateAddressCommand({ AssociationId }))).rejects.toEqual(
        refusal('InvalidAssociationID.NotFound'),
      );
      await client.send(new ReleaseAddressCommand({ AllocationId }));
      await expect(client.send(new ReleaseAddressCommand({ AllocationId }))).rejects.toEqual(
        refusal('InvalidAllocationID.NotFound'),
      );
    });
  });
});

it('a subnet that is full takes no launch', async () => {
  const world = smallWorld({ defaultVpc: true, quotas: { instances: 20_000 } });
  const launch = (count: number) =>
    world.ec2.place(
      { account: 'main', region: EU },
      { ...LAUNCH, MinCount: count, MaxCount: count, Placement: { AvailabilityZone: 'eu-west-1a' } },
    );
  launch(15_990);
  expect(() => launch(11)).toThrow(expect.objectContaining({ code: 'InsufficientFreeAddressesInSubnet' }));
  expect(launch(10)).toHaveLength(10);
});

it('an account of 2011 has no VPC, and is told so without an error', async () => {
  const world = smallWorld();
  await world.tell(async () => {
    const client = world.client();
    expect((await client.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
    expect((await client.send(new DescribeSubnetsCommand({}))).Subnets).toEqual([]);
    expect((await client.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces).toEqual([]);
    const { Domain } = await client.send(new AllocateAddressCommand({}));
    expect(Domain).toBe('standard');
  });
});

const freeOf = ({ AvailableIpAddressCount }: { AvailableIpAddressCount?: number }) => AvailableIpAddressCount;

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from './small-world.ts';

const main = { account: 'main', region: EU };
const acme = { account: 'acme', region: EU };
const LARGE = { ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 } as const;
const code = (wanted: string) => expect.objectContaining({ code: wanted });

test('accounts see their own letters and no zone id; the offering ids of 2009 betray who shares a zone', () => {
  const { ec2, topology } = smallWorld({
    accounts: {
      main: { zoneNames: 'uniform' },
      acme: { zoneNames: { [EU]: { a: 'euw1-az3', b: 'euw1-az1', c: 'euw1-az2' } } },
    },
  });
  const { AvailabilityZones } = ec2.perform(acme, 'DescribeAvailabilityZones', {});
  expect(AvailabilityZones!.map(({ ZoneName, ZoneId, State }) => [ZoneName, ZoneId, State])).toEqual(
    ['a', 'b', 'c'].map((letter) => [`eu-west-1${letter}`, undefined, 'available']),
  );
  const offeringIds = (caller: typeof main, AvailabilityZone: string) =>
    ec2
      .perform(caller, 'DescribeReservedInstancesOfferings', { AvailabilityZone, InstanceType: 'm1.large' })
      .ReservedInstancesOfferings!.map(({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId);
  for (const mine of ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']) {
    for (const theirs of ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']) {
      const same = topology.zoneId('main', mine) === topology.zoneId('acme', theirs);
      const [first] = offeringIds(main, mine);
      expect(offeringIds(acme, theirs).includes(first)).toBe(same);
    }
  }
});

test('since 2018 zone ids are shown', () => {
  const { ec2 } = smallWorld({ exposeZoneIds: true });
  const { AvailabilityZones } = ec2.perform(main, 'DescribeAvailabilityZones', { ZoneNames: ['eu-west-1b'] });
  expect(AvailabilityZones).toMatchObject([{ ZoneName: 'eu-west-1b', ZoneId: 'euw1-az2' }]);
});

test('instances are found by id, state, tag, zone, token and wildcard; a filter nobody knows is refused', () => {
  const { ec2 } = smallWorld();
  const place = (letter: string, name: string) =>
    ec2.place(main, {
      ...LARGE,
      ClientToken: `token-${name}`,
      Placement: { AvailabilityZone: `${EU}${letter}` },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
    })[0]!;
  const web = place('a', 'web-1');
  const couch = place('b', 'couch');
  ec2.perform(main, 'CreateTags', { Resources: [couch], Tags: [{ Key: 'role', Value: 'master' }] });
  const found = (Name: string, ...Values: string[]) =>
    ec2
      .perform(main, 'DescribeInstances', { Filters: [{ Name, Values }] })
      .Reservations!.flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId));
  expect(found('instance-id', couch)).toEqual([couch]);
  expect(found('instance-state-name', 'pending', 'running')).toEqual([web, couch]);
  expect(found('tag:Name', 'web-?')).toEqual([web]);
  expect(found('tag:role', '*')).toEqual([couch]);
  expect(found('tag-key', 'role')).toEqual([couch]);
  expect(found('availability-zone', 'eu-west-1b')).toEqual([couch]);
  expect(found('client-token', 'token-web-1')).toEqual([web]);
  expect(found('instance-state-name', 'stopped')).toEqual([]);
  expect(() => found('colour', 'red')).toThrow("The filter 'colour' is invalid");
  expect(() => ec2.perform(acme, 'DescribeInstances', { InstanceIds: [web] })).toThrow(
    code('InvalidInstanceID.NotFound'),
  );
  expect(() => ec2.perform(main, 'DescribeInstances', { InstanceIds: ['web-1'] })).toThrow(
    code('InvalidInstanceID.Malformed'),
  );
});

test('tags are put, replaced, listed and taken away', () => {
  const { ec2 } = smallWorld();
  const [id] = ec2.place(main, LARGE);
  const Resources = [id!];
  ec2.perform(main, 'CreateTags', {
    Resources,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  ec2.perform(main, 'CreateTags', { Resources, Tags: [{ Key: 'a', Value: '3' }] });
  ec2.perform(main, 'DeleteTags', { Resources, Tags: [{ Key: 'b', Value: 'another' }] });
  const list = () =>
    ec2.perform(main, 'DescribeTags', {}).Tags!.map(({ Key, Value, ResourceType }) => [ResourceType, Key, Value]);
  expect(list()).toEqual([
    ['instance', 'a', '3'],
    ['instance', 'b', '2'],
  ]);
  ec2.perform(main, 'DeleteTags', { Resources, Tags: [{ Key: 'b' }] });
  expect(list()).toEqual([['instance', 'a', '3']]);
  expect(() => ec2.perform(acme, 'CreateTags', { Resources, Tags: [{ Key: 'a' }] })).toThrow(
    code('InvalidInstanceID.NotFound'),
  );
});

test('a security group in use is not deleted, a rule is not given twice', () => {
  const { ec2 } = smallWorld();
  const GroupName = 'couch';
  ec2.perform(main, 'CreateSecurityGroup', { GroupName, Description: 'databases' });
  expect(() => ec2.perform(main, 'CreateSecurityGroup', { GroupName, Description: 'again' })).toThrow(
    code('InvalidGroup.Duplicate'),
  );
  const rule = { GroupName, IpProtocol: 'tcp', FromPort: 5984, ToPort: 5984, CidrIp: '10.0.0.0/8' };
  ec2.perform(main, 'AuthorizeSecurityGroupIngress', rule);
  expect(() => ec2.perform(main, 'AuthorizeSecurityGroupIngress', rule)).toThrow(code('InvalidPermission.Duplicate'));
  expect(() => ec2.perform(main, 'AuthorizeSecurityGroupIngress', { ...rule, CidrIp: 'everywhere' })).toThrow(
    code('InvalidParameterValue'),
  );
  expect(ec2.perform(main, 'DescribeSecurityGroups', { GroupNames: [GroupName] }).SecurityGroups).toMatchObject([
    { IpPermissions: [{ FromPort: 5984, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] },
  ]);
  const [id] = ec2.place(main, { ...LARGE, SecurityGroups: [GroupName] });
  expect(() => ec2.perform(main, 'DeleteSecurityGroup', { GroupName })).toThrow(code('InvalidGroup.InUse'));
  expect(() => ec2.perform(acme, 'DeleteSecurityGroup', { GroupName })).toThrow(code('InvalidGroup.NotFound'));
  expect(id).toBeDefined();
});

test('an elastic address moves from a dead instance to its heir; the sixth exceeds the quota', async () => {
  const world = smallWorld();
  await world.tell(async () => {
    const { ec2 } = world;
    const [old, heir] = ec2.place(main, { ...LARGE, MinCount: 2, MaxCount: 2 });
    const { PublicIp } = ec2.perform(main, 'AllocateAddress', {});
    const addressOf = (id: string) =>
      ec2.perform(main, 'DescribeInstances', { InstanceIds: [id] }).Reservations![0]!.Instances![0]!.PublicIpAddress;
    ec2.perform(main, 'AssociateAddress', { PublicIp, InstanceId: old });
    expect(addressOf(old!)).toBe(PublicIp);
    ec2.perform(main, 'AssociateAddress', { PublicIp, InstanceId: heir });
    expect(addressOf(heir!)).toBe(PublicIp);
    expect(addressOf(old!)).not.toBe(PublicIp);
    expect(world.did(old!)).toEqual(['create', 'boot', 'readdress', 'readdress']);
    ec2.perform(main, 'TerminateInstances', { InstanceIds: [heir!] });
    await world.seconds(30);
    expect(ec2.perform(main, 'DescribeAddresses', {}).Addresses![0]!.InstanceId).toBeUndefined();
    for (let more = 1; more < 5; more++) ec2.perform(main, 'AllocateAddress', {});
    expect(() => ec2.perform(main, 'AllocateAddress', {})).toThrow(code('AddressLimitExceeded'));
    expect(() => ec2.perform(acme, 'AssociateAddress', { PublicIp, InstanceId: old })).toThrow(
      code('InvalidAddress.NotFound'),
    );
    ec2.perform(main, 'ReleaseAddress', { PublicIp });
    ec2.perform(main, 'AllocateAddress', {});
  });
});

test('a volume is attached in its own zone only, and not while that zone is dark', async () => {
  const world = smallWorld();
  await world.tell(async () => {
    const { ec2 } = world;
    const [inA] = ec2.place(main, { ...LARGE, Placement: { AvailabilityZone: 'eu-west-1a' } });
    const [inB] = ec2.place(main, { ...LARGE, Placement: { AvailabilityZone: 'eu-west-1b' } });
    const { VolumeId, State } = ec2.perform(main, 'CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 10 });
    expect(State).toBe('creating');
    const attach = (InstanceId: string) =>
      ec2.perform(main, 'AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' });
    const volume = () => ec2.perform(main, 'DescribeVolumes', { VolumeIds: [VolumeId!] }).Volumes![0]!;
    expect(() => attach(inA!)).toThrow(code('IncorrectState'));
    await world.seconds(20);
    expect(() => attach(inB!)).toThrow(code('InvalidVolume.ZoneMismatch'));
    world.goDark('euw1-az1');
    attach(inA!);
    await world.seconds(600);
    expect(volume()).toMatchObject({ State: 'in-use', Attachments: [{ InstanceId: inA, State: 'attaching' }] });
    world.comeBack('euw1-az1');
    await world.seconds(5);
    expect(volume().Attachments).toMatchObject([{ State: 'attached' }]);
    expect(() => attach(inA!)).toThrow(code('VolumeInUse'));
    ec2.perform(main, 'TerminateInstances', { InstanceIds: [inA!] });
    await world.seconds(30);
    expect(volume()).toMatchObject({ State: 'available', Attachments: [] });
  });
});

test('regions, quotas and images are told', () => {
  const { ec2 } = smallWorld();
  expect(ec2.perform(main, 'DescribeRegions', {}).Regions!.map(({ RegionName }) => RegionName)).toEqual([
    EU,
    'us-west-1',
  ]);
  expect(
    ec2.perform(main, 'DescribeAccountAttributes', { AttributeNames: ['max-instances' as never] }).AccountAttributes,
  ).toEqual([{ AttributeName: 'max-instances', AttributeValues: [{ AttributeValue: '20' }] }]);
  const images = ec2.perform(main, 'DescribeImages', { Filters: [{ Name: 'architecture', Values: ['i386'] }] }).Images!;
  expect(images.map(({ ImageId }) => ImageId)).toEqual([ubuntuImage(EU, 'i386')]);
});

test('only the doors load the AWS SDK, which costs half a second', () => {
  const folder = new URL('../../../src/sim/cloud/', import.meta.url);
  const loads = (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .filter((name) =>
      /^import (?!type\b)[^;]*'@aws-sdk\/client-ec2'/m.test(readFileSync(new URL(name, folder), 'utf8')),
    );
  expect(loads.filter((name) => !name.startsWith('query/')).sort()).toEqual(['client-door.ts', 'mock-door.ts']);
});

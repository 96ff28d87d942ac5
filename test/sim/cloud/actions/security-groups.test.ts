import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const main = { account: 'main', region: EU };
const refusal = (name: string) => expect.objectContaining({ name });
const port = (number: number, more: Partial<IpPermission>): IpPermission[] => [
  { IpProtocol: 'tcp', FromPort: number, ToPort: number, ...more },
];
const from = (CidrIp: string) => ({ IpRanges: [{ CidrIp }] });

const create = async (client: EC2Client, GroupName: string) =>
  (await client.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName }))).GroupId!;
const groupOf = async (client: EC2Client, GroupId: string) =>
  (await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }))).SecurityGroups![0]!;

describe.each([
  ['EC2-Classic', false, 'InvalidGroup.InUse', 'InvalidGroup.Reserved'],
  ['a VPC', true, 'DependencyViolation', 'CannotDelete'],
] as const)('a group in %s', (_, defaultVpc, inUse, reserved) => {
  const told = (story: (client: EC2Client, world: ReturnType<typeof smallWorld>) => Promise<void>) => async () => {
    const world = smallWorld({ defaultVpc });
    await world.tell(() => story(world.client(), world));
  };

  it(
    'has rules that are changed in place, and keep their ids',
    told(async (client) => {
      const GroupId = await create(client, 'couch');
      const IpPermissions = port(5984, from('10.0.0.0/8'));
      const given = await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      const { SecurityGroupRuleId } = given.SecurityGroupRules![0]!;
      const SecurityGroupRule = {
        IpProtocol: 'tcp',
        FromPort: 6984,
        ToPort: 6984,
        CidrIpv4: '10.1.2.3/16',
        Description: 'TLS',
      };
      const SecurityGroupRules = [{ SecurityGroupRuleId, SecurityGroupRule }];
      await client.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
      expect((await groupOf(client, GroupId)).IpPermissions).toMatchObject(
        port(6984, { IpRanges: [{ CidrIp: '10.1.0.0/16', Description: 'TLS' }] }),
      );
      const { SecurityGroupRules: now } = await client.send(
        new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [SecurityGroupRuleId!] }),
      );
      expect(now).toMatchObject([{ SecurityGroupRuleId, IsEgress: false, CidrIpv4: '10.1.0.0/16' }]);
    }),
  );

  it(
    'is not deleted while an instance or the rule of another group needs it',
    told(async (client, world) => {
      const [couch, web] = [await create(client, 'couch'), await create(client, 'web')];
      const IpPermissions = port(5984, { UserIdGroupPairs: [{ GroupId: web }] });
      await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: couch, IpPermissions }));
      const remove = (GroupId: string) => client.send(new DeleteSecurityGroupCommand({ GroupId }));
      await expect(remove(web)).rejects.toEqual(refusal(inUse));
      await client.send(new RevokeSecurityGroupIngressCommand({ GroupId: couch, IpPermissions }));
      const [id] = world.ec2.place(main, {
        ...{ ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 },
        SecurityGroupIds: [web],
      });
      await expect(remove(web)).rejects.toEqual(refusal(inUse));
      world.ec2.perform(main, 'TerminateInstances', { InstanceIds: [id!] });
      await world.seconds(60);
      await remove(web);
      await expect(remove(web)).rejects.toEqual(refusal('InvalidGroup.NotFound'));
      await expect(client.send(new DeleteSecurityGroupCommand({ GroupName: 'default' }))).rejects.toEqual(
        refusal(reserved),
      );
    }),
  );

  it(
    'takes each rule once, all of a request or none, and shows those of the same ports together',
    told(async (client) => {
      const GroupId = await create(client, 'web');
      const authorize = (IpPermissions: IpPermission[]) =>
        client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      await authorize(
        port(80, { IpRanges: [{ CidrIp: '10.1.2.3/8', Description: 'ours' }, { CidrIp: '192.0.2.0/24' }] }),
      );
      // The same block, whatever address of it is written.
      await expect(authorize(port(80, from('10.9.9.9/8')))).rejects.toEqual(refusal('InvalidPermission.Duplicate'));
      await expect(authorize([...port(443, from('0.0.0.0/0')), ...port(80, from('192.0.2.0/24'))])).rejects.toEqual(
        refusal('InvalidPermission.Duplicate'),
      );
      const { IpPermissions } = await groupOf(client, GroupId);
      expect(IpPermissions).toMatchObject([
        {
          ...{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80 },
          IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'ours' }, { CidrIp: '192.0.2.0/24' }],
        },
      ]);
      const { SecurityGroupRules } = await client.send(
        new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [GroupId] }] }),
      );
      const inward = SecurityGroupRules!.filter(({ IsEgress }) => !IsEgress);
      expect(inward.map(({ CidrIpv4 }) => CidrIpv4)).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
      const SecurityGroupRuleIds = [inward[0]!.SecurityGroupRuleId!];
      await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
      expect((await groupOf(client, GroupId)).IpPermissions).toMatchObject([
        { IpRanges: [{ CidrIp: '192.0.2.0/24' }] },
      ]);
      const rule = (id: string) => client.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] }));
      await expect(rule(SecurityGroupRuleIds[0]!)).rejects.toEqual(refusal('InvalidSecurityGroupRuleId.NotFound'));
    }),
  );

  const nonsense: [string, Partial<IpPermission>, string][] = [
    ['ports upside down', { FromPort: 90, ToPort: 80, ...from('0.0.0.0/0') }, 'InvalidParameterValue'],
    ['a port that is none', { FromPort: 80, ToPort: 65_536, ...from('0.0.0.0/0') }, 'InvalidParameterValue'],
    ['a protocol that is none', { IpProtocol: 'carrier-pigeon', ...from('0.0.0.0/0') }, 'InvalidParameterValue'],
    ['an address that is none', from('10.0.0.256/8'), 'InvalidParameterValue'],
    ['a block that is none', from('10.0.0.0/33'), 'InvalidParameterValue'],
    ['a group that is none', { UserIdGroupPairs: [{ GroupId: 'sg-00000000' }] }, 'InvalidGroup.NotFound'],
    ['nobody', { IpRanges: [] }, 'MissingParameter'],
  ];
  it.each(nonsense)('takes no rule with %s', (_name, permission, code) =>
    told(async (client) => {
      const GroupId = await create(client, 'web');
      const order = client.send(
        new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: port(80, permission) }),
      );
      await expect(order).rejects.toEqual(refusal(code));
      expect((await groupOf(client, GroupId)).IpPermissions).toEqual([]);
    })(),
  );
});

describe('the way out', () => {
  const IpPermissions = port(443, from('0.0.0.0/0'));

  it('is open for groups of a VPC until somebody closes it', async () => {
    const world = smallWorld({ defaultVpc: true });
    await world.tell(async () => {
      const client = world.client();
      const GroupId = await create(client, 'web');
      const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
      expect((await groupOf(client, GroupId)).IpPermissionsEgress).toMatchObject([all]);
      const revoke = () => client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] }));
      await revoke();
      await expect(revoke()).rejects.toEqual(refusal('InvalidPermission.NotFound'));
      await client.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
      const { IpPermissions: inward, IpPermissionsEgress: outward } = await groupOf(client, GroupId);
      expect(inward).toEqual([]);
      expect(outward).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
    });
  });

  it('is nobody’s business in EC2-Classic', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const GroupId = await create(client, 'web');
      const order = client.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
      await expect(order).rejects.toEqual(refusal('UnsupportedOperation'));
      expect((await groupOf(client, GroupId)).IpPermissionsEgress).toBeUndefined();
    });
  });
});

it("another account's group is let in by its owner's number, and by nothing else", async () => {
  const world = smallWorld();
  await world.tell(async () => {
    const [mine, theirs] = [world.client('main'), world.client('acme')];
    const GroupId = await create(mine, 'couch');
    const guest = await groupOf(theirs, await create(theirs, 'web'));
    const authorize = (UserId?: string) =>
      mine.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: port(5984, { UserIdGroupPairs: [{ UserId, GroupId: guest.GroupId }] }),
        }),
      );
    await expect(authorize()).rejects.toEqual(refusal('InvalidGroup.NotFound'));
    await expect(authorize('000000000000')).rejects.toEqual(refusal('InvalidGroup.NotFound'));
    await authorize(guest.OwnerId);
    expect((await groupOf(mine, GroupId)).IpPermissions).toMatchObject([
      { UserIdGroupPairs: [{ UserId: guest.OwnerId, GroupId: guest.GroupId, GroupName: 'web' }] },
    ]);
  });
});

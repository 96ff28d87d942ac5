import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeAddressesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DisassociateAddressCommand,
  ImportKeyPairCommand,
  ModifySecurityGroupRulesCommand,
  ReleaseAddressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import { row } from './row.ts';
import { type Town, tcp } from './town.ts';

const authorize =
  (...IpPermissions: object[]) =>
  ({ webGroup }: Town) =>
    new AuthorizeSecurityGroupIngressCommand({ GroupId: webGroup, IpPermissions });
const TCP_81 = { IpProtocol: 'tcp', FromPort: 81, ToPort: 81 };
const modify = (GroupId: string, SecurityGroupRuleId: string, SecurityGroupRule: SecurityGroupRuleRequest) =>
  new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] });
const inUse = ({ ec2, main, machine }: Town) =>
  ec2.perform(main, 'RunInstances', { ...machine, SecurityGroups: ['databases'] });
const associate = ({ ec2, main, web, allocationId }: Town) =>
  ec2.perform(main, 'AssociateAddress', { InstanceId: web, AllocationId: allocationId });
const VPC = { defaultVpc: true };

export const NETWORK_ERRORS = [
  row(
    '400 InvalidGroup.NotFound',
    'a group that there is not is described by name',
    () => new DescribeSecurityGroupsCommand({ GroupNames: ['nobody'] }),
  ),
  row(
    '400 InvalidGroup.NotFound',
    "another account's group is deleted",
    ({ webGroup }) => new DeleteSecurityGroupCommand({ GroupId: webGroup }),
    { account: 'acme' },
  ),
  row(
    '400 InvalidGroup.Duplicate',
    'a second group has the name',
    () => new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'again' }),
  ),
  row(
    '400 InvalidGroup.InUse',
    'a group is deleted that an instance has',
    ({ databases }) => new DeleteSecurityGroupCommand({ GroupId: databases }),
    { before: inUse },
  ),
  row(
    '400 InvalidGroup.InUse',
    "a group is deleted that another group's rule names",
    ({ webGroup }) => new DeleteSecurityGroupCommand({ GroupId: webGroup }),
  ),
  row(
    '400 DependencyViolation',
    'a group of a VPC is deleted that an instance has',
    ({ databases }) => new DeleteSecurityGroupCommand({ GroupId: databases }),
    { world: VPC, before: inUse },
  ),
  row(
    '400 InvalidGroup.Reserved',
    'the default group is deleted',
    () => new DeleteSecurityGroupCommand({ GroupName: 'default' }),
  ),
  row('400 InvalidPermission.Duplicate', 'a rule is given twice', authorize(tcp(80))),
  row(
    '400 InvalidPermission.NotFound',
    'a rule is taken back that was not given',
    ({ webGroup }) => new RevokeSecurityGroupIngressCommand({ GroupId: webGroup, IpPermissions: [tcp(81)] }),
    { world: VPC },
  ),
  row(
    '400 InvalidParameterValue',
    'a rule is for addresses that are none',
    authorize({ ...tcp(443), IpRanges: [{ CidrIp: 'everywhere' }] }),
  ),
  row('400 InvalidParameterValue', 'a rule ends before it begins', authorize(tcp(90, 80))),
  row(
    '400 InvalidGroup.NotFound',
    'a rule names a group that there is not',
    authorize({ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, UserIdGroupPairs: [{ GroupName: 'nobody' }] }),
  ),
  row(
    '400 UnsupportedOperation',
    'a group of EC2-Classic is given a rule for what goes out',
    ({ webGroup }) => new AuthorizeSecurityGroupEgressCommand({ GroupId: webGroup, IpPermissions: [tcp(80)] }),
  ),
  row('400 InvalidSecurityGroupRuleId.NotFound', "another group's rule is changed", ({ databases, web80 }) =>
    modify(databases, web80, { ...TCP_81, CidrIpv4: '10.0.0.0/8' }),
  ),
  row(
    '400 InvalidParameterValue',
    'a rule that is for addresses is to be for a group',
    ({ webGroup, databases, web80 }) => modify(webGroup, web80, { ...TCP_81, ReferencedGroupId: databases }),
  ),
  row(
    '400 InvalidPermission.Duplicate',
    'a rule is changed into another that there is',
    ({ webGroup, web80 }) => modify(webGroup, web80, { ...TCP_81, CidrIpv4: '10.0.0.0/8' }),
    {
      before: ({ ec2, main, webGroup }) =>
        ec2.perform(main, 'AuthorizeSecurityGroupIngress', {
          ...{ GroupId: webGroup, IpPermissions: [{ ...TCP_81, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] },
        }),
    },
  ),

  row(
    '400 AddressLimitExceeded',
    'one address more is allocated than the quota',
    () => new AllocateAddressCommand({}),
    {
      world: { quotas: { addresses: 1 } },
    },
  ),
  row(
    '400 InvalidAddress.NotFound',
    'an address of nobody is released',
    () => new ReleaseAddressCommand({ PublicIp: '192.0.2.7' }),
  ),
  row(
    '400 InvalidAddress.NotFound',
    "another account's address is described",
    ({ publicIp }) => new DescribeAddressesCommand({ PublicIps: [publicIp] }),
    { account: 'acme' },
  ),
  row(
    '400 InvalidAllocationID.NotFound',
    'an allocation that never was is released',
    () => new ReleaseAddressCommand({ AllocationId: 'eipalloc-0badcafe' }),
  ),
  row(
    '400 InvalidAssociationID.NotFound',
    'an association that never was is ended',
    () => new DisassociateAddressCommand({ AssociationId: 'eipassoc-0badcafe' }),
  ),
  row(
    '400 InvalidInstanceID.NotFound',
    "an address is given to another account's instance",
    ({ allocationId, theirs }) => new AssociateAddressCommand({ AllocationId: allocationId, InstanceId: theirs }),
  ),
  row(
    '400 InvalidInstanceID',
    'an address is given to an instance that has ended',
    ({ allocationId, ended }) => new AssociateAddressCommand({ AllocationId: allocationId, InstanceId: ended }),
  ),
  row(
    '400 Resource.AlreadyAssociated',
    'an address that an instance has is given to another, and that was not allowed',
    ({ allocationId, stopped }) =>
      new AssociateAddressCommand({ AllocationId: allocationId, InstanceId: stopped, AllowReassociation: false }),
    { world: VPC, before: associate },
  ),
  row(
    '400 InvalidIPAddress.InUse',
    'an address of a VPC is released that an instance has',
    ({ allocationId }) => new ReleaseAddressCommand({ AllocationId: allocationId }),
    { world: VPC, before: associate },
  ),

  row(
    '400 InvalidKeyPair.NotFound',
    'a key that there is not is described',
    () => new DescribeKeyPairsCommand({ KeyNames: ['yours'] }),
  ),
  row('400 InvalidKeyPair.Duplicate', 'a second key has the name', () => new CreateKeyPairCommand({ KeyName: 'mine' })),
  row(
    '400 InvalidKey.Format',
    'something is imported that is no key',
    () => new ImportKeyPairCommand({ KeyName: 'other', PublicKeyMaterial: Buffer.from('no key') }),
  ),
];

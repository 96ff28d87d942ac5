/** Security groups, elastic addresses, key pairs, and the default VPC that modern clients ask for. */
import type { IpPermission, ModifySecurityGroupRulesRequest } from '@aws-sdk/client-ec2';
import type { Guess } from '../guess.ts';
import { requests } from './table.ts';

export const NETWORK_REQUESTS = requests({
  CreateSecurityGroup: (guess) => ({ GroupName: guess.name(), Description: guess.oneOf('ours', 'ours', '') }),
  DeleteSecurityGroup: (guess) => group(guess),
  DescribeSecurityGroups: (guess) =>
    guess.seldom(3) ? { GroupIds: guess.ids('sg') } : guess.listing('group-name', () => guess.name()),
  AuthorizeSecurityGroupIngress: (guess) => ({ ...group(guess), IpPermissions: [permission(guess)] }),
  RevokeSecurityGroupIngress: (guess) => ({ ...group(guess), IpPermissions: [permission(guess)] }),
  AuthorizeSecurityGroupEgress: (guess) => ({ GroupId: guess.id('sg'), IpPermissions: [permission(guess)] }),
  RevokeSecurityGroupEgress: (guess) => ({
    GroupId: guess.id('sg'),
    // What every group of a VPC has from the beginning.
    IpPermissions: [
      guess.mostly<IpPermission>({ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, permission(guess)),
    ],
  }),
  ModifySecurityGroupRules: (guess) => changedRule(guess),

  AllocateAddress: (guess) => ({ Domain: guess.perhaps(() => guess.oneOf('standard', 'vpc')) }),
  AssociateAddress: (guess) => ({
    ...address(guess),
    InstanceId: guess.id('i'),
    AllowReassociation: guess.seldom(2),
  }),
  DisassociateAddress: (guess) =>
    guess.seldom(3) ? { AssociationId: guess.id('eipassoc') } : { PublicIp: guess.address() },
  ReleaseAddress: (guess) => address(guess),
  DescribeAddressesAttribute: (guess) => ({ AllocationIds: [guess.id('eipalloc')], Attribute: 'domain-name' as const }),
  DescribeAddresses: (guess) =>
    guess.seldom(3) ? { PublicIps: [guess.address()] } : guess.listing('public-ip', () => guess.address()),

  // The other kind takes a quarter of a second.
  CreateKeyPair: (guess) => ({ KeyName: guess.name(), KeyType: 'ed25519' as const }),
  ImportKeyPair: (guess) => ({
    KeyName: guess.name(),
    PublicKeyMaterial: Buffer.from(guess.oneOf('ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ== me', 'no key')),
  }),
  DeleteKeyPair: (guess) => ({ KeyName: guess.name() }),
  DescribeKeyPairs: (guess) =>
    guess.seldom(3) ? { KeyNames: [guess.name()] } : guess.listing('key-name', () => guess.name()),

  DescribeVpcs: (guess) => guess.listing('vpc-id', () => guess.id('vpc')),
  DescribeVpcAttribute: (guess) => ({
    VpcId: guess.id('vpc'),
    Attribute: guess.oneOf('enableDnsSupport', 'enableDnsHostnames'),
  }),
  DescribeSubnets: (guess) => guess.listing('availability-zone', () => guess.zone()),
  DescribeInternetGateways: (guess) => guess.listing('attachment.vpc-id', () => guess.id('vpc')),
  DescribeRouteTables: (guess) => guess.listing('vpc-id', () => guess.id('vpc')),
  DescribeNetworkAcls: (guess) => guess.listing('vpc-id', () => guess.id('vpc')),
  DescribeNetworkInterfaces: (guess) => guess.listing('attachment.instance-id', () => guess.id('i')),
  DescribeSecurityGroupRules: (guess) => guess.listing('group-id', () => guess.id('sg')),
});

function group(guess: Guess): { GroupId?: string; GroupName?: string } {
  return guess.seldom(2) ? { GroupName: guess.name() } : { GroupId: guess.id('sg') };
}

function address(guess: Guess): { PublicIp?: string; AllocationId?: string } {
  return guess.seldom(2) ? { AllocationId: guess.id('eipalloc') } : { PublicIp: guess.address() };
}

function changedRule(guess: Guess): ModifySecurityGroupRulesRequest {
  const SecurityGroupRuleId = guess.id('sgr');
  const port = guess.mostly(80, 5984, 70_000);
  const ports = { IpProtocol: guess.mostly('tcp', '-1', 'pigeon'), FromPort: port, ToPort: port };
  const peer = guess.seldom(4)
    ? { ReferencedGroupId: guess.id('sg') }
    : { CidrIpv4: guess.oneOf('10.0.0.0/8', '10.1.0.0/16') };
  const SecurityGroupRules = [{ SecurityGroupRuleId, SecurityGroupRule: { ...ports, ...peer } }];
  return { GroupId: guess.groupOf(SecurityGroupRuleId), SecurityGroupRules };
}

/** Few, so that the same rule is met again. */
function permission(guess: Guess): IpPermission {
  const port = guess.mostly(80, 5984, 443, 70_000);
  const ports = { IpProtocol: guess.mostly('tcp', 'udp', 'icmp', '-1', 'carrier pigeon'), FromPort: port };
  const ToPort = guess.seldom(12) ? port - 1 : port;
  if (guess.seldom(3)) return { ...ports, ToPort, UserIdGroupPairs: [group(guess)] };
  return { ...ports, ToPort, IpRanges: [{ CidrIp: guess.mostly('0.0.0.0/0', '10.0.0.0/8', '300.0.0.0/8', 'here') }] };
}

/** Rules of security groups: from EC2's `IpPermissions` to one record for each peer, and back. */
import type { IpPermission, SecurityGroupRule as SdkRule, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter, missingParameter } from '../errors.ts';
import type { RulePeer, SecurityGroupRecord, SecurityGroupRule } from '../state.ts';
import type { ActionContext } from './context.ts';
import { findGroup } from './lookup.ts';
import { required } from './resources.ts';
import { tagsOf } from './tags.ts';

/** A rule before it has an id. */
export type WantedRule = Omit<SecurityGroupRule, 'ruleId'>;

/** What the requests that change rules have in common. */
export interface RuleInput {
  IpPermissions?: IpPermission[] | undefined;
  IpProtocol?: string | undefined;
  FromPort?: number | undefined;
  ToPort?: number | undefined;
  CidrIp?: string | undefined;
  SourceSecurityGroupName?: string | undefined;
  SourceSecurityGroupOwnerId?: string | undefined;
}

const NUMBERED: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', all: '-1' };

/**
 * Throws MissingParameter, InvalidParameterValue (ports, addresses, protocol), InvalidPermission.Malformed,
 * InvalidGroup.NotFound.
 */
export function wantedRules(
  context: ActionContext,
  direction: SecurityGroupRule['direction'],
  input: RuleInput,
): WantedRule[] {
  const rules = permissionsOf(input).flatMap((permission) => {
    const ports = portsOf(context, permission);
    return peersOf(context, permission).map(({ peer, description }) => ({ direction, ...ports, peer, description }));
  });
  if (rules.length === 0) throw missingParameter('IpPermissions');
  return rules;
}

/** The rule as it is wanted from now on; whom it is about may change, but not whether that is addresses or a group. */
export function changeRule(
  context: ActionContext,
  rule: SecurityGroupRule,
  wanted: SecurityGroupRuleRequest,
): SecurityGroupRule {
  const { IpProtocol, FromPort, ToPort, Description, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId } = wanted;
  const permission: IpPermission = {
    ...{ IpProtocol, FromPort, ToPort },
    IpRanges: CidrIpv4 ? [{ CidrIp: CidrIpv4, Description }] : [],
    Ipv6Ranges: CidrIpv6 ? [{ CidrIpv6, Description }] : [],
    PrefixListIds: PrefixListId ? [{ PrefixListId, Description }] : [],
    UserIdGroupPairs: ReferencedGroupId ? [{ GroupId: ReferencedGroupId, Description }] : [],
  };
  const [changed, ...more] = wantedRules(context, rule.direction, { IpPermissions: [permission] });
  if (more.length > 0 || Object.keys(changed!.peer)[0] !== Object.keys(rule.peer)[0]) {
    throw invalidParameter(`The source or destination of rule '${rule.ruleId}' has to be one of its kind.`);
  }
  return { ruleId: rule.ruleId, ...changed! };
}

/** The same traffic to or from the same peer; a description does not count. */
export function sameRule(a: WantedRule, b: WantedRule): boolean {
  return keyOf(a) === keyOf(b);
}

const keyOf = ({ direction, protocol, fromPort, toPort, peer }: WantedRule) =>
  `${direction} ${protocol} ${fromPort} ${toPort} ${peerKeyOf(peer)}`;

function peerKeyOf(peer: RulePeer): string {
  if ('cidr' in peer) return peer.cidr;
  if ('cidrV6' in peer) return peer.cidrV6;
  return 'groupId' in peer ? peer.groupId : peer.prefixListId;
}

/** Rules of one direction as a group shows them: those of the same ports together. */
export function describePermissions(
  group: SecurityGroupRecord,
  direction: SecurityGroupRule['direction'],
): IpPermission[] {
  const byPorts = new Map<string, Required<Pick<IpPermission, 'IpRanges'>> & IpPermission>();
  for (const { direction: its, protocol, fromPort, toPort, peer, description } of group.rules) {
    if (its !== direction) continue;
    const key = `${protocol} ${fromPort} ${toPort}`;
    const shown = byPorts.get(key) ?? {
      ...{ IpProtocol: protocol, FromPort: fromPort, ToPort: toPort },
      ...{ UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] },
    };
    byPorts.set(key, shown);
    const Description = description;
    if ('cidr' in peer) shown.IpRanges.push({ CidrIp: peer.cidr, Description });
    else if ('cidrV6' in peer) shown.Ipv6Ranges!.push({ CidrIpv6: peer.cidrV6, Description });
    else if ('prefixListId' in peer) shown.PrefixListIds!.push({ PrefixListId: peer.prefixListId, Description });
    else {
      const { ownerId: UserId, groupId: GroupId, groupName: GroupName } = peer;
      shown.UserIdGroupPairs!.push({ UserId, GroupId, GroupName, Description });
    }
  }
  return [...byPorts.values()];
}

/** One rule as newer clients see it. */
export function describeRule(context: ActionContext, group: SecurityGroupRecord, rule: SecurityGroupRule): SdkRule {
  const { peer } = rule;
  return {
    SecurityGroupRuleId: rule.ruleId,
    GroupId: group.groupId,
    GroupOwnerId: context.ownerId,
    IsEgress: rule.direction === 'egress',
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort ?? -1,
    ToPort: rule.toPort ?? -1,
    ...('cidr' in peer ? { CidrIpv4: peer.cidr } : {}),
    ...('cidrV6' in peer ? { CidrIpv6: peer.cidrV6 } : {}),
    ...('prefixListId' in peer ? { PrefixListId: peer.prefixListId } : {}),
    ...('groupId' in peer ? { ReferencedGroupInfo: { GroupId: peer.groupId, UserId: peer.ownerId } } : {}),
    Description: rule.description,
    Tags: tagsOf(context, rule.ruleId),
  };
}

function permissionsOf(input: RuleInput): IpPermission[] {
  if (input.IpPermissions?.length) return input.IpPermissions;
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName: GroupName } = input;
  if (CidrIp) return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
  if (!GroupName) return [];
  // EC2-Classic: a group as a whole may come in by every protocol.
  const ports = IpProtocol ? { IpProtocol, FromPort, ToPort } : { IpProtocol: '-1' };
  return [{ ...ports, UserIdGroupPairs: [{ GroupName, UserId: input.SourceSecurityGroupOwnerId }] }];
}

function portsOf(
  { own }: ActionContext,
  { IpProtocol, FromPort, ToPort }: IpPermission,
): Pick<WantedRule, 'protocol' | 'fromPort' | 'toPort'> {
  const given = IpProtocol?.toLowerCase() ?? 'tcp';
  const protocol = NUMBERED[given] ?? given;
  const isNamed = protocol === 'tcp' || protocol === 'udp' || protocol === 'icmp' || protocol === 'icmpv6';
  const isNumber = /^\d+$/.test(protocol) && Number(protocol) <= 255;
  if (!isNamed && !(protocol === '-1' || (isNumber && own.vpc))) {
    throw invalidParameter(`Invalid value '${IpProtocol}' for IP protocol. Unknown protocol.`);
  }
  if (!isNamed) return { protocol, fromPort: undefined, toPort: undefined };
  const lowest = protocol.startsWith('icmp') ? -1 : 0;
  const fromPort = FromPort ?? lowest;
  const toPort = ToPort ?? (lowest === 0 ? 65_535 : -1);
  const inRange = (port: number) => Number.isInteger(port) && port >= lowest && port <= (lowest === 0 ? 65_535 : 255);
  if (!inRange(fromPort) || !inRange(toPort) || (lowest === 0 && fromPort > toPort)) {
    throw invalidParameter(`Invalid value for portRange. Invalid TCP/UDP port range (${FromPort}:${ToPort})`);
  }
  return { protocol, fromPort, toPort };
}

function peersOf(context: ActionContext, permission: IpPermission): Pick<WantedRule, 'peer' | 'description'>[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  return [
    ...IpRanges.map(({ CidrIp = '', Description }) => ({ peer: { cidr: cidrOf(CidrIp) }, description: Description })),
    ...Ipv6Ranges.map(({ CidrIpv6 = '', Description }) => {
      if (!/^[0-9a-f:]+\/\d{1,3}$/i.test(CidrIpv6)) throw malformed(CidrIpv6);
      return { peer: { cidrV6: CidrIpv6.toLowerCase() }, description: Description };
    }),
    ...PrefixListIds.map(({ PrefixListId = '', Description }) => {
      if (!/^pl-[0-9a-f]+$/.test(PrefixListId)) {
        throw new Ec2Error('InvalidPrefixListID.NotFound', `The prefix list ID '${PrefixListId}' does not exist`);
      }
      return { peer: { prefixListId: PrefixListId }, description: Description };
    }),
    ...UserIdGroupPairs.map(({ UserId, GroupId, GroupName, Description }) => {
      const ownerId = UserId || context.ownerId;
      const { groupId, groupName } = peerGroup(context, ownerId, { id: GroupId, name: GroupName });
      return { peer: { groupId, groupName, ownerId }, description: Description };
    }),
  ];
}

/** Another account's group has to be named with that account's number. */
function peerGroup(context: ActionContext, ownerId: string, by: { id?: string; name?: string }): SecurityGroupRecord {
  if (ownerId === context.ownerId) return findGroup(context, by);
  const other = context.accountOf(ownerId);
  const group = by.id === undefined ? other?.groupNamed(by.name ?? '') : other?.groups.get(by.id);
  return required(group, by.id ?? `sg-${by.name}`);
}

/** With the bits of the host cleared, as EC2 keeps it. Throws InvalidParameterValue. */
function cidrOf(text: string): string {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const [bytes, bits] = [found?.slice(1, 5).map(Number) ?? [], Number(found?.[5])];
  if (!found || bytes.some((byte) => byte > 255) || bits > 32) throw malformed(text);
  return `${bytes.map((byte, at) => byte & ((0xff << Math.min(8, Math.max(0, 8 * (at + 1) - bits))) & 0xff)).join('.')}/${bits}`;
}

const malformed = (cidr: string) => invalidParameter(`CIDR block ${cidr} is malformed`);

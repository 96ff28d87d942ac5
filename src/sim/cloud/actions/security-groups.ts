/**
 * Security groups of EC2-Classic: by name within an account and region. A network between hosts may consult their
 * rules; EC2 only keeps them.
 */
import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter, missingParameter } from '../errors.ts';
import type { IngressRule, SecurityGroupRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { matchesFilters, tagFilterValues } from './filters.ts';
import { findGroup } from './lookup.ts';
import { tagsOf } from './tags.ts';

export const createSecurityGroup: Handler<'CreateSecurityGroup'> = (context, { GroupName, Description }) => {
  if (!GroupName) throw missingParameter('GroupName');
  if (!Description) throw missingParameter('GroupDescription');
  for (const { groupName } of context.own.groups.values()) {
    if (groupName === GroupName)
      throw new Ec2Error('InvalidGroup.Duplicate', `The security group '${GroupName}' already exists`);
  }
  return { GroupId: addGroup(context, GroupName, Description).groupId };
};

export const deleteSecurityGroup: Handler<'DeleteSecurityGroup'> = (context, { GroupName, GroupId }) => {
  const group = findGroup(context, { name: GroupName, id: GroupId });
  if (group.groupName === 'default')
    throw new Ec2Error('InvalidGroup.Reserved', "The security group 'default' is reserved");
  for (const instance of context.own.instances.values()) {
    if (instance.state !== 'terminated' && instance.groupIds.includes(group.groupId)) {
      throw new Ec2Error('InvalidGroup.InUse', `There are active instances using security group '${group.groupName}'`);
    }
  }
  for (const { groupId, rules } of context.own.groups.values()) {
    if (groupId !== group.groupId && rules.some((rule) => rule.groupId === group.groupId)) {
      throw new Ec2Error('InvalidGroup.InUse', `Group ${group.groupName} is used by another group's rules`);
    }
  }
  context.own.groups.delete(group.groupId);
  context.own.tags.delete(group.groupId);
  return { Return: true };
};

export const authorizeSecurityGroupIngress: Handler<'AuthorizeSecurityGroupIngress'> = (context, input) => {
  const group = findGroup(context, { name: input.GroupName, id: input.GroupId });
  const rules = permissionsOf(input).flatMap((permission) => rulesOf(context, permission));
  if (rules.length === 0) throw missingParameter('IpPermissions');
  for (const rule of rules) {
    if (group.rules.some((existing) => sameRule(existing, rule))) {
      throw new Ec2Error('InvalidPermission.Duplicate', 'The specified rule already exists');
    }
  }
  group.rules.push(...rules);
  return { Return: true };
};

export const describeSecurityGroups: Handler<'DescribeSecurityGroups'> = (
  context,
  { GroupNames, GroupIds, Filters },
) => {
  const named = [
    ...(GroupNames ?? []).map((name) => findGroup(context, { name })),
    ...(GroupIds ?? []).map((id) => findGroup(context, { id })),
  ];
  const groups = named.length > 0 ? [...new Set(named)] : [...context.own.groups.values()];
  const matching = groups.filter((group) =>
    matchesFilters(Filters, (name) => {
      if (name === 'group-name') return [group.groupName];
      if (name === 'group-id') return [group.groupId];
      if (name === 'description') return [group.description];
      return tagFilterValues(name, context.own.tags.get(group.groupId));
    }),
  );
  return { SecurityGroups: matching.map((group) => describe(context, group)) };
};

/** Every account has a group `default` in every region, without rules for the outside. */
export function addGroup(context: ActionContext, groupName: string, description: string): SecurityGroupRecord {
  const group = { groupId: context.ids.next('sg'), groupName, description, rules: [] };
  context.own.groups.set(group.groupId, group);
  return group;
}

function describe(context: ActionContext, group: SecurityGroupRecord): SecurityGroup {
  return {
    OwnerId: context.ownerId,
    GroupId: group.groupId,
    GroupName: group.groupName,
    Description: group.description,
    IpPermissions: group.rules.map((rule) => ({
      IpProtocol: rule.protocol,
      FromPort: rule.fromPort,
      ToPort: rule.toPort,
      IpRanges: rule.cidr ? [{ CidrIp: rule.cidr }] : [],
      UserIdGroupPairs: rule.groupId ? [{ UserId: context.ownerId, GroupId: rule.groupId }] : [],
    })),
    Tags: tagsOf(context, group.groupId),
  };
}

function permissionsOf(input: Parameters<typeof authorizeSecurityGroupIngress>[1]): IpPermission[] {
  if (input.IpPermissions?.length) return input.IpPermissions;
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName } = input;
  if (CidrIp) return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
  if (SourceSecurityGroupName) {
    return [{ IpProtocol, FromPort, ToPort, UserIdGroupPairs: [{ GroupName: SourceSecurityGroupName }] }];
  }
  return [];
}

function rulesOf(context: ActionContext, permission: IpPermission): IngressRule[] {
  const { IpProtocol = 'tcp', FromPort = 0, ToPort = 65535, IpRanges = [], UserIdGroupPairs = [] } = permission;
  if (FromPort > ToPort) throw invalidParameter(`Invalid TCP/UDP port range (${FromPort}:${ToPort})`);
  const ports = { protocol: IpProtocol, fromPort: FromPort, toPort: ToPort };
  return [
    ...IpRanges.map(({ CidrIp = '' }) => {
      if (!/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(CidrIp)) throw invalidParameter(`CIDR block ${CidrIp} is malformed`);
      return { ...ports, cidr: CidrIp };
    }),
    ...UserIdGroupPairs.map((pair) => ({
      ...ports,
      groupId: findGroup(context, { name: pair.GroupName, id: pair.GroupId }).groupId,
    })),
  ];
}

function sameRule(a: IngressRule, b: IngressRule): boolean {
  return (
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.cidr === b.cidr &&
    a.groupId === b.groupId
  );
}

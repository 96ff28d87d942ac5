/**
 * Security groups: by name within an account and region in EC2-Classic, and with rules for both ways in a VPC. A network
 * between hosts may consult their rules; EC2 only keeps them.
 */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter, missingParameter } from '../errors.ts';
import type { SecurityGroupRecord, SecurityGroupRule } from '../state.ts';
import type { ActionContext, ActionInput, ActionOutput, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { findGroup } from './lookup.ts';
import { required } from './resources.ts';
import {
  changeRule,
  describePermissions,
  describeRule,
  type RuleInput,
  sameRule,
  wantedRules,
} from './security-group-rules.ts';
import { putTags, specifiedTags, tagsOf } from './tags.ts';

/** (docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html) */
const RULES_EACH_WAY_MAX = 60;

export const createSecurityGroup: Handler<'CreateSecurityGroup'> = (context, input) => {
  const { GroupName = '', Description = '', VpcId } = input;
  const tags = specifiedTags(context, input.TagSpecifications, 'security-group');
  if (VpcId !== undefined) required(context.own.vpc?.vpcId === VpcId ? context.own.vpc : undefined, VpcId);
  if (GroupName.length > 255 || /^sg-/.test(GroupName)) {
    throw invalidParameter(
      `Invalid value '${GroupName}' for groupName. It may have 255 characters and not begin with sg-.`,
    );
  }
  if (context.own.groupNamed(GroupName))
    throw new Ec2Error('InvalidGroup.Duplicate', `The security group '${GroupName}' already exists`);
  const { groupId } = addGroup(context, GroupName, Description);
  putTags(context, groupId, tags);
  return { GroupId: groupId, Tags: tagsOf(context, groupId) };
};

/** Throws InvalidGroup.NotFound, InvalidGroup.Reserved; in use: InvalidGroup.InUse in EC2-Classic, DependencyViolation in a VPC. */
export const deleteSecurityGroup: Handler<'DeleteSecurityGroup'> = (context, { GroupName, GroupId }) => {
  const { own } = context;
  const group = findGroup(context, { name: GroupName, id: GroupId });
  const inUse = (message: string) => new Ec2Error(own.vpc ? 'DependencyViolation' : 'InvalidGroup.InUse', message);
  if (group.groupName === 'default')
    throw new Ec2Error(
      own.vpc ? 'CannotDelete' : 'InvalidGroup.Reserved',
      `the specified group: "${group.groupId}" name: "default" cannot be deleted by a user`,
    );
  for (const { state, groupIds } of own.instances.values()) {
    if (state !== 'terminated' && groupIds.includes(group.groupId)) {
      throw inUse(`There are active instances using security group '${group.groupName}'`);
    }
  }
  for (const { groupId, groupName, rules } of own.groups.values()) {
    if (groupId === group.groupId) continue;
    if (rules.some(({ peer }) => 'groupId' in peer && peer.groupId === group.groupId)) {
      throw inUse(`Group ${group.groupName} is used by the rules of group ${groupName}`);
    }
  }
  own.groups.delete(group.groupId);
  own.tags.delete(group.groupId);
  for (const { ruleId } of group.rules) own.tags.delete(ruleId);
  return { Return: true, GroupId: group.groupId };
};

export const authorizeSecurityGroupIngress: Handler<'AuthorizeSecurityGroupIngress'> = (context, input) =>
  authorize(context, 'ingress', groupOf(context, input), input);

/** EC2-Classic knows no rules for the way out. */
export const authorizeSecurityGroupEgress: Handler<'AuthorizeSecurityGroupEgress'> = (context, input) => {
  requireVpc(context, 'AuthorizeSecurityGroupEgress');
  return authorize(context, 'egress', groupOf(context, input), input);
};

export const revokeSecurityGroupIngress: Handler<'RevokeSecurityGroupIngress'> = (context, input) =>
  revoke(context, 'ingress', groupOf(context, input), input);

export const revokeSecurityGroupEgress: Handler<'RevokeSecurityGroupEgress'> = (context, input) => {
  requireVpc(context, 'RevokeSecurityGroupEgress');
  return revoke(context, 'egress', groupOf(context, input), input);
};

function groupOf(context: ActionContext, { GroupName, GroupId }: { GroupName?: string; GroupId?: string }) {
  return findGroup(context, { name: GroupName, id: GroupId });
}

function requireVpc({ own }: ActionContext, action: string): void {
  if (!own.vpc) {
    throw new Ec2Error('UnsupportedOperation', `${action} is for groups of a VPC, and this account is in EC2-Classic`);
  }
}

/** All rules or none. Throws InvalidPermission.Duplicate, RulesPerSecurityGroupLimitExceeded, and what wantedRules throws. */
function authorize(
  context: ActionContext,
  direction: SecurityGroupRule['direction'],
  group: SecurityGroupRecord,
  input: RuleInput & Pick<ActionInput<'AuthorizeSecurityGroupIngress'>, 'TagSpecifications'>,
): ActionOutput<'AuthorizeSecurityGroupIngress'> {
  const wanted = wantedRules(context, direction, input);
  const tags = specifiedTags(context, input.TagSpecifications, 'security-group-rule');
  for (const [at, rule] of wanted.entries()) {
    if ([...group.rules, ...wanted.slice(0, at)].some((existing) => sameRule(existing, rule))) {
      throw duplicateRule();
    }
  }
  const there = group.rules.filter((rule) => rule.direction === direction).length;
  if (there + wanted.length > RULES_EACH_WAY_MAX) {
    throw new Ec2Error(
      'RulesPerSecurityGroupLimitExceeded',
      `The maximum number of rules per security group has been reached (${RULES_EACH_WAY_MAX})`,
    );
  }
  const added = wanted.map((rule): SecurityGroupRule => ({ ruleId: context.ids.next('sgr'), ...rule }));
  group.rules.push(...added);
  for (const { ruleId } of added) putTags(context, ruleId, tags);
  return { Return: true, SecurityGroupRules: added.map((rule) => describeRule(context, group, rule)) };
}

const duplicateRule = () => new Ec2Error('InvalidPermission.Duplicate', 'The specified rule already exists');

/** By ids or by what the rules say. Throws InvalidPermission.NotFound; EC2-Classic passes over a rule that is not there. */
function revoke(
  context: ActionContext,
  direction: SecurityGroupRule['direction'],
  group: SecurityGroupRecord,
  input: RuleInput & { SecurityGroupRuleIds?: string[] | undefined },
): ActionOutput<'RevokeSecurityGroupIngress'> {
  const leaving = input.SecurityGroupRuleIds?.length
    ? input.SecurityGroupRuleIds.map((id) =>
        required(
          group.rules.find(({ ruleId, direction: its }) => ruleId === id && its === direction),
          id,
        ),
      )
    : wantedRules(context, direction, input).flatMap((wanted) => {
        const found = group.rules.find((rule) => sameRule(rule, wanted));
        if (!found && context.own.vpc) {
          throw new Ec2Error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
        }
        return found ?? [];
      });
  for (const rule of new Set(leaving)) {
    group.rules.splice(group.rules.indexOf(rule), 1);
    context.own.tags.delete(rule.ruleId);
  }
  return { Return: true };
}

/**
 * What Terraform and the console of today change a rule with, where others take it back and give another; all rules or
 * none. Throws MissingParameter, InvalidSecurityGroupRuleId.NotFound, InvalidParameterValue (another kind of peer),
 * InvalidPermission.Duplicate, and what wantedRules throws.
 */
export const modifySecurityGroupRules: Handler<'ModifySecurityGroupRules'> = (context, input) => {
  const group = groupOf(context, input);
  const changed = new Map<string, SecurityGroupRule>();
  for (const { SecurityGroupRuleId = '', SecurityGroupRule: wanted = {} } of input.SecurityGroupRules ?? []) {
    const before = group.rules.find(({ ruleId }) => ruleId === SecurityGroupRuleId);
    changed.set(SecurityGroupRuleId, changeRule(context, required(before, SecurityGroupRuleId), wanted));
  }
  if (changed.size === 0) throw missingParameter('SecurityGroupRule');
  const rules = group.rules.map((rule) => changed.get(rule.ruleId) ?? rule);
  for (const [at, rule] of rules.entries()) {
    if (rules.slice(0, at).some((other) => sameRule(other, rule))) throw duplicateRule();
  }
  group.rules.splice(0, rules.length, ...rules);
  return { Return: true };
};

const permission =
  <T>(direction: SecurityGroupRule['direction'], of: (rule: SecurityGroupRule) => T) =>
  ({ rules }: SecurityGroupRecord) =>
    rules.filter((rule) => rule.direction === direction).map(of);

const permissionFilters = (prefix: string, direction: SecurityGroupRule['direction']) => ({
  [`${prefix}.cidr`]: permission(direction, ({ peer }) => ('cidr' in peer ? peer.cidr : undefined)),
  [`${prefix}.from-port`]: permission(direction, ({ fromPort }) => fromPort),
  [`${prefix}.group-id`]: permission(direction, ({ peer }) => ('groupId' in peer ? peer.groupId : undefined)),
  [`${prefix}.group-name`]: permission(direction, ({ peer }) => ('groupId' in peer ? peer.groupName : undefined)),
  [`${prefix}.ipv6-cidr`]: permission(direction, ({ peer }) => ('cidrV6' in peer ? peer.cidrV6 : undefined)),
  [`${prefix}.protocol`]: permission(direction, ({ protocol }) => protocol),
  [`${prefix}.to-port`]: permission(direction, ({ toPort }) => toPort),
  [`${prefix}.user-id`]: permission(direction, ({ peer }) => ('groupId' in peer ? peer.ownerId : undefined)),
});

const GROUPS: Listing<SecurityGroupRecord> = {
  action: 'DescribeSecurityGroups',
  idOf: ({ groupId }) => groupId,
  tagged: true,
  filters: {
    description: ({ description }) => description,
    'group-id': ({ groupId }) => groupId,
    'group-name': ({ groupName }) => groupName,
    ...permissionFilters('ip-permission', 'ingress'),
    ...permissionFilters('egress.ip-permission', 'egress'),
    'owner-id': (_, { ownerId }) => ownerId,
    'vpc-id': (_, { own }) => own.vpc?.vpcId,
  },
};

export const describeSecurityGroups: Handler<'DescribeSecurityGroups'> = (context, input) => {
  const named = [
    ...(input.GroupNames ?? []).map((name) => findGroup(context, { name })),
    ...(input.GroupIds ?? []).map((id) => findGroup(context, { id })),
  ];
  const { page, NextToken } = list(context, GROUPS, input, named, context.own.groups.values());
  return { SecurityGroups: page.map((group) => describe(context, group)), NextToken };
};

interface GroupRule {
  readonly group: SecurityGroupRecord;
  readonly rule: SecurityGroupRule;
}

const RULES: Listing<GroupRule> = {
  action: 'DescribeSecurityGroupRules',
  idOf: ({ rule }) => rule.ruleId,
  tagged: true,
  filters: {
    'group-id': ({ group }) => group.groupId,
    'security-group-rule-id': ({ rule }) => rule.ruleId,
  },
};

export const describeSecurityGroupRules: Handler<'DescribeSecurityGroupRules'> = (context, input) => {
  const all = [...context.own.groups.values()].flatMap((group) => group.rules.map((rule) => ({ group, rule })));
  const named = (input.SecurityGroupRuleIds ?? []).map((id) =>
    required(
      all.find(({ rule }) => rule.ruleId === id),
      id,
    ),
  );
  const { page, NextToken } = list(context, RULES, input, named, all);
  return { SecurityGroupRules: page.map(({ group, rule }) => describeRule(context, group, rule)), NextToken };
};

/**
 * Every account has a group `default` in every region. In a VPC all groups let everything out; into the default one come its own members.
 */
export function addGroup(context: ActionContext, groupName: string, description: string): SecurityGroupRecord {
  const { ids, own, ownerId } = context;
  const group: SecurityGroupRecord = { groupId: ids.next('sg'), groupName, description, rules: [] };
  own.groups.set(group.groupId, group);
  if (!own.vpc) return group;
  const all = { protocol: '-1', fromPort: undefined, toPort: undefined, description: undefined };
  group.rules.push({ ruleId: ids.next('sgr'), direction: 'egress', ...all, peer: { cidr: '0.0.0.0/0' } });
  if (groupName === 'default') {
    const peer = { groupId: group.groupId, groupName, ownerId };
    group.rules.push({ ruleId: ids.next('sgr'), direction: 'ingress', ...all, peer });
  }
  return group;
}

function describe(context: ActionContext, group: SecurityGroupRecord): SecurityGroup {
  return {
    OwnerId: context.ownerId,
    GroupId: group.groupId,
    GroupName: group.groupName,
    Description: group.description,
    IpPermissions: describePermissions(group, 'ingress'),
    ...(context.own.vpc
      ? { VpcId: context.own.vpc.vpcId, IpPermissionsEgress: describePermissions(group, 'egress') }
      : {}),
    Tags: tagsOf(context, group.groupId),
  };
}

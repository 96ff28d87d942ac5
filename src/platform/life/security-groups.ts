/**
 * The security groups that an instance boots with: one that Scalarium makes for each built-in role, one for all custom
 * roles, and the custom groups that the role names. Custom groups are not made: one that does not exist fails the boot
 * (blog of 2011-08-21).
 *
 * The first instance with a built-in role makes all groups of Scalarium in its region, because their rules name each
 * other; one with custom roles only needs no more than its own. The rules are those of the product's later
 * documentation (OpsWorks' layers); Scalarium's own text says that only app servers may talk to MySQL.
 */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Role, RoleType } from '../documents/role.ts';
import type { Ec2Client } from './ec2.ts';
import { errorCode } from './ec2-errors.ts';

interface BuiltInGroup {
  name: string;
  /** Open to everybody. */
  ports: readonly number[];
  /** Whose machines may reach every port. */
  from: readonly RoleType[];
}

const web = [22, 80, 443];
const apps: readonly RoleType[] = ['rails-app', 'php-app', 'nodejs-app', 'web', 'custom'];

const groupOfRole: Readonly<Record<RoleType, BuiltInGroup>> = {
  lb: { name: 'Scalarium-LB-Server', ports: web, from: [] },
  'rails-app': { name: 'Scalarium-Rails-App-Server', ports: web, from: ['lb'] },
  'php-app': { name: 'Scalarium-PHP-App-Server', ports: web, from: ['lb'] },
  'nodejs-app': { name: 'Scalarium-nodejs-App-Server', ports: web, from: ['lb'] },
  web: { name: 'Scalarium-Web-Server', ports: web, from: ['lb'] },
  'db-master': { name: 'Scalarium-DB-Master-Server', ports: [22], from: apps },
  memcached: { name: 'Scalarium-Memcached-Server', ports: [22], from: apps },
  'monitoring-master': { name: 'Scalarium-Monitoring-Master-Server', ports: web, from: [] },
  custom: { name: 'Scalarium-Custom-Server', ports: web, from: ['rails-app', 'php-app'] },
};

/** All ports of TCP and UDP, and every kind of ICMP. */
const everyPort = [
  { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535 },
  { IpProtocol: 'udp', FromPort: 0, ToPort: 65_535 },
  { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 },
];
/** How often somebody else may make the same groups meanwhile. */
const rounds = 4;

export function builtInGroups(roles: readonly Role[]): string[] {
  return [...new Set(roles.map((role) => groupOfRole[role.role_type].name))];
}

export function customGroups(roles: readonly Role[]): string[] {
  const named = roles.flatMap((role) => role.custom_security_groups.split(','));
  return [...new Set(named.map((name) => name.trim()).filter((name) => name !== ''))];
}

/** Makes those built-in groups that `roles` need and the region lacks, with their rules. Several workers may do it at once. */
export async function ensureBuiltInGroups(ec2: Ec2Client, roles: readonly Role[]): Promise<void> {
  const onlyCustom = roles.every((role) => role.role_type === 'custom');
  const wanted = onlyCustom ? [groupOfRole.custom] : Object.values(groupOfRole);
  for (let round = 1; (await makeMissing(ec2, wanted)) === 'again' && round < rounds; round++);
}

async function makeMissing(ec2: Ec2Client, wanted: readonly BuiltInGroup[]): Promise<'done' | 'again'> {
  const Filters = [{ Name: 'group-name', Values: wanted.map(({ name }) => name) }];
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const present = new Map(SecurityGroups.map((group) => [group.GroupName!, group]));
  const names = new Set(wanted.map(({ name }) => name));
  const idOf = (name: string) => present.get(name)?.GroupId;
  await Promise.all(wanted.filter(({ name }) => !present.has(name)).map(({ name }) => unlessThere(make(ec2, name))));
  const opened = await Promise.all(
    wanted.map((group) => {
      const missing = rulesOf(group, names).filter((rule) => !has(present.get(group.name), rule, idOf));
      return missing.length === 0 || unlessThere(authorize(ec2, group.name, missing));
    }),
  );
  // Somebody else has added one of the rules, and then EC2 adds none: look what is still missing.
  return opened.every(Boolean) ? 'done' : 'again';
}

function make(ec2: Ec2Client, name: string): Promise<unknown> {
  const request = { GroupName: name, Description: `Scalarium: ${name}` };
  return ec2.send(new CreateSecurityGroupCommand(request));
}

function authorize(ec2: Ec2Client, GroupName: string, IpPermissions: IpPermission[]): Promise<unknown> {
  return ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupName, IpPermissions }));
}

/** False when what was to be added was there already. */
async function unlessThere(adding: Promise<unknown>): Promise<boolean> {
  try {
    await adding;
    return true;
  } catch (error) {
    if (['InvalidGroup.Duplicate', 'InvalidPermission.Duplicate'].includes(errorCode(error))) return false;
    throw error;
  }
}

/** The rules of a group towards the internet, and towards those of the groups in `names`. */
function rulesOf({ ports, from }: BuiltInGroup, names: ReadonlySet<string>): IpPermission[] {
  const sources = from.map((type) => groupOfRole[type].name).filter((name) => names.has(name));
  return [
    ...ports.map((port) => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
    })),
    ...sources.flatMap((GroupName) => everyPort.map((range) => ({ ...range, UserIdGroupPairs: [{ GroupName }] }))),
  ];
}

/** Whether EC2 shows the rule, be the source named by name or by id. */
function has(
  group: SecurityGroup | undefined,
  rule: IpPermission,
  idOf: (name: string) => string | undefined,
): boolean {
  const [range] = rule.IpRanges ?? [];
  const [source] = rule.UserIdGroupPairs ?? [];
  return (group?.IpPermissions ?? []).some(
    (shown) =>
      shown.IpProtocol === rule.IpProtocol &&
      shown.FromPort === rule.FromPort &&
      shown.ToPort === rule.ToPort &&
      (range
        ? (shown.IpRanges ?? []).some(({ CidrIp }) => CidrIp === range.CidrIp)
        : (shown.UserIdGroupPairs ?? []).some(
            ({ GroupId, GroupName }) =>
              GroupName === source!.GroupName || (GroupId !== undefined && GroupId === idOf(source!.GroupName!)),
          )),
  );
}

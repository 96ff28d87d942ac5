/**
 * The security groups that an instance boots with: one that Scalarium makes for each built-in role, one for all custom
 * roles, and the custom groups that the role names. Custom groups are not made: one that does not exist fails the boot
 * (blog of 2011-08-21).
 */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { Role, RoleType } from '../documents/role.ts';
import { errorCode } from './ec2-errors.ts';

const groupOfRole: Readonly<Record<RoleType, string>> = {
  lb: 'Scalarium-LB-Server',
  'rails-app': 'Scalarium-Rails-App-Server',
  'php-app': 'Scalarium-PHP-App-Server',
  'nodejs-app': 'Scalarium-nodejs-App-Server',
  web: 'Scalarium-Web-Server',
  'db-master': 'Scalarium-DB-Master-Server',
  memcached: 'Scalarium-Memcached-Server',
  'monitoring-master': 'Scalarium-Monitoring-Master-Server',
  custom: 'Scalarium-Custom-Server',
};

const publicPorts: Readonly<Record<RoleType, readonly number[]>> = {
  lb: [22, 80, 443],
  'rails-app': [22, 80, 443],
  'php-app': [22, 80, 443],
  'nodejs-app': [22, 80, 443],
  web: [22, 80, 443],
  'db-master': [22],
  memcached: [22],
  'monitoring-master': [22, 80, 443],
  custom: [22, 80, 443],
};

export function builtInGroups(roles: readonly Role[]): string[] {
  return [...new Set(roles.map((role) => groupOfRole[role.role_type]))];
}

export function customGroups(roles: readonly Role[]): string[] {
  const named = roles.flatMap((role) => role.custom_security_groups.split(','));
  return [...new Set(named.map((name) => name.trim()).filter((name) => name !== ''))];
}

/** Makes those built-in groups of `roles` that the region lacks. Two workers may do it at once. */
export async function ensureBuiltInGroups(ec2: EC2Client, roles: readonly Role[], signal: AbortSignal): Promise<void> {
  const names = builtInGroups(roles);
  const found = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: names }] }),
    { abortSignal: signal },
  );
  const present = new Set(found.SecurityGroups?.map((group) => group.GroupName));
  for (const name of names) {
    if (present.has(name)) continue;
    const type = roles.find((role) => groupOfRole[role.role_type] === name)!.role_type;
    await makeGroup(ec2, name, publicPorts[type], signal);
  }
}

async function makeGroup(ec2: EC2Client, name: string, ports: readonly number[], signal: AbortSignal): Promise<void> {
  try {
    await ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: `Scalarium: ${name}` }), {
      abortSignal: signal,
    });
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupName: name,
        IpPermissions: ports.map((port) => ({
          IpProtocol: 'tcp',
          FromPort: port,
          ToPort: port,
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
        })),
      }),
      { abortSignal: signal },
    );
  } catch (error) {
    if (!['InvalidGroup.Duplicate', 'InvalidPermission.Duplicate'].includes(errorCode(error))) throw error;
  }
}

/**
 * Who may reach which port of an EC2 machine: what the rules of its security groups say at that moment. Connections that
 * are there already stay, as EC2 follows them.
 */
import { BlockList } from 'node:net';
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { Ec2, InstanceRecord } from './cloud/index.ts';
import type { Host } from './network/index.ts';

/** Whether a TCP connection from `from` to `port` of the instance is let in. A machine outside EC2 is in no group. */
export function letsIn(ec2: Ec2, instanceId: string, from: Host, port: number): boolean {
  const [to, source] = [recordOf(ec2, instanceId), recordOf(ec2, from.name)];
  if (!to || to.groupIds.length === 0) return false;
  const { SecurityGroups = [] } = ec2.perform(to, 'DescribeSecurityGroups', { GroupIds: [...to.groupIds] });
  const groupIds = source?.groupIds ?? [];
  return SecurityGroups.some((group) => admits(group, from.addresses, groupIds, port));
}

function recordOf(ec2: Ec2, instanceId: string): Readonly<InstanceRecord> | undefined {
  for (const record of ec2.instances()) if (record.instanceId === instanceId) return record;
  return undefined;
}

function admits(
  { IpPermissions = [] }: SecurityGroup,
  addresses: readonly string[],
  groupIds: readonly string[],
  port: number,
): boolean {
  return IpPermissions.some(({ IpProtocol, FromPort = 0, ToPort = 65_535, IpRanges = [], UserIdGroupPairs = [] }) => {
    if (IpProtocol !== '-1' && !(IpProtocol === 'tcp' && FromPort <= port && port <= ToPort)) return false;
    const open = new BlockList();
    for (const { CidrIp = '' } of IpRanges) {
      const [network = '', bits] = CidrIp.split('/');
      open.addSubnet(network, Number(bits));
    }
    return (
      addresses.some((address) => open.check(address)) ||
      UserIdGroupPairs.some(({ GroupId = '' }) => groupIds.includes(GroupId))
    );
  });
}

/** What EC2 itself says of a small installation's account: the view of whoever opens AWS's console. */
import type { Instance, SecurityGroup, Volume } from '@aws-sdk/client-ec2';
import type { SmallInstallation } from '../small-installation.ts';

const caller = { account: 'main', region: 'eu-west-1' };

export function machines(small: SmallInstallation): Instance[] {
  const { Reservations = [] } = small.world.ec2.perform(caller, 'DescribeInstances', {});
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

export async function machineOf(small: SmallInstallation, instanceId: string): Promise<Instance> {
  const { ec2_instance_id } = await small.instance(instanceId);
  return machines(small).find(({ InstanceId }) => InstanceId === ec2_instance_id)!;
}

export function tagsOf({ Tags = [] }: { Tags?: { Key?: string; Value?: string }[] }): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key!, Value!]));
}

/** Without the disks that machines boot from: those come and go with them. */
export function volumes(small: SmallInstallation): Volume[] {
  const all = small.world.ec2.perform(caller, 'DescribeVolumes', {}).Volumes!;
  return all.filter((volume) => 'scalarium:instance-id' in tagsOf(volume));
}

export function addresses(small: SmallInstallation) {
  return small.world.ec2.perform(caller, 'DescribeAddresses', {}).Addresses!;
}

export function groups(small: SmallInstallation): SecurityGroup[] {
  return small.world.ec2.perform(caller, 'DescribeSecurityGroups', {}).SecurityGroups!;
}

export async function stopAndStart(small: SmallInstallation, instanceId: string): Promise<void> {
  const path = `/clouds/${small.cloud._id}/instances/${instanceId}`;
  await small.api('POST', `${path}/stop`);
  await small.until(instanceId, 'stopped');
  await small.api('POST', `${path}/start`);
  await small.until(instanceId, 'online');
}

/**
 * An instance's elastic address: a load balancer gets one with its first start and keeps it, whichever machine it is
 * (what OpsWorks says of its load balancers; Scalarium's own JSON has the field). Found again by its tag when a job
 * died before the address was written down.
 */
import {
  type Address,
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeAddressesCommand,
} from '@aws-sdk/client-ec2';
import type { Instance, Role } from '../documents/index.ts';
import type { Ec2Client } from './ec2.ts';
import { ownerTag } from './owner-tag.ts';

export function needsElasticIp(instance: Instance, roles: readonly Role[]): boolean {
  return instance.elastic_ip !== null || roles.some((role) => role.role_type === 'lb');
}

/** The instance's own address; a new one where it has none, or where its own has been released behind our back. */
export async function elasticIpOf(ec2: Ec2Client, instance: Instance): Promise<Address> {
  const mine = { Name: `tag:${ownerTag}`, Values: [instance._id] };
  const recorded = { Name: 'public-ip', Values: [instance.elastic_ip ?? ''] };
  const Filters = [instance.elastic_ip === null ? mine : recorded];
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters }));
  const [known] = Addresses;
  if (known) return known;
  const Tags = [
    { Key: 'Name', Value: instance.nickname },
    { Key: ownerTag, Value: instance._id },
  ];
  return ec2.send(new AllocateAddressCommand({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] }));
}

/** Points the address at the machine, whichever one had it. */
export async function associate(ec2: Ec2Client, address: Address, ec2InstanceId: string): Promise<void> {
  if (address.InstanceId === ec2InstanceId) return;
  const { AllocationId, PublicIp } = address;
  // The AllocationId is what today's EC2 wants; EC2 of 2011 went by the address itself.
  const which = AllocationId ? { AllocationId } : { PublicIp };
  await ec2.send(new AssociateAddressCommand({ ...which, InstanceId: ec2InstanceId, AllowReassociation: true }));
}

/** Elastic addresses of EC2-Classic: an account's own, at one instance at a time, five to a region by default. */
import { Ec2Error, missingParameter } from '../errors.ts';
import type { AddressRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { matchesFilters } from './filters.ts';
import { findInstance } from './lookup.ts';

export const allocateAddress: Handler<'AllocateAddress'> = (context) => {
  const { own, quotas, ids, addresses } = context;
  if (own.addresses.size >= quotas.addresses) {
    throw new Ec2Error('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
  }
  const address = { publicIp: addresses.publicIp(), allocationId: ids.next('eipalloc'), instanceId: undefined };
  own.addresses.set(address.publicIp, address);
  return { PublicIp: address.publicIp, AllocationId: address.allocationId, Domain: 'standard' };
};

/** An instance that had another elastic address loses it; the address leaves the instance that had it. */
export const associateAddress: Handler<'AssociateAddress'> = (context, input) => {
  if (!input.InstanceId) throw missingParameter('InstanceId');
  const address = findAddress(context, input);
  const instance = findInstance(context, input.InstanceId);
  if (instance.state !== 'running' && instance.state !== 'pending') {
    throw new Ec2Error(
      'InvalidInstanceID',
      `The instance '${instance.instanceId}' is not in a valid state for this operation`,
    );
  }
  detach(context, address);
  const previous = context.own.addressOf(instance.instanceId);
  if (previous) previous.instanceId = undefined;
  address.instanceId = instance.instanceId;
  context.lifecycle.readdress(instance);
  return { AssociationId: associationId(address) };
};

export const disassociateAddress: Handler<'DisassociateAddress'> = (context, input) => {
  const { PublicIp, AssociationId } = input;
  const AllocationId = AssociationId?.replace(/^eipassoc-/, 'eipalloc-');
  detach(context, findAddress(context, { PublicIp, AllocationId }));
  return {};
};

/** Releasing an address that an instance has takes it away from there first, as in EC2-Classic. */
export const releaseAddress: Handler<'ReleaseAddress'> = (context, input) => {
  const address = findAddress(context, input);
  detach(context, address);
  context.own.addresses.delete(address.publicIp);
  return {};
};

export const describeAddresses: Handler<'DescribeAddresses'> = (context, { PublicIps, AllocationIds, Filters }) => {
  const named = [
    ...(PublicIps ?? []).map((PublicIp) => findAddress(context, { PublicIp })),
    ...(AllocationIds ?? []).map((AllocationId) => findAddress(context, { AllocationId })),
  ];
  const all = named.length > 0 ? [...new Set(named)] : [...context.own.addresses.values()];
  const matching = all.filter((address) =>
    matchesFilters(Filters, (name) => {
      if (name === 'public-ip') return [address.publicIp];
      if (name === 'instance-id') return [address.instanceId];
      if (name === 'allocation-id') return [address.allocationId];
      return name === 'domain' ? ['standard'] : undefined;
    }),
  );
  const Addresses = matching.map((address) => ({
    PublicIp: address.publicIp,
    AllocationId: address.allocationId,
    Domain: 'standard' as const,
    ...(address.instanceId ? { InstanceId: address.instanceId, AssociationId: associationId(address) } : {}),
  }));
  return { Addresses };
};

const associationId = ({ allocationId }: AddressRecord) => allocationId.replace('eipalloc-', 'eipassoc-');

function detach(context: ActionContext, address: AddressRecord): void {
  const instance = address.instanceId ? context.own.instances.get(address.instanceId) : undefined;
  address.instanceId = undefined;
  if (!instance) return;
  // The instance is given a fresh ordinary address; the old one belongs to somebody else by now.
  instance.publicIp = context.addresses.publicIp();
  context.lifecycle.readdress(instance);
}

/** Throws InvalidAddress.NotFound or InvalidAllocationID.NotFound. */
function findAddress({ own }: ActionContext, by: { PublicIp?: string; AllocationId?: string }): AddressRecord {
  if (!by.PublicIp && !by.AllocationId) throw missingParameter('PublicIp');
  for (const address of own.addresses.values()) {
    if (by.PublicIp ? address.publicIp === by.PublicIp : address.allocationId === by.AllocationId) return address;
  }
  if (by.PublicIp) throw new Ec2Error('InvalidAddress.NotFound', `Address '${by.PublicIp}' not found.`);
  throw new Ec2Error('InvalidAllocationID.NotFound', `The allocation ID '${by.AllocationId}' does not exist`);
}

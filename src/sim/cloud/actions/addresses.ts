/**
 * Elastic addresses: an account's own, at one instance at a time, five to a region by default.
 *
 * Where the account has a VPC an address stays with an instance that stops and cannot be released while an instance has
 * it; in EC2-Classic neither holds.
 */
import type { Address } from '@aws-sdk/client-ec2';
import { Ec2Error, missingParameter } from '../errors.ts';
import type { AddressRecord, InstanceRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { associationIdOf, interfaceIdOf } from './instance-view.ts';
import { type Listing, list } from './listing.ts';
import { findInstance } from './lookup.ts';
import { required } from './resources.ts';
import { putTags, specifiedTags, tagsOf } from './tags.ts';

export const allocateAddress: Handler<'AllocateAddress'> = (context, { TagSpecifications }) => {
  const { own, quotas, ids, addresses } = context;
  const tags = specifiedTags(context, TagSpecifications, 'elastic-ip');
  if (own.addresses.size >= quotas.addresses) {
    throw new Ec2Error('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
  }
  const address = { publicIp: addresses.publicIp(), allocationId: ids.next('eipalloc'), instanceId: undefined };
  own.addresses.set(address.publicIp, address);
  putTags(context, address.allocationId, tags);
  return {
    PublicIp: address.publicIp,
    AllocationId: address.allocationId,
    Domain: domainOf(context),
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: context.region,
  };
};

/** An instance that had another elastic address loses it; the address leaves the instance that had it, unless the request forbids that. */
export const associateAddress: Handler<'AssociateAddress'> = (context, input) => {
  const instanceId = input.InstanceId ?? input.NetworkInterfaceId?.replace('eni-', 'i-');
  if (!instanceId) throw missingParameter('InstanceId');
  const address = findAddress(context, input);
  const instance = findInstance(context, instanceId);
  const possible = context.own.vpc ? ['pending', 'running', 'stopping', 'stopped'] : ['pending', 'running'];
  if (!possible.includes(instance.state)) {
    throw new Ec2Error(
      'InvalidInstanceID',
      `The instance '${instance.instanceId}' is not in a valid state for this operation`,
    );
  }
  if (input.AllowReassociation === false && address.instanceId && address.instanceId !== instanceId) {
    throw new Ec2Error(
      'Resource.AlreadyAssociated',
      `resource ${address.allocationId} is already associated with associate-id ${associationIdOf(address)}`,
    );
  }
  if (address.instanceId !== instanceId) detach(context, address);
  context.own.give(address, instanceId);
  context.lifecycle.readdress(instance);
  return { AssociationId: associationIdOf(address) };
};

export const disassociateAddress: Handler<'DisassociateAddress'> = (context, { PublicIp, AssociationId }) => {
  const address = AssociationId ? findAssociated(context, AssociationId) : findAddress(context, { PublicIp });
  detach(context, address);
  return {};
};

/** Releasing an address that an instance has takes it away from there first in EC2-Classic, and is refused in a VPC. */
export const releaseAddress: Handler<'ReleaseAddress'> = (context, input) => {
  const address = findAddress(context, input);
  if (context.own.vpc && address.instanceId) {
    throw new Ec2Error('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
  }
  detach(context, address);
  context.own.addresses.delete(address.publicIp);
  context.own.tags.delete(address.allocationId);
  return {};
};

const ADDRESSES: Listing<AddressRecord> = {
  action: 'DescribeAddresses',
  idOf: ({ allocationId }) => allocationId,
  tagged: true,
  filters: {
    'allocation-id': ({ allocationId }) => allocationId,
    'association-id': (address) => (address.instanceId ? associationIdOf(address) : undefined),
    domain: (_, context) => domainOf(context),
    'instance-id': ({ instanceId }) => instanceId,
    'network-border-group': (_, { region }) => region,
    'network-interface-id': ({ instanceId }, { own }) => own.vpc && instanceId && interfaceIdOf(instanceId),
    'network-interface-owner-id': ({ instanceId }, { own, ownerId }) => (own.vpc && instanceId ? ownerId : undefined),
    'private-ip-address': (address, context) => context.own.vpc && holderOf(context, address)?.privateIp,
    'public-ip': ({ publicIp }) => publicIp,
  },
};

export const describeAddresses: Handler<'DescribeAddresses'> = (context, { PublicIps, AllocationIds, Filters }) => {
  const named = [
    ...(PublicIps ?? []).map((PublicIp) => findAddress(context, { PublicIp })),
    ...(AllocationIds ?? []).map((AllocationId) => findAddress(context, { AllocationId })),
  ];
  const { page } = list(context, ADDRESSES, { Filters }, named, context.own.addresses.values());
  return { Addresses: page.map((address) => describe(context, address)) };
};

const ATTRIBUTES: Listing<AddressRecord> = {
  action: 'DescribeAddressesAttribute',
  idOf: ({ allocationId }) => allocationId,
  filters: {},
  pageSizes: [1, 1000],
};

/** Only reverse names may be asked for, and nobody here has set one. */
export const describeAddressesAttribute: Handler<'DescribeAddressesAttribute'> = (context, input) => {
  const named = (input.AllocationIds ?? []).map((AllocationId) => findAddress(context, { AllocationId }));
  const { page, NextToken } = list(context, ATTRIBUTES, input, named, context.own.addresses.values());
  return {
    Addresses: page.map(({ publicIp, allocationId }) => ({ PublicIp: publicIp, AllocationId: allocationId })),
    NextToken,
  };
};

function describe(context: ActionContext, address: AddressRecord): Address {
  const holder = holderOf(context, address);
  return {
    PublicIp: address.publicIp,
    AllocationId: address.allocationId,
    Domain: domainOf(context),
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: context.region,
    ...(holder ? { InstanceId: holder.instanceId, AssociationId: associationIdOf(address) } : {}),
    ...(holder && context.own.vpc
      ? {
          NetworkInterfaceId: interfaceIdOf(holder.instanceId),
          NetworkInterfaceOwnerId: context.ownerId,
          PrivateIpAddress: holder.privateIp,
        }
      : {}),
    Tags: tagsOf(context, address.allocationId),
  };
}

const domainOf = ({ own }: ActionContext) => (own.vpc ? 'vpc' : 'standard');

function holderOf({ own }: ActionContext, { instanceId }: AddressRecord): InstanceRecord | undefined {
  return instanceId === undefined ? undefined : own.instances.get(instanceId);
}

function detach(context: ActionContext, address: AddressRecord): void {
  const instance = holderOf(context, address);
  context.own.give(address, undefined);
  if (!instance) return;
  // The instance is given a fresh ordinary address; the old one belongs to somebody else by now.
  instance.publicIp = context.addresses.publicIp();
  context.lifecycle.readdress(instance);
}

/** Throws InvalidAddress.NotFound or InvalidAllocationID.NotFound. */
function findAddress({ own }: ActionContext, by: { PublicIp?: string; AllocationId?: string }): AddressRecord {
  const { PublicIp, AllocationId } = by;
  if (AllocationId) return required(byAllocation(own.addresses.values(), AllocationId), AllocationId);
  if (!PublicIp) throw missingParameter('PublicIp');
  const address = own.addresses.get(PublicIp);
  if (!address) throw new Ec2Error('InvalidAddress.NotFound', `Address '${PublicIp}' not found.`);
  return address;
}

/** Throws InvalidAssociationID.NotFound. */
function findAssociated({ own }: ActionContext, id: string): AddressRecord {
  const address = byAllocation(own.addresses.values(), id.replace('eipassoc-', 'eipalloc-'));
  if (!address?.instanceId) {
    throw new Ec2Error('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
  }
  return address;
}

function byAllocation(addresses: Iterable<AddressRecord>, id: string): AddressRecord | undefined {
  for (const address of addresses) if (address.allocationId === id) return address;
  return undefined;
}

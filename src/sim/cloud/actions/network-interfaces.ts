/** DescribeNetworkInterfaces: the one interface of each instance of a VPC. */
import type { InstanceNetworkInterface, NetworkInterface } from '@aws-sdk/client-ec2';
import { privateDnsName, publicDnsName } from '../identifiers.ts';
import type { InstanceRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { associationIdOf, groupsOf, interfaceIdOf, shownAddresses, subnetIdOf, zoneNameOf } from './instance-view.ts';
import { type Listing, list } from './listing.ts';
import { visibleInstances } from './lookup.ts';
import { required } from './resources.ts';
import { tagsOf } from './tags.ts';

const attachmentIdOf = (instanceId: string) => instanceId.replace('i-', 'eni-attach-');

const INTERFACES: Listing<InstanceRecord> = {
  action: 'DescribeNetworkInterfaces',
  idOf: ({ instanceId }) => interfaceIdOf(instanceId),
  tagged: true,
  filters: {
    'addresses.private-ip-address': ({ privateIp }) => privateIp,
    'association.public-ip': (instance, context) => shownAddresses(context, instance).publicIp,
    'attachment.attachment-id': ({ instanceId }) => attachmentIdOf(instanceId),
    'attachment.device-index': () => 0,
    'attachment.instance-id': ({ instanceId }) => instanceId,
    'attachment.status': () => 'attached',
    'availability-zone': (instance, context) => zoneNameOf(context, instance),
    description: () => '',
    'group-id': ({ groupIds }) => groupIds,
    'group-name': (instance, context) => groupsOf(context, instance).map(({ GroupName }) => GroupName),
    'interface-type': () => 'interface',
    'mac-address': ({ privateIp }) => macAddressOf(privateIp),
    'network-interface-id': ({ instanceId }) => interfaceIdOf(instanceId),
    'owner-id': (_, { ownerId }) => ownerId,
    'private-ip-address': ({ privateIp }) => privateIp,
    'requester-id': () => undefined,
    'requester-managed': () => false,
    'source-dest-check': ({ attributes }) => attributes.sourceDestCheck,
    status: () => 'in-use',
    'subnet-id': (instance, context) => subnetIdOf(context, instance),
    'vpc-id': (_, { own }) => own.vpc?.vpcId,
  },
};

/** Throws InvalidNetworkInterfaceID.NotFound. */
export const describeNetworkInterfaces: Handler<'DescribeNetworkInterfaces'> = (context, input) => {
  const all = context.own.vpc ? [...visibleInstances(context)].filter(({ state }) => state !== 'terminated') : [];
  const named = (input.NetworkInterfaceIds ?? []).map((id) =>
    required(
      all.find(({ instanceId }) => interfaceIdOf(instanceId) === id),
      id,
    ),
  );
  const { page, NextToken } = list(context, INTERFACES, input, named, all);
  return {
    NetworkInterfaces: page.map((instance): NetworkInterface => {
      const { Attachment, Status: _, ...shared } = describeInterface(context, instance);
      const InstanceId = instance.instanceId;
      return {
        ...shared,
        Status: 'in-use',
        AvailabilityZone: zoneNameOf(context, instance),
        Attachment: { ...Attachment, InstanceId, InstanceOwnerId: context.ownerId },
        RequesterManaged: false,
        InterfaceType: 'interface',
        TagSet: tagsOf(context, interfaceIdOf(instance.instanceId)),
      };
    }),
    NextToken,
  };
};

/** As DescribeInstances shows it. */
export function describeInterface(context: ActionContext, instance: InstanceRecord): InstanceNetworkInterface {
  const { instanceId, region, attributes, privateIp, launchedAtMs } = instance;
  const vpc = context.own.vpc!;
  const { publicIp } = shownAddresses(context, instance);
  const elastic = context.own.addressOf(instanceId);
  const association = publicIp && {
    IpOwnerId: elastic ? context.ownerId : 'amazon',
    PublicDnsName: publicDnsName(region, publicIp),
    PublicIp: publicIp,
    ...(elastic ? { AllocationId: elastic.allocationId, AssociationId: associationIdOf(elastic) } : {}),
  };
  const PrivateDnsName = privateDnsName(region, privateIp);
  return {
    NetworkInterfaceId: interfaceIdOf(instanceId),
    SubnetId: subnetIdOf(context, instance),
    VpcId: vpc.vpcId,
    OwnerId: context.ownerId,
    Description: '',
    Status: 'in-use',
    InterfaceType: 'interface',
    MacAddress: macAddressOf(privateIp),
    PrivateIpAddress: privateIp,
    PrivateDnsName,
    SourceDestCheck: attributes.sourceDestCheck,
    Groups: groupsOf(context, instance),
    Attachment: {
      AttachmentId: attachmentIdOf(instanceId),
      AttachTime: new Date(launchedAtMs),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
    ...(association ? { Association: association } : {}),
    Ipv6Addresses: [],
    PrivateIpAddresses: [
      {
        Primary: true,
        PrivateIpAddress: privateIp,
        PrivateDnsName,
        ...(association ? { Association: association } : {}),
      },
    ],
  };
}

/** Locally administered, and as unique as the address. */
function macAddressOf(privateIp: string): string {
  const bytes = privateIp.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['06', '00', ...bytes].join(':');
}

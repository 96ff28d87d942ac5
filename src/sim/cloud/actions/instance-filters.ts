/** The filters of DescribeInstances (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html). */
import { privateDnsName, publicDnsName } from '../identifiers.ts';
import { type InstanceRecord, STATE_CODES } from '../state.ts';
import type { ActionContext } from './context.ts';
import type { FilterTable } from './filters.ts';
import { groupsOf, interfaceIdOf, shownAddresses, subnetIdOf, zoneNameOf } from './instance-view.ts';

const devices = ({ blockDevices }: InstanceRecord) => [...blockDevices.entries()];
const groupIds = ({ groupIds: ids }: InstanceRecord) => ids;
const groupNames = (instance: InstanceRecord, context: ActionContext) =>
  groupsOf(context, instance).map(({ GroupName }) => GroupName);
const privateIp = (instance: InstanceRecord, context: ActionContext) => shownAddresses(context, instance).privateIp;
const publicIp = (instance: InstanceRecord, context: ActionContext) => shownAddresses(context, instance).publicIp;
const subnetId = (instance: InstanceRecord, context: ActionContext) => subnetIdOf(context, instance);
const vpcId = (_: InstanceRecord, { own }: ActionContext) => own.vpc?.vpcId;
const zoneName = (instance: InstanceRecord, context: ActionContext) => zoneNameOf(context, instance);

export const INSTANCE_FILTERS: FilterTable<InstanceRecord> = {
  architecture: ({ image }) => image.architecture,
  'availability-zone': zoneName,
  'availability-zone-id': ({ zoneId }, { exposeZoneIds }) => (exposeZoneIds ? zoneId : undefined),
  'block-device-mapping.attach-time': (instance) => devices(instance).map(([, { attachment }]) => atOf(attachment)),
  'block-device-mapping.delete-on-termination': (instance) =>
    devices(instance).map(([, { attachment }]) => attachment?.deleteOnTermination),
  'block-device-mapping.device-name': (instance) => devices(instance).map(([device]) => device),
  'block-device-mapping.status': (instance) => devices(instance).map(([, { attachment }]) => attachment?.state),
  'block-device-mapping.volume-id': (instance) => devices(instance).map(([, { volumeId }]) => volumeId),
  'client-token': ({ clientToken }) => clientToken,
  'dns-name': (instance, context) => {
    const ip = publicIp(instance, context);
    return ip && publicDnsName(instance.region, ip);
  },
  'group-id': groupIds,
  'group-name': groupNames,
  hypervisor: () => 'xen',
  'image-id': ({ image }) => image.imageId,
  'instance-id': ({ instanceId }) => instanceId,
  'instance-lifecycle': () => undefined,
  'instance-state-code': ({ state }) => STATE_CODES[state],
  'instance-state-name': ({ state }) => state,
  'instance-type': ({ type }) => type.name,
  'instance.group-id': groupIds,
  'instance.group-name': groupNames,
  'ip-address': publicIp,
  'key-name': ({ keyName }) => keyName,
  'launch-index': ({ launchIndex }) => launchIndex,
  'launch-time': ({ launchedAtMs }) => new Date(launchedAtMs),
  'monitoring-state': ({ attributes }) => (attributes.monitoring ? 'enabled' : 'disabled'),
  'network-interface.availability-zone': zoneName,
  'network-interface.group-id': (instance, { own }) => (own.vpc ? instance.groupIds : []),
  'network-interface.network-interface-id': ({ instanceId }, { own }) => own.vpc && interfaceIdOf(instanceId),
  'network-interface.private-ip-address': (instance, context) =>
    context.own.vpc ? privateIp(instance, context) : undefined,
  'network-interface.subnet-id': subnetId,
  'network-interface.vpc-id': vpcId,
  'owner-id': (_, { ownerId }) => ownerId,
  'placement-group-name': () => undefined,
  platform: () => undefined,
  'private-dns-name': (instance, context) => {
    const ip = privateIp(instance, context);
    return ip && privateDnsName(instance.region, ip);
  },
  'private-ip-address': privateIp,
  'product-code': () => undefined,
  reason: ({ transitionReason }) => transitionReason,
  'reservation-id': ({ reservationId }) => reservationId,
  'root-device-name': ({ image }) => image.rootDeviceName,
  'root-device-type': ({ image }) => image.rootDeviceType,
  'source-dest-check': ({ attributes }, { own }) => (own.vpc ? attributes.sourceDestCheck : undefined),
  'state-reason-code': ({ stateReason }) => stateReason?.Code,
  'state-reason-message': ({ stateReason }) => stateReason?.Message,
  'subnet-id': subnetId,
  tenancy: () => 'default',
  'virtualization-type': ({ image }) => image.virtualization,
  'vpc-id': vpcId,
};

const atOf = (attachment: { atMs: number } | undefined) => attachment && new Date(attachment.atMs);

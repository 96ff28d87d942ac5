/** DescribeInstances, and how an instance looks in every answer. */
import type { _InstanceType, Instance, InstanceState, Reservation } from '@aws-sdk/client-ec2';
import { privateDnsName, publicDnsName } from '../identifiers.ts';
import { type InstanceRecord, type InstanceStateName, STATE_CODES } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { matchesFilters, tagFilterValues } from './filters.ts';
import { findInstances, isVisible } from './lookup.ts';
import { tagsOf } from './tags.ts';

export const describeInstances: Handler<'DescribeInstances'> = (context, { InstanceIds, Filters }) => {
  const named = InstanceIds?.length ? findInstances(context, InstanceIds) : [...context.own.instances.values()];
  const byReservation = new Map<string, InstanceRecord[]>();
  for (const instance of named) {
    if (!isVisible(context, instance)) continue;
    if (!matchesFilters(Filters, (name) => filterValues(context, instance, name))) continue;
    const reservation = byReservation.get(instance.reservationId);
    if (reservation) reservation.push(instance);
    else byReservation.set(instance.reservationId, [instance]);
  }
  return { Reservations: [...byReservation.values()].map((instances) => describeReservation(context, instances)) };
};

/** Instances of one launch. */
export function describeReservation(context: ActionContext, instances: readonly InstanceRecord[]): Reservation {
  return {
    ReservationId: instances[0]?.reservationId,
    OwnerId: context.ownerId,
    Groups: groupsOf(context, instances[0]),
    Instances: instances.map((instance) => describeInstance(context, instance)),
  };
}

export function describeState(state: InstanceStateName): InstanceState {
  return { Code: STATE_CODES[state], Name: state };
}

function describeInstance(context: ActionContext, instance: InstanceRecord): Instance {
  const { region, image, type } = instance;
  const { privateIp, publicIp } = shownAddresses(context, instance);
  const zoneName = context.topology.zoneName(instance.account, instance.zoneId);
  return {
    InstanceId: instance.instanceId,
    ImageId: image.imageId,
    State: describeState(instance.state),
    StateReason: instance.stateReason && { ...instance.stateReason },
    PrivateDnsName: privateIp ? privateDnsName(region, privateIp) : '',
    PublicDnsName: publicIp ? publicDnsName(region, publicIp) : '',
    PrivateIpAddress: privateIp,
    PublicIpAddress: publicIp,
    KeyName: instance.keyName,
    AmiLaunchIndex: instance.launchIndex,
    InstanceType: type.name as _InstanceType,
    LaunchTime: new Date(instance.launchedAtMs),
    Placement: {
      AvailabilityZone: zoneName,
      ...(context.exposeZoneIds ? { AvailabilityZoneId: instance.zoneId } : {}),
      Tenancy: 'default',
    },
    Monitoring: { State: 'disabled' },
    Architecture: image.architecture,
    RootDeviceType: image.rootDeviceType,
    VirtualizationType: image.virtualization,
    ClientToken: instance.clientToken,
    SecurityGroups: groupsOf(context, instance),
    Tags: tagsOf(context, instance.instanceId),
  };
}

/** An instance has addresses from `running` until it stops or ends. */
function shownAddresses(context: ActionContext, instance: InstanceRecord): { privateIp?: string; publicIp?: string } {
  if (instance.state !== 'running' && instance.state !== 'stopping' && instance.state !== 'shutting-down') return {};
  if (!instance.hasRun) return {};
  const elastic = context.own.addressOf(instance.instanceId);
  return { privateIp: instance.privateIp, publicIp: elastic?.publicIp ?? instance.publicIp };
}

function groupsOf(context: ActionContext, instance: InstanceRecord | undefined) {
  return (instance?.groupIds ?? []).map((GroupId) => ({
    GroupId,
    GroupName: context.own.groups.get(GroupId)?.groupName,
  }));
}

function filterValues(context: ActionContext, instance: InstanceRecord, name: string) {
  switch (name) {
    case 'instance-id':
      return [instance.instanceId];
    case 'instance-state-name':
      return [instance.state];
    case 'instance-state-code':
      return [String(STATE_CODES[instance.state])];
    case 'availability-zone':
      return [context.topology.zoneName(instance.account, instance.zoneId)];
    case 'client-token':
      return [instance.clientToken];
    case 'reservation-id':
      return [instance.reservationId];
    case 'instance-type':
      return [instance.type.name];
    case 'architecture':
      return [instance.image.architecture];
    case 'image-id':
      return [instance.image.imageId];
    case 'key-name':
      return [instance.keyName];
    case 'group-name':
    case 'instance.group-name':
      return groupsOf(context, instance).map(({ GroupName }) => GroupName);
    case 'private-ip-address':
      return [shownAddresses(context, instance).privateIp];
    case 'ip-address':
      return [shownAddresses(context, instance).publicIp];
    default:
      return tagFilterValues(name, context.own.tags.get(instance.instanceId));
  }
}

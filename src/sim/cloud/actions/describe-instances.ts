/** DescribeInstances, and how an instance looks in every answer. */
import type { _InstanceType, Instance, Reservation } from '@aws-sdk/client-ec2';
import { privateDnsName, publicDnsName } from '../identifiers.ts';
import type { InstanceRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { INSTANCE_FILTERS } from './instance-filters.ts';
import { describeState, groupsOf, shownAddresses, subnetIdOf, zoneNameOf } from './instance-view.ts';
import { describeBlockDevices } from './launch-volumes.ts';
import { type Listing, list } from './listing.ts';
import { findInstances, visibleInstances } from './lookup.ts';
import { describeInterface } from './network-interfaces.ts';
import { tagsOf } from './tags.ts';

const INSTANCES: Listing<InstanceRecord> = {
  action: 'DescribeInstances',
  idOf: ({ instanceId }) => instanceId,
  filters: INSTANCE_FILTERS,
  tagged: true,
};

/** Instances in their order, those of one launch together. */
export const describeInstances: Handler<'DescribeInstances'> = (context, input) => {
  const named = findInstances(context, input.InstanceIds);
  const { page, NextToken } = list(context, INSTANCES, input, named, visibleInstances(context));
  const byReservation = new Map<string, InstanceRecord[]>();
  for (const instance of page) {
    const reservation = byReservation.get(instance.reservationId);
    if (reservation) reservation.push(instance);
    else byReservation.set(instance.reservationId, [instance]);
  }
  const Reservations = [...byReservation.values()].map((instances) => describeReservation(context, instances));
  return { Reservations, NextToken };
};

/** Instances of one launch. */
export function describeReservation(context: ActionContext, instances: readonly InstanceRecord[]): Reservation {
  return {
    ReservationId: instances[0]?.reservationId,
    OwnerId: context.ownerId,
    Groups: context.own.vpc ? [] : groupsOf(context, instances[0]),
    Instances: instances.map((instance) => describeInstance(context, instance)),
  };
}

function describeInstance(context: ActionContext, instance: InstanceRecord): Instance {
  const { region, image, type, attributes } = instance;
  const { privateIp, publicIp } = shownAddresses(context, instance);
  const { vpc } = context.own;
  return {
    InstanceId: instance.instanceId,
    ImageId: image.imageId,
    State: describeState(instance.state),
    StateReason: instance.stateReason && { ...instance.stateReason },
    StateTransitionReason: instance.transitionReason,
    PrivateDnsName: privateIp ? privateDnsName(region, privateIp) : '',
    PublicDnsName: publicIp ? publicDnsName(region, publicIp) : '',
    PrivateIpAddress: privateIp,
    PublicIpAddress: publicIp,
    KeyName: instance.keyName,
    AmiLaunchIndex: instance.launchIndex,
    ProductCodes: [],
    InstanceType: type.name as _InstanceType,
    LaunchTime: new Date(instance.launchedAtMs),
    Placement: {
      AvailabilityZone: zoneNameOf(context, instance),
      ...(context.exposeZoneIds ? { AvailabilityZoneId: instance.zoneId } : {}),
      GroupName: '',
      Tenancy: 'default',
    },
    Monitoring: { State: attributes.monitoring ? 'enabled' : 'disabled' },
    Architecture: image.architecture,
    RootDeviceType: image.rootDeviceType,
    RootDeviceName: image.rootDeviceName,
    BlockDeviceMappings: describeBlockDevices(instance),
    VirtualizationType: image.virtualization,
    Hypervisor: 'xen',
    EbsOptimized: attributes.ebsOptimized,
    ClientToken: instance.clientToken,
    SecurityGroups: groupsOf(context, instance),
    ...(vpc && instance.state !== 'terminated'
      ? {
          VpcId: vpc.vpcId,
          SubnetId: subnetIdOf(context, instance),
          SourceDestCheck: attributes.sourceDestCheck,
          NetworkInterfaces: [describeInterface(context, instance)],
        }
      : {}),
    Tags: tagsOf(context, instance.instanceId),
  };
}

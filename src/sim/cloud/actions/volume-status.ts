/**
 * How a volume is, and whether its owner has it opened after it was inconsistent. These calls came in December 2011, as
 * a lesson of that August; `stalled` is what stuck volumes have been called since.
 */
import type { VolumeStatusInfo, VolumeStatusItem } from '@aws-sdk/client-ec2';
import { Ec2Error, missingParameter } from '../errors.ts';
import type { VolumeRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { findVolume } from './lookup.ts';

export const describeVolumeStatus: Handler<'DescribeVolumeStatus'> = (context, input) => {
  const named = (input.VolumeIds ?? []).map((id) => findVolume(context, id));
  const { page, NextToken } = list(context, STATUSES, input, named, context.own.volumes.values());
  return { VolumeStatuses: page.map((volume) => describeStatus(context, volume)), NextToken };
};

export const enableVolumeIO: Handler<'EnableVolumeIO'> = (context, { VolumeId }) => {
  const volume = findVolume(context, VolumeId);
  if (context.ebs.condition(volume) !== 'inconsistent') {
    throw new Ec2Error('IncorrectState', `The I/O of volume '${VolumeId}' is not disabled.`);
  }
  context.ebs.open(volume);
  return {};
};

export const describeVolumeAttribute: Handler<'DescribeVolumeAttribute'> = (context, { VolumeId, Attribute }) => {
  const volume = findVolume(context, VolumeId);
  if (Attribute === 'productCodes') return { VolumeId, ProductCodes: [] };
  return { VolumeId, AutoEnableIO: { Value: volume.autoEnableIo } };
};

export const modifyVolumeAttribute: Handler<'ModifyVolumeAttribute'> = (context, { VolumeId, AutoEnableIO }) => {
  const volume = findVolume(context, VolumeId);
  if (AutoEnableIO?.Value === undefined) throw missingParameter('AutoEnableIO.Value');
  volume.autoEnableIo = AutoEnableIO.Value;
  context.ebs.settle();
  return {};
};

function describeStatus(context: ActionContext, volume: VolumeRecord): VolumeStatusItem {
  const condition = context.ebs.condition(volume);
  const item: VolumeStatusItem = {
    VolumeId: volume.volumeId,
    AvailabilityZone: context.topology.zoneName(context.account, volume.zoneId),
    VolumeStatus: statusInfo(context, volume),
    Events: [],
    Actions: [],
  };
  if (condition !== 'inconsistent') return item;
  const EventType = 'potential-data-inconsistency';
  const EventId = volume.volumeId.replace('vol-', 'evol-');
  item.Events = [
    { EventType, EventId, Description: 'The data of the volume may be inconsistent: its I/O is disabled' },
  ];
  item.Actions = [{ EventType, EventId, Code: 'enable-volume-io', Description: 'Enable volume I/O' }];
  return item;
}

/** Nobody can look at a volume in a zone that cannot be reached. */
function statusInfo(context: ActionContext, volume: VolumeRecord): VolumeStatusInfo {
  const info = (Status: VolumeStatusInfo['Status'], enabled: string, performance: string): VolumeStatusInfo => ({
    Status,
    Details: [
      { Name: 'io-enabled', Status: enabled },
      { Name: 'io-performance', Status: performance },
    ],
  });
  if (!context.ebs.sees(volume.zoneId)) return info('insufficient-data', 'insufficient-data', 'insufficient-data');
  switch (context.ebs.condition(volume)) {
    case 'stuck':
      return info('impaired', 'passed', 'stalled');
    case 'inconsistent':
      return info('impaired', 'failed', 'not-available');
    case 'ok':
      return info('ok', 'passed', 'normal');
  }
}

const STATUSES: Listing<VolumeRecord> = {
  action: 'DescribeVolumeStatus',
  idOf: ({ volumeId }) => volumeId,
  filters: {
    'volume-id': ({ volumeId }) => volumeId,
    'availability-zone': ({ zoneId }, { topology, account }) => topology.zoneName(account, zoneId),
    'volume-status.status': (volume, context) => statusInfo(context, volume).Status,
    'volume-status.details-name': (volume, context) => statusInfo(context, volume).Details?.map(({ Name }) => Name),
    'volume-status.details-status': (volume, context) =>
      statusInfo(context, volume).Details?.map(({ Status }) => Status),
    'event.event-type': (volume, context) => describeStatus(context, volume).Events?.map(({ EventType }) => EventType),
    'event.event-id': (volume, context) => describeStatus(context, volume).Events?.map(({ EventId }) => EventId),
    'action.code': (volume, context) => describeStatus(context, volume).Actions?.map(({ Code }) => Code),
  },
};

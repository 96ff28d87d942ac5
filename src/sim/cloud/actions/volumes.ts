/** EBS volumes, which live in one zone and can be attached there only. */
import type { Volume } from '@aws-sdk/client-ec2';
import { Ec2Error, incorrectState, invalidParameter, missingParameter } from '../errors.ts';
import type { VolumeRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { matchesFilters, tagFilterValues } from './filters.ts';
import { findInstance, findVolume } from './lookup.ts';
import { putTags, tagsOf } from './tags.ts';

/** In 2011 a volume had 1 GiB to 1 TiB. */
const MAX_SIZE_GIB = 1024;

export const createVolume: Handler<'CreateVolume'> = (context, input) => {
  const { AvailabilityZone, Size } = input;
  if (!AvailabilityZone) throw missingParameter('AvailabilityZone');
  const zoneId = context.topology.zoneId(context.account, AvailabilityZone);
  if (!zoneId || context.topology.regionOf(zoneId) !== context.region) {
    throw new Ec2Error('InvalidZone.NotFound', `The zone '${AvailabilityZone}' does not exist.`);
  }
  if (Size === undefined) throw missingParameter('Size');
  if (!(Size >= 1 && Size <= MAX_SIZE_GIB))
    throw invalidParameter(`Volume of ${Size}GiB is invalid: 1 to ${MAX_SIZE_GIB}`);
  const volume: VolumeRecord = {
    volumeId: context.ids.next('vol'),
    zoneId,
    sizeGib: Size,
    createdAtMs: Math.floor(context.kernel.nowMs()),
    state: 'creating',
    attachment: undefined,
  };
  context.own.volumes.set(volume.volumeId, volume);
  for (const { ResourceType, Tags } of input.TagSpecifications ?? []) {
    if (ResourceType === 'volume') putTags(context, volume.volumeId, Tags ?? []);
  }
  context.zoneWork.do(zoneId, context.models.volumeSeconds(), () => {
    volume.state = 'available';
  });
  return describe(context, volume);
};

export const attachVolume: Handler<'AttachVolume'> = (context, { VolumeId, InstanceId, Device }) => {
  if (!InstanceId) throw missingParameter('InstanceId');
  if (!Device) throw missingParameter('Device');
  const volume = findVolume(context, VolumeId);
  const instance = findInstance(context, InstanceId);
  if (volume.zoneId !== instance.zoneId) {
    throw new Ec2Error(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volume.volumeId}' is not in the same availability zone as instance '${InstanceId}'`,
    );
  }
  if (volume.state === 'in-use')
    throw new Ec2Error('VolumeInUse', `${volume.volumeId} is already attached to an instance`);
  if (volume.state === 'creating') throw new Ec2Error('IncorrectState', `${volume.volumeId} is not 'available'.`);
  if (instance.state !== 'running' && instance.state !== 'stopped') throw incorrectState(InstanceId, 'given a volume');
  const attachment: VolumeRecord['attachment'] = {
    instanceId: InstanceId,
    device: Device,
    state: 'attaching',
    atMs: Math.floor(context.kernel.nowMs()),
  };
  volume.state = 'in-use';
  volume.attachment = attachment;
  context.zoneWork.do(volume.zoneId, context.models.volumeSeconds(), () => {
    attachment.state = 'attached';
  });
  return describe(context, volume).Attachments![0]!;
};

export const describeVolumes: Handler<'DescribeVolumes'> = (context, { VolumeIds, Filters }) => {
  const volumes = VolumeIds?.length
    ? VolumeIds.map((id) => findVolume(context, id))
    : [...context.own.volumes.values()];
  const matching = volumes.filter((volume) =>
    matchesFilters(Filters, (name) => {
      if (name === 'volume-id') return [volume.volumeId];
      if (name === 'status') return [volume.state];
      if (name === 'availability-zone') return [context.topology.zoneName(context.account, volume.zoneId)];
      if (name === 'attachment.instance-id') return [volume.attachment?.instanceId];
      if (name === 'attachment.status') return [volume.attachment?.state];
      return tagFilterValues(name, context.own.tags.get(volume.volumeId));
    }),
  );
  return { Volumes: matching.map((volume) => describe(context, volume)) };
};

function describe(context: ActionContext, volume: VolumeRecord): Volume {
  const { attachment } = volume;
  const Attachments = attachment
    ? [
        {
          VolumeId: volume.volumeId,
          InstanceId: attachment.instanceId,
          Device: attachment.device,
          State: attachment.state,
          AttachTime: new Date(attachment.atMs),
        },
      ]
    : [];
  return {
    VolumeId: volume.volumeId,
    AvailabilityZone: context.topology.zoneName(context.account, volume.zoneId),
    Size: volume.sizeGib,
    State: volume.state,
    CreateTime: new Date(volume.createdAtMs),
    Attachments,
    Tags: tagsOf(context, volume.volumeId),
  };
}

/** EBS volumes, which live in one zone. */
import type { Volume, VolumeAttachment, VolumeType } from '@aws-sdk/client-ec2';
import { removeVolume } from '../block-devices.ts';
import { Ec2Error, invalidParameter, missingParameter } from '../errors.ts';
import type { VolumeRecord } from '../state.ts';
import type { Cancel } from '../zone-work.ts';
import { madeBefore, rememberToken } from './client-tokens.ts';
import type { ActionContext, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { findVolume } from './lookup.ts';
import { findUsableSnapshot } from './snapshots.ts';
import { putTags, specifiedTags, tagsOf } from './tags.ts';

/** In 2011 a volume had 1 GiB to 1 TiB. */
const MAX_SIZE_GIB = 1024;
/** Of an account in a region. */
const MAX_VOLUMES = 5000;
/** Only `standard` was there in 2011; tools of today ask for the others by themselves. */
const TYPES: readonly string[] = ['standard', 'io1', 'io2', 'gp2', 'gp3', 'sc1', 'st1'];

/** Asked again under the same ClientToken it answers with what it made; throws InvalidVolume.NotFound once that is gone (ours). */
export const createVolume: Handler<'CreateVolume'> = (context, input) => {
  const made = madeBefore(context, 'CreateVolume', input);
  if (made) return describeCreated(context, findVolume(context, made[0]));
  const { AvailabilityZone, VolumeType = 'standard' } = input;
  if (!AvailabilityZone) throw missingParameter('AvailabilityZone');
  const zoneId = context.topology.zoneId(context.account, AvailabilityZone);
  if (!zoneId || context.topology.regionOf(zoneId) !== context.region) {
    throw new Ec2Error('InvalidZone.NotFound', `The zone '${AvailabilityZone}' does not exist.`);
  }
  const sizeGib = volumeSize(context, { Size: input.Size, SnapshotId: input.SnapshotId });
  checkVolumeType(VolumeType, input.Iops);
  if (context.own.volumes.size >= MAX_VOLUMES) {
    throw new Ec2Error('VolumeLimitExceeded', `Maximum number of volumes (${MAX_VOLUMES}) exceeded.`);
  }
  const tags = specifiedTags(context, input.TagSpecifications, 'volume');
  const volume = newVolume(context, {
    zoneId,
    sizeGib,
    type: VolumeType,
    iops: input.Iops,
    snapshotId: input.SnapshotId || undefined,
  });
  putTags(context, volume.volumeId, tags);
  context.own.volumes.set(volume.volumeId, volume);
  rememberToken(context, 'CreateVolume', input, [volume.volumeId]);
  const makeAvailable = () => {
    volume.state = 'available';
  };
  carryOut(context, volume, makeAvailable, (act) => context.ebs.whenRoom(zoneId, act));
  return describeCreated(context, volume);
};

/** Throws IncorrectState, VolumeInUse. A volume in a zone that cannot be reached goes when the zone is back. */
export const deleteVolume: Handler<'DeleteVolume'> = (context, { VolumeId }) => {
  const volume = findVolume(context, VolumeId);
  const { attachment, state } = volume;
  if (attachment) {
    const { instanceId } = attachment;
    throw new Ec2Error('VolumeInUse', `Volume ${volume.volumeId} is currently attached to ${instanceId}`);
  }
  if (state === 'creating') throw new Ec2Error('IncorrectState', `${volume.volumeId} is not 'available'.`);
  if (state === 'deleting') return {};
  volume.state = 'deleting';
  carryOut(context, volume, () => removeVolume(context.own, volume));
  return {};
};

export const describeVolumes: Handler<'DescribeVolumes'> = (context, input) => {
  const named = (input.VolumeIds ?? []).map((id) => findVolume(context, id));
  const { page, NextToken } = list(context, VOLUMES, input, named, context.own.volumes.values());
  return { Volumes: page.map((volume) => describeVolume(context, volume)), NextToken };
};

/** A volume that is being made; it is not in the books yet. */
export function newVolume(
  context: ActionContext,
  what: Pick<VolumeRecord, 'zoneId' | 'sizeGib' | 'type' | 'iops' | 'snapshotId'>,
  idStream?: string,
): VolumeRecord {
  return {
    volumeId: context.ids.next('vol', idStream),
    account: context.account,
    ...what,
    createdAtMs: Math.floor(context.kernel.nowMs()),
    state: 'creating',
    attachment: undefined,
    autoEnableIo: false,
    work: undefined,
  };
}

/** As asked for, at least the snapshot's. Throws MissingParameter, InvalidParameterValue, and what the snapshot is unfit for. */
export function volumeSize(context: ActionContext, asked: { Size?: number; SnapshotId?: string }): number {
  const { Size, SnapshotId } = asked;
  const snapshot = SnapshotId ? findUsableSnapshot(context, SnapshotId) : undefined;
  const sizeGib = Size ?? snapshot?.sizeGib;
  if (sizeGib === undefined)
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter size/snapshot');
  if (!Number.isInteger(sizeGib) || sizeGib < 1 || sizeGib > MAX_SIZE_GIB) {
    throw invalidParameter(`Volume of ${sizeGib}GiB is invalid: a volume has 1 to ${MAX_SIZE_GIB} GiB.`);
  }
  if (snapshot && sizeGib < snapshot.sizeGib) {
    const { snapshotId } = snapshot;
    throw invalidParameter(
      `Volume of ${sizeGib}GiB is smaller than snapshot '${snapshotId}', expect size >= ${snapshot.sizeGib}GiB`,
    );
  }
  return sizeGib;
}

/** Throws UnknownVolumeType, InvalidParameterCombination. */
export function checkVolumeType(type: string, iops: number | undefined): void {
  if (!TYPES.includes(type)) throw new Ec2Error('UnknownVolumeType', `Unsupported volume type '${type}'.`);
  if (iops !== undefined && (type === 'standard' || type === 'gp2')) {
    throw new Ec2Error('InvalidParameterCombination', `The parameter iops is not supported for ${type} volumes.`);
  }
}

/**
 * The hardware of the volume's zone does something to it, or, if the zone is dark, will when it is back. Then `wait` may
 * hold it up further. What was being done with the volume before is called off.
 */
export function carryOut(
  context: ActionContext,
  volume: VolumeRecord,
  done: () => void,
  wait: (act: () => void) => Cancel | undefined = doAtOnce,
): void {
  volume.work?.();
  volume.work = context.zoneWork.do(volume.zoneId, context.models.volumeSeconds(), () => {
    volume.work = undefined;
    const finish = () => {
      volume.work = undefined;
      done();
    };
    volume.work = wait(finish);
  });
}

function doAtOnce(act: () => void): undefined {
  act();
}

export function describeAttachment(context: ActionContext, volume: VolumeRecord): VolumeAttachment | undefined {
  const { volumeId, attachment } = volume;
  if (!attachment) return undefined;
  // The operating system cannot let go of a device whose writes do not come back.
  const isBusy = attachment.state === 'detaching' && context.ebs.condition(volume) === 'stuck';
  return {
    VolumeId: volumeId,
    InstanceId: attachment.instanceId,
    Device: attachment.device,
    State: isBusy ? 'busy' : attachment.state,
    AttachTime: new Date(attachment.atMs),
    DeleteOnTermination: attachment.deleteOnTermination,
  };
}

function describeCreated(context: ActionContext, volume: VolumeRecord): Omit<Volume, 'Attachments'> {
  const { Attachments: _, ...created } = describeVolume(context, volume);
  return created;
}

function describeVolume(context: ActionContext, volume: VolumeRecord): Volume {
  const attachment = describeAttachment(context, volume);
  return {
    VolumeId: volume.volumeId,
    Size: volume.sizeGib,
    SnapshotId: volume.snapshotId ?? '',
    AvailabilityZone: context.topology.zoneName(context.account, volume.zoneId),
    ...(context.exposeZoneIds ? { AvailabilityZoneId: volume.zoneId } : {}),
    State: volume.state,
    CreateTime: new Date(volume.createdAtMs),
    Attachments: attachment ? [attachment] : [],
    Tags: tagsOf(context, volume.volumeId),
    VolumeType: volume.type as VolumeType,
    Iops: volume.iops,
    Encrypted: false,
  };
}

const VOLUMES: Listing<VolumeRecord> = {
  action: 'DescribeVolumes',
  idOf: ({ volumeId }) => volumeId,
  tagged: true,
  filters: {
    'volume-id': ({ volumeId }) => volumeId,
    status: ({ state }) => state,
    size: ({ sizeGib }) => sizeGib,
    'snapshot-id': ({ snapshotId }) => snapshotId,
    'volume-type': ({ type }) => type,
    'create-time': ({ createdAtMs }) => new Date(createdAtMs),
    'availability-zone': ({ zoneId }, { topology, account }) => topology.zoneName(account, zoneId),
    'attachment.instance-id': ({ attachment }) => attachment?.instanceId,
    'attachment.device': ({ attachment }) => attachment?.device,
    'attachment.status': (volume, context) => describeAttachment(context, volume)?.State,
    'attachment.delete-on-termination': ({ attachment }) => attachment?.deleteOnTermination,
    'attachment.attach-time': ({ attachment }) => attachment && new Date(attachment.atMs),
    encrypted: () => false,
  },
};

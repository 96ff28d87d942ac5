/** Snapshots: what a volume held at a moment, kept in the region, so that they outlive a zone. */
import type { Snapshot, SnapshotState } from '@aws-sdk/client-ec2';
import { SECOND_US } from '../../kernel/index.ts';
import { Ec2Error, invalidAction, invalidParameter, missingParameter, notFound } from '../errors.ts';
import type { SnapshotRecord, VolumeRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { findVolume } from './lookup.ts';
import { putTags, specifiedTags, tagsOf } from './tags.ts';

/** Of one volume at a time. */
const MAX_PENDING = 5;

/** Of a stuck volume it begins when the volume takes writes again. */
export const createSnapshot: Handler<'CreateSnapshot'> = (
  context,
  { VolumeId, Description = '', TagSpecifications },
) => {
  const volume = findVolume(context, VolumeId);
  const { volumeId, state } = volume;
  if (state !== 'available' && state !== 'in-use') {
    throw new Ec2Error('IncorrectState', `Volume '${volumeId}' is in the '${state}' state.`);
  }
  const pending = [...context.own.snapshots.values()].filter(
    (other) => other.volumeId === volumeId && other.state === 'pending',
  );
  if (pending.length >= MAX_PENDING) {
    throw new Ec2Error(
      'ConcurrentSnapshotLimitExceeded',
      `Maximum number of pending snapshots per volume (${MAX_PENDING}) exceeded for ${volumeId}`,
    );
  }
  const tags = specifiedTags(context, TagSpecifications, 'snapshot');
  const snapshot = addSnapshotOf(context, volume, Description);
  putTags(context, snapshot.snapshotId, tags);
  return describeSnapshot(context, snapshot);
};

/**
 * From another region, or from this one. AWS has had it since December 2012: in a world of 2011 the action is not known,
 * and data that has to be elsewhere has to be brought there by its owner. The year in which a world begins decides, or its
 * option `copiesAcrossRegions`.
 */
export const copySnapshot: Handler<'CopySnapshot'> = (context, input) => {
  if (!context.copiesAcrossRegions) throw invalidAction('CopySnapshot');
  const { SourceRegion = '', SourceSnapshotId = '', Description = '', TagSpecifications } = input;
  const source = findUsableSnapshot(regionNamed(context, SourceRegion), SourceSnapshotId);
  const tags = specifiedTags(context, TagSpecifications, 'snapshot');
  const copied = copyOf(context, source, Description);
  putTags(context, copied.snapshotId, tags);
  return { SnapshotId: copied.snapshotId, Tags: tagsOf(context, copied.snapshotId) };
};

/** Throws InvalidSnapshot.InUse while an image is registered of it. */
export const deleteSnapshot: Handler<'DeleteSnapshot'> = (context, { SnapshotId = '' }) => {
  const snapshot = findSnapshot(context, SnapshotId);
  if (snapshot.ownerId !== context.ownerId)
    throw new Ec2Error('AuthFailure', `Not authorized for snapshot:${SnapshotId}`, 403);
  for (const { imageId, blockDevices } of context.own.images.values()) {
    if (blockDevices.some(({ snapshotId }) => snapshotId === SnapshotId)) {
      throw new Ec2Error('InvalidSnapshot.InUse', `The snapshot ${SnapshotId} is currently in use by ${imageId}`);
    }
  }
  snapshot.work?.();
  context.own.snapshots.delete(SnapshotId);
  context.own.tags.delete(SnapshotId);
  return {};
};

/** Without a condition: all that the account can use. */
export const describeSnapshots: Handler<'DescribeSnapshots'> = (context, input) => {
  const named = (input.SnapshotIds ?? []).map((id) => findSnapshot(context, id));
  const owners = input.OwnerIds?.map((owner) => (owner === 'self' ? context.ownerId : owner));
  const isWanted = ({ ownerId }: SnapshotRecord) => !owners?.length || owners.includes(ownerId);
  const all = [...publicSnapshots(context), ...context.own.snapshots.values()].filter(isWanted);
  const { page, NextToken } = list(context, SNAPSHOTS, input, named, all);
  return { Snapshots: page.filter(isWanted).map((snapshot) => describeSnapshot(context, snapshot)), NextToken };
};

type Contents = Pick<SnapshotRecord, 'volumeId' | 'sizeGib' | 'description'>;

/** One that is there at once, as the operators hand it out. */
export function addSnapshot(context: ActionContext, contents: Contents): SnapshotRecord {
  const snapshot = newSnapshot(context, contents);
  complete(snapshot);
  context.own.snapshots.set(snapshot.snapshotId, snapshot);
  return snapshot;
}

/** One of a volume, which takes its time. */
export function addSnapshotOf(context: ActionContext, volume: VolumeRecord, description: string): SnapshotRecord {
  const { volumeId, sizeGib, zoneId } = volume;
  const snapshot = newSnapshot(context, { volumeId, sizeGib, description });
  context.own.snapshots.set(snapshot.snapshotId, snapshot);
  const copy = () => {
    snapshot.work = context.zoneWork.do(zoneId, begin(context, snapshot), () => complete(snapshot));
  };
  snapshot.work = context.ebs.whenWritable(volume, copy) ?? snapshot.work;
  return snapshot;
}

/** A copy that begins now; the regions' storage is behind no zone. */
export function copyOf(context: ActionContext, source: SnapshotRecord, description: string): SnapshotRecord {
  const snapshot = newSnapshot(context, { volumeId: source.volumeId, sizeGib: source.sizeGib, description });
  context.own.snapshots.set(snapshot.snapshotId, snapshot);
  const seconds = begin(context, snapshot);
  const handle = context.kernel.after(seconds * SECOND_US, () => complete(snapshot), 'ec2 copy snapshot');
  snapshot.work = () => void context.kernel.cancel(handle);
  return snapshot;
}

/** The account's own, or one that everybody may use. Throws InvalidSnapshotID.Malformed, InvalidSnapshot.NotFound. */
function findSnapshot(context: ActionContext, snapshotId: string): SnapshotRecord {
  if (!/^snap-[0-9a-f]+$/.test(snapshotId)) {
    throw new Ec2Error('InvalidSnapshotID.Malformed', `The snapshot ID '${snapshotId}' is not valid`);
  }
  const found =
    context.own.snapshots.get(snapshotId) ??
    publicSnapshots(context).find((snapshot) => snapshot.snapshotId === snapshotId);
  if (!found) throw notFound('InvalidSnapshot.NotFound', 'snapshot', snapshotId);
  return found;
}

/** Throws IncorrectState for one that is not complete, or lost. */
export function findUsableSnapshot(context: ActionContext, snapshotId: string): SnapshotRecord {
  const snapshot = findSnapshot(context, snapshotId);
  if (snapshot.state !== 'completed') {
    throw new Ec2Error('IncorrectState', `Snapshot is in invalid state - ${snapshot.state}`);
  }
  return snapshot;
}

/** The same account in the region that a copy comes from. */
export function regionNamed(context: ActionContext, region: string): ActionContext {
  if (!region) throw missingParameter('SourceRegion');
  if (!context.topology.regions.includes(region)) throw invalidParameter(`Invalid region: [${region}]`);
  return context.inRegion(region);
}

function newSnapshot(context: ActionContext, contents: Contents): SnapshotRecord {
  return {
    snapshotId: context.ids.next('snap'),
    ownerId: context.ownerId,
    ...contents,
    startedAtMs: Math.floor(context.kernel.nowMs()),
    state: 'pending',
    copying: undefined,
    work: undefined,
  };
}

/** How long it will take, in seconds. */
function begin({ kernel, models }: ActionContext, snapshot: SnapshotRecord): number {
  const seconds = models.snapshotSeconds(snapshot.sizeGib);
  snapshot.copying = { sinceUs: kernel.nowUs, seconds };
  return seconds;
}

function complete(snapshot: SnapshotRecord): void {
  snapshot.state = 'completed';
  snapshot.work = undefined;
}

/** The images that everybody can launch were made of snapshots that everybody can use. */
function publicSnapshots({ publicImages }: ActionContext): SnapshotRecord[] {
  return publicImages.flatMap(({ ownerId, createdAtMs, name, blockDevices }) =>
    blockDevices.map(({ snapshotId = '', sizeGib }) => ({
      ...{ snapshotId, ownerId, sizeGib, description: name, startedAtMs: createdAtMs, state: 'completed' as const },
      ...{ volumeId: 'vol-ffffffff', copying: undefined, work: undefined },
    })),
  );
}

function progressOf({ kernel }: ActionContext, { state, copying }: SnapshotRecord): string {
  if (state === 'completed') return '100%';
  if (!copying) return '0%';
  const share = (kernel.nowUs - copying.sinceUs) / SECOND_US / copying.seconds;
  return `${Math.min(99, Math.floor(100 * share))}%`;
}

function describeSnapshot(context: ActionContext, snapshot: SnapshotRecord): Snapshot {
  return {
    SnapshotId: snapshot.snapshotId,
    VolumeId: snapshot.volumeId,
    State: snapshot.state as SnapshotState,
    StartTime: new Date(snapshot.startedAtMs),
    Progress: progressOf(context, snapshot),
    OwnerId: snapshot.ownerId,
    VolumeSize: snapshot.sizeGib,
    Description: snapshot.description,
    Tags: tagsOf(context, snapshot.snapshotId),
    Encrypted: false,
  };
}

const SNAPSHOTS: Listing<SnapshotRecord> = {
  action: 'DescribeSnapshots',
  idOf: ({ snapshotId }) => snapshotId,
  tagged: true,
  filters: {
    'snapshot-id': ({ snapshotId }) => snapshotId,
    'volume-id': ({ volumeId }) => volumeId,
    status: ({ state }) => state,
    'owner-id': ({ ownerId }) => ownerId,
    'volume-size': ({ sizeGib }) => sizeGib,
    description: ({ description }) => description,
    progress: (snapshot, context) => progressOf(context, snapshot),
    'start-time': ({ startedAtMs }) => new Date(startedAtMs),
    encrypted: () => false,
  },
};

/** Images that an account can launch: its own and everybody's. */
import type { BlockDeviceMapping, Image, VolumeType } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter } from '../errors.ts';
import type { BlockDevice, ImageInfo } from '../images.ts';
import type { ActionContext, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { findImage } from './lookup.ts';
import { tagsOf } from './tags.ts';

/** Without a condition: all that the account can launch. `Owners` and `ExecutableUsers` are account numbers, `self`, `all`. */
export const describeImages: Handler<'DescribeImages'> = (context, input) => {
  const named = (input.ImageIds ?? []).map((id) => findImage(context, id));
  const owners = input.Owners?.map((owner) => (owner === 'self' ? context.ownerId : owner));
  const users = input.ExecutableUsers;
  const isWanted = (image: ImageInfo) =>
    (!owners?.length || owners.includes(image.ownerId)) &&
    (!users?.length || users.includes(image.public ? 'all' : 'self'));
  const all = [...context.publicImages, ...context.own.images.values()].filter(isWanted);
  const { page, NextToken } = list(context, IMAGES, input, named, all);
  return { Images: page.filter(isWanted).map((image) => describeImage(context, image)), NextToken };
};

export const describeImageAttribute: Handler<'DescribeImageAttribute'> = (context, { ImageId, Attribute }) => {
  const image = findImage(context, ImageId);
  if (Attribute === 'description') return { ImageId, Description: { Value: image.description } };
  if (Attribute === 'launchPermission') return { ImageId, LaunchPermissions: image.public ? [{ Group: 'all' }] : [] };
  if (Attribute === 'blockDeviceMapping')
    return { ImageId, BlockDeviceMappings: image.blockDevices.map(describeDevice) };
  throw invalidParameter(`Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`);
};

/** Throws InvalidAMIID.Unavailable while a snapshot that it was made of is not complete, or when one is lost. */
export function findLaunchableImage(context: ActionContext, imageId: string | undefined): ImageInfo {
  const image = findImage(context, imageId);
  const state = stateOf(context, image);
  if (state !== 'available') {
    throw new Ec2Error('InvalidAMIID.Unavailable', `The image ID '${imageId}' is not available: it is ${state}`);
  }
  return image;
}

/** An image is as good as the snapshots that it consists of. */
function stateOf({ own }: ActionContext, { blockDevices }: ImageInfo): 'pending' | 'available' | 'error' {
  const states = blockDevices.map(({ snapshotId = '' }) => own.snapshots.get(snapshotId)?.state ?? 'completed');
  if (states.includes('error')) return 'error';
  return states.includes('pending') ? 'pending' : 'available';
}

function describeImage(context: ActionContext, image: ImageInfo): Image {
  return {
    ImageId: image.imageId,
    ImageLocation: `${image.ownerId}/${image.name}`,
    State: stateOf(context, image),
    OwnerId: image.ownerId,
    CreationDate: new Date(image.createdAtMs).toISOString(),
    Public: image.public,
    Architecture: image.architecture,
    ImageType: 'machine',
    Name: image.name,
    Description: image.description,
    RootDeviceType: image.rootDeviceType,
    RootDeviceName: image.rootDeviceName,
    BlockDeviceMappings: image.blockDevices.map(describeDevice),
    VirtualizationType: image.virtualization,
    Tags: tagsOf(context, image.imageId),
    Hypervisor: 'xen',
  };
}

function describeDevice({
  device,
  snapshotId,
  sizeGib,
  type,
  iops,
  deleteOnTermination,
}: BlockDevice): BlockDeviceMapping {
  return {
    DeviceName: device,
    Ebs: {
      SnapshotId: snapshotId,
      VolumeSize: sizeGib,
      DeleteOnTermination: deleteOnTermination,
      VolumeType: type as VolumeType,
      Iops: iops,
      Encrypted: false,
    },
  };
}

const IMAGES: Listing<ImageInfo> = {
  action: 'DescribeImages',
  idOf: ({ imageId }) => imageId,
  tagged: true,
  filters: {
    'image-id': ({ imageId }) => imageId,
    name: ({ name }) => name,
    description: ({ description }) => description,
    architecture: ({ architecture }) => architecture,
    'root-device-type': ({ rootDeviceType }) => rootDeviceType,
    'root-device-name': ({ rootDeviceName }) => rootDeviceName,
    'virtualization-type': ({ virtualization }) => virtualization,
    hypervisor: () => 'xen',
    'image-type': () => 'machine',
    'is-public': (image) => image.public,
    'owner-id': ({ ownerId }) => ownerId,
    state: (image, context) => stateOf(context, image),
    'creation-date': ({ createdAtMs }) => new Date(createdAtMs),
    'block-device-mapping.device-name': ({ blockDevices }) => blockDevices.map(({ device }) => device),
    'block-device-mapping.snapshot-id': ({ blockDevices }) => blockDevices.map(({ snapshotId }) => snapshotId),
    'block-device-mapping.volume-size': ({ blockDevices }) => blockDevices.map(({ sizeGib }) => sizeGib),
    'block-device-mapping.volume-type': ({ blockDevices }) => blockDevices.map(({ type }) => type),
    'block-device-mapping.delete-on-termination': ({ blockDevices }) =>
      blockDevices.map(({ deleteOnTermination }) => deleteOnTermination),
  },
};

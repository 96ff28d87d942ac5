/** Images of an account's own: registered of a snapshot, made of an instance, copied, and given up again. */
import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import { Ec2Error, incorrectState, invalidAction, invalidParameter, missingParameter } from '../errors.ts';
import type { BlockDevice, ImageInfo } from '../images.ts';
import type { InstanceRecord } from '../state.ts';
import { madeBefore, rememberToken } from './client-tokens.ts';
import type { ActionContext, Handler } from './context.ts';
import { findLaunchableImage } from './images.ts';
import { planVolumes, requireRoot } from './launch-volumes.ts';
import { findImage, findInstance } from './lookup.ts';
import { addSnapshotOf, copyOf, findUsableSnapshot, regionNamed } from './snapshots.ts';
import { putTags, specifiedTags } from './tags.ts';

/** Of snapshots only: an image in S3 needs files that are not in this world. */
export const registerImage: Handler<'RegisterImage'> = (context, input) => {
  const { Name = '', Description = '', RootDeviceName = '/dev/sda1', BlockDeviceMappings, TagSpecifications } = input;
  if (input.ImageLocation) {
    throw new Ec2Error('InvalidManifest', `HTTP 404 (Not Found) response for URL s3:${input.ImageLocation}`);
  }
  const architecture = input.Architecture ?? 'i386';
  const virtualization = input.VirtualizationType ?? 'paravirtual';
  if (architecture !== 'i386' && architecture !== 'x86_64') throw invalidValue('architecture', architecture);
  if (virtualization !== 'paravirtual' && virtualization !== 'hvm')
    throw invalidValue('virtualizationType', virtualization);
  if (!BlockDeviceMappings?.some(({ DeviceName, Ebs }) => DeviceName === RootDeviceName && Ebs?.SnapshotId)) {
    throw new Ec2Error(
      'InvalidBlockDeviceMapping',
      `The root device ${RootDeviceName} needs a snapshot in the block device mapping`,
    );
  }
  const blockDevices = planVolumes(context, { blockDevices: [], rootDeviceName: RootDeviceName }, BlockDeviceMappings);
  const tags = specifiedTags(context, TagSpecifications, 'image');
  const kind = { architecture, virtualization, rootDeviceName: RootDeviceName } as const;
  const image = addImage(context, { name: Name, description: Description, blockDevices, ...kind });
  putTags(context, image.imageId, tags);
  return { ImageId: image.imageId };
};

/** Snapshots of all its volumes, and an image of them that is there when they are. The instance reboots unless `NoReboot`. */
export const createImage: Handler<'CreateImage'> = (context, input) => {
  const { InstanceId = '', Name = '', Description = '', NoReboot, BlockDeviceMappings, TagSpecifications } = input;
  const instance = findInstance(context, InstanceId);
  if (instance.state !== 'running' && instance.state !== 'stopped')
    throw incorrectState(InstanceId, 'made an image of');
  requireRoot(instance);
  requireNewName(context, Name);
  const tags = specifiedTags(context, TagSpecifications, 'image', ['image', 'snapshot']);
  const snapshotTags = specifiedTags(context, TagSpecifications, 'snapshot', ['image', 'snapshot']);
  const kept = volumesFor(instance, BlockDeviceMappings);
  const blockDevices = kept.map(({ device, volume }): BlockDevice => {
    const { snapshotId } = addSnapshotOf(context, volume, `Created by CreateImage(${InstanceId}) for ${Name}`);
    const { sizeGib, type, iops, attachment } = volume;
    return { device, snapshotId, sizeGib, type, iops, deleteOnTermination: attachment?.deleteOnTermination ?? true };
  });
  const { architecture, virtualization, rootDeviceName } = instance.image;
  const kind = { architecture, virtualization, rootDeviceName };
  const image = addImage(context, { name: Name, description: Description, blockDevices, ...kind });
  putTags(context, image.imageId, tags);
  for (const { snapshotId = '' } of blockDevices) putTags(context, snapshotId, snapshotTags);
  if (instance.state === 'running' && !NoReboot) context.lifecycle.reboot(instance);
  return { ImageId: image.imageId };
};

/** From another region, or from this one; AWS has had it since March 2013 (`copiesAcrossRegions`). */
export const copyImage: Handler<'CopyImage'> = (context, input) => {
  if (!context.copiesAcrossRegions) throw invalidAction('CopyImage');
  const [made] = madeBefore(context, 'CopyImage', input) ?? [];
  if (made) return { ImageId: made };
  const { SourceRegion = '', SourceImageId = '', Name = '', TagSpecifications } = input;
  const from = regionNamed(context, SourceRegion);
  const source = findLaunchableImage(from, SourceImageId);
  requireNewName(context, Name);
  const tags = specifiedTags(context, TagSpecifications, 'image');
  const blockDevices = source.blockDevices.map((device): BlockDevice => {
    if (!device.snapshotId) return device;
    const description = `Copied for DestinationAmi of ${SourceImageId} in ${SourceRegion}`;
    return {
      ...device,
      snapshotId: copyOf(context, findUsableSnapshot(from, device.snapshotId), description).snapshotId,
    };
  });
  const { architecture, virtualization, rootDeviceName } = source;
  const kind = { architecture, virtualization, rootDeviceName };
  const description = input.Description ?? source.description;
  const image = addImage(context, { name: Name, description, blockDevices, ...kind });
  putTags(context, image.imageId, tags);
  rememberToken(context, 'CopyImage', input, [image.imageId]);
  return { ImageId: image.imageId };
};

/** Instances of it run on; its snapshots stay. Throws AuthFailure for somebody else's. */
export const deregisterImage: Handler<'DeregisterImage'> = (context, { ImageId = '' }) => {
  if (findImage(context, ImageId).ownerId !== context.ownerId) {
    throw new Ec2Error('AuthFailure', `Not authorized for image:${ImageId}`, 403);
  }
  context.own.images.delete(ImageId);
  context.own.tags.delete(ImageId);
  return { Return: true };
};

type NewImage = Pick<
  ImageInfo,
  'name' | 'description' | 'blockDevices' | 'architecture' | 'virtualization' | 'rootDeviceName'
>;

function addImage(context: ActionContext, what: NewImage): ImageInfo {
  requireNewName(context, what.name);
  const image: ImageInfo = {
    imageId: context.ids.next('ami'),
    region: context.region,
    ownerId: context.ownerId,
    ...what,
    rootDeviceType: 'ebs',
    public: false,
    createdAtMs: Math.floor(context.kernel.nowMs()),
  };
  context.own.images.set(image.imageId, image);
  return image;
}

/** Throws InvalidAMIName.Malformed, InvalidAMIName.Duplicate. */
function requireNewName({ own }: ActionContext, name: string): void {
  if (!/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/.test(name)) {
    throw new Ec2Error(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, and ( ) [ ] . - / ' @ _",
    );
  }
  for (const image of own.images.values()) {
    if (image.name !== name) continue;
    throw new Ec2Error('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${image.imageId}`);
  }
}

/** The volumes that become part of an image: all but those that the request leaves out. */
function volumesFor({ blockDevices, image }: InstanceRecord, mappings: readonly BlockDeviceMapping[] = []) {
  const root = image.rootDeviceName;
  const leftOut = new Set(
    mappings.filter(({ NoDevice }) => NoDevice !== undefined).map(({ DeviceName }) => DeviceName),
  );
  if (leftOut.has(root)) throw new Ec2Error('InvalidBlockDeviceMapping', `The root device ${root} cannot be left out`);
  return [...blockDevices]
    .filter(([device, { attachment }]) => !leftOut.has(device) && attachment?.state !== 'detaching')
    .map(([device, volume]) => ({ device, volume }));
}

const invalidValue = (name: string, value: string) =>
  value === '' ? missingParameter(name) : invalidParameter(`Value (${value}) for parameter ${name} is invalid.`);

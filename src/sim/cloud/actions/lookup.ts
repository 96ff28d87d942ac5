/** Finding an account's own things by the ids of a request, with EC2's errors where there are none. */
import { Ec2Error, missingParameter, notFound } from '../errors.ts';
import type { ImageInfo } from '../images.ts';
import type { InstanceRecord, SecurityGroupRecord, VolumeRecord } from '../state.ts';
import type { ActionContext } from './context.ts';
import { isVisible } from './instance-view.ts';
import { required } from './resources.ts';

/** All that the API knows, in the order of their launch. */
export function* visibleInstances(context: ActionContext): Iterable<InstanceRecord> {
  for (const instance of context.own.instances.values()) if (isVisible(context, instance)) yield instance;
}

/** Throws MissingParameter, InvalidInstanceID.Malformed or InvalidInstanceID.NotFound. */
export function findInstance(context: ActionContext, instanceId: string | undefined): InstanceRecord {
  if (!instanceId) throw missingParameter('InstanceId');
  if (!/^i-[0-9a-f]+$/.test(instanceId))
    throw new Ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${instanceId}"`);
  const instance = context.own.instances.get(instanceId);
  return required(instance && isVisible(context, instance) ? instance : undefined, instanceId);
}

/** All or none: an unknown id fails the request. Each instance once. */
export function findInstances(
  context: ActionContext,
  instanceIds: readonly string[] | undefined = [],
): InstanceRecord[] {
  return [...new Set(instanceIds)].map((instanceId) => findInstance(context, instanceId));
}

/** By id, or else by name. Throws MissingParameter or InvalidGroup.NotFound. */
export function findGroup({ own }: ActionContext, by: { name?: string; id?: string }): SecurityGroupRecord {
  if (by.id !== undefined) return required(own.groups.get(by.id), by.id);
  if (by.name === undefined) throw missingParameter('GroupName');
  const group = own.groupNamed(by.name);
  if (!group) throw notFound('InvalidGroup.NotFound', 'security group', by.name);
  return group;
}

/** Throws MissingParameter, InvalidVolumeID.Malformed or InvalidVolume.NotFound. */
export function findVolume(context: ActionContext, volumeId: string | undefined): VolumeRecord {
  if (!volumeId) throw missingParameter('VolumeId');
  if (!/^vol-[0-9a-f]+$/.test(volumeId)) throw new Ec2Error('InvalidVolumeID.Malformed', `Invalid id: "${volumeId}"`);
  const volume = context.own.volumes.get(volumeId);
  if (!volume) throw notFound('InvalidVolume.NotFound', 'volume', volumeId);
  return volume;
}

/** The account's own, or one that everybody may launch. Throws MissingParameter, InvalidAMIID.Malformed or InvalidAMIID.NotFound. */
export function findImage({ own, publicImages }: ActionContext, imageId: string | undefined): ImageInfo {
  if (!imageId) throw missingParameter('ImageId');
  if (!/^ami-[0-9a-f]+$/.test(imageId)) throw new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${imageId}"`);
  const image = own.images.get(imageId) ?? publicImages.find((one) => one.imageId === imageId);
  if (!image) throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${imageId}]' does not exist`);
  return image;
}

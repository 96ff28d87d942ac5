/** The volumes of an instance as its life goes on: they come up with it, stay when it stops, and are let go when it ends. */
import type { Ebs } from './ebs/index.ts';
import type { AccountRegion, InstanceRecord, VolumeRecord } from './state.ts';

/** Puts a volume on a device of an instance, on its way there. */
export function connect(instance: InstanceRecord, volume: VolumeRecord, to: Attachment): void {
  volume.state = 'in-use';
  volume.attachment = { instanceId: instance.instanceId, state: 'attaching', ...to };
  instance.blockDevices.set(to.device, volume);
}

interface Attachment {
  device: string;
  atMs: number;
  deleteOnTermination: boolean;
}

/** Takes a volume off its instance; what was being done with it is called off. */
export function disconnect(instance: InstanceRecord, volume: VolumeRecord): void {
  volume.work?.();
  volume.work = undefined;
  if (volume.attachment) instance.blockDevices.delete(volume.attachment.device);
  volume.attachment = undefined;
  volume.state = 'available';
}

/** The machine runs, and so do the volumes that were made for it. */
export function volumesComeUp(instance: InstanceRecord): void {
  for (const { attachment, work } of instance.blockDevices.values()) {
    if (attachment?.state === 'attaching' && !work) attachment.state = 'attached';
  }
}

/** The root volume of an instance; none once it was detached. */
export function rootVolume({ blockDevices, image }: InstanceRecord): VolumeRecord | undefined {
  return blockDevices.get(image.rootDeviceName);
}

/** A machine runs as long as its root volume can be used. To be asked whenever that may have changed; it keeps watch while it cannot. */
export function settleDisk(ebs: Pick<Ebs, 'condition' | 'whenUsable'>, instance: InstanceRecord): void {
  if (instance.image.rootDeviceType !== 'ebs') return;
  const root = rootVolume(instance);
  const isUsable = root !== undefined && ebs.condition(root) === 'ok';
  if (isUsable !== instance.diskUsable) {
    instance.diskUsable = isUsable;
    instance.machine?.disk?.(isUsable);
  }
  if (root && !isUsable) ebs.whenUsable(root, () => settleDisk(ebs, instance));
}

/** The instance has ended: each volume is deleted or free again, as it was ordered. */
export function releaseVolumes(own: AccountRegion, instance: InstanceRecord): void {
  for (const volume of [...instance.blockDevices.values()]) {
    const isDeleted = volume.attachment?.deleteOnTermination;
    disconnect(instance, volume);
    if (isDeleted) removeVolume(own, volume);
  }
}

export function removeVolume(own: AccountRegion, volume: VolumeRecord): void {
  own.volumes.delete(volume.volumeId);
  own.tags.delete(volume.volumeId);
}

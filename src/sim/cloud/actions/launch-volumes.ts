/** The EBS volumes that a launch makes: the image's, as the request changes and adds to them. */
import type { BlockDeviceMapping, InstanceBlockDeviceMapping } from '@aws-sdk/client-ec2';
import { connect, rootVolume } from '../block-devices.ts';
import { Ec2Error, invalidParameter } from '../errors.ts';
import type { BlockDevice, ImageInfo } from '../images.ts';
import type { InstanceRecord } from '../state.ts';
import type { ActionContext } from './context.ts';
import { checkVolumeType, newVolume, volumeSize } from './volumes.ts';

/** Throws InvalidBlockDeviceMapping, and what CreateVolume would throw for one of them. Changes nothing. */
export function planVolumes(
  context: ActionContext,
  image: Pick<ImageInfo, 'blockDevices' | 'rootDeviceName'>,
  mappings: readonly BlockDeviceMapping[] | undefined,
): BlockDevice[] {
  const planned = new Map(image.blockDevices.map((device) => [device.device, device]));
  const named = new Set<string>();
  for (const { DeviceName, VirtualName, NoDevice, Ebs } of mappings ?? []) {
    if (!DeviceName || named.has(DeviceName)) {
      const problem = DeviceName ? `'${DeviceName}' is named twice` : 'a device has no name';
      throw new Ec2Error('InvalidBlockDeviceMapping', `Invalid block device mapping: ${problem}`);
    }
    named.add(DeviceName);
    const ofImage = planned.get(DeviceName);
    if (NoDevice !== undefined) planned.delete(DeviceName);
    if (NoDevice !== undefined || VirtualName) continue;
    const snapshotId = Ebs?.SnapshotId || ofImage?.snapshotId;
    const type = Ebs?.VolumeType ?? ofImage?.type ?? 'standard';
    checkVolumeType(type, Ebs?.Iops);
    planned.set(DeviceName, {
      device: DeviceName,
      snapshotId,
      sizeGib: volumeSize(context, { Size: Ebs?.VolumeSize ?? ofImage?.sizeGib, SnapshotId: snapshotId }),
      type,
      iops: Ebs?.Iops ?? ofImage?.iops,
      deleteOnTermination: Ebs?.DeleteOnTermination ?? ofImage?.deleteOnTermination ?? true,
    });
  }
  if (!planned.has(image.rootDeviceName)) {
    throw new Ec2Error('InvalidBlockDeviceMapping', `The root device ${image.rootDeviceName} is not mapped`);
  }
  return [...planned.values()];
}

/** Throws InvalidParameterValue for an instance whose root volume was taken away: it cannot boot. */
export function requireRoot(instance: InstanceRecord): void {
  if (rootVolume(instance)) return;
  const { instanceId, image } = instance;
  throw invalidParameter(
    `Invalid value '${instanceId}' for instanceId. Instance does not have a volume attached at root (${image.rootDeviceName})`,
  );
}

/** Makes them for a new instance; they come up with its machine. */
export function makeVolumes(context: ActionContext, instance: InstanceRecord, plan: readonly BlockDevice[]): string[] {
  const atMs = Math.floor(context.kernel.nowMs());
  return plan.map(({ device, sizeGib, type, iops, snapshotId, deleteOnTermination }) => {
    const what = { zoneId: instance.zoneId, sizeGib, type, iops, snapshotId };
    // A stream of their own: what a launch brings along moves no other id.
    const volume = newVolume(context, what, 'launch-volumes');
    connect(instance, volume, { device, atMs, deleteOnTermination });
    context.own.volumes.set(volume.volumeId, volume);
    return volume.volumeId;
  });
}

/** As DescribeInstances shows them. */
export function describeBlockDevices({ blockDevices }: InstanceRecord): InstanceBlockDeviceMapping[] {
  return [...blockDevices].map(([DeviceName, { volumeId, attachment }]) => ({
    DeviceName,
    Ebs: {
      VolumeId: volumeId,
      Status: attachment?.state,
      AttachTime: attachment && new Date(attachment.atMs),
      DeleteOnTermination: attachment?.deleteOnTermination,
    },
  }));
}

/**
 * EBS volumes of an instance: made in its zone when it first runs, attached to each machine that it is started as, never
 * deleted with one. What EC2 has is found by tags, so that a job that died between making a volume and writing down its id
 * makes none twice.
 */
import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  DescribeVolumesCommand,
  type Tag,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { Instance, InstanceVolume } from '../documents/index.ts';
import { TooManyVolumesError } from '../volumes.ts';
import type { Ec2Client } from './ec2.ts';
import { errorCode } from './ec2-errors.ts';
import { ownerTag } from './owner-tag.ts';

const deviceTag = 'scalarium:device';

/** An instance cannot have its volumes: EC2 refuses for good, or does not know one any more. */
export class VolumesRefusedError extends Error {
  override readonly name = 'VolumesRefusedError';
}

/** Makes those that EC2 lacks, in the instance's zone, and says which one is at which device. */
export async function makeVolumes(
  ec2: Ec2Client,
  instance: Instance,
  planned: readonly InstanceVolume[],
  zone: string,
): Promise<InstanceVolume[]> {
  if (planned.every(({ volume_id }) => volume_id !== null)) return [...planned];
  const Filters = [{ Name: `tag:${ownerTag}`, Values: [instance._id] }];
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters }));
  const made = new Map(Volumes.map(({ Tags, VolumeId }) => [tagValue(Tags, deviceTag), VolumeId]));
  return Promise.all(
    planned.map(async (volume) => {
      const volumeId = volume.volume_id ?? made.get(volume.device) ?? (await make(ec2, instance, volume, zone));
      return { ...volume, volume_id: volumeId };
    }),
  );
}

async function make(ec2: Ec2Client, instance: Instance, volume: InstanceVolume, zone: string): Promise<string> {
  const { device, mount_point, size_gib } = volume;
  const Tags = [
    { Key: 'Name', Value: `${instance.nickname} ${mount_point}` },
    { Key: ownerTag, Value: instance._id },
    { Key: deviceTag, Value: device },
  ];
  const { VolumeId } = await ec2.send(
    new CreateVolumeCommand({
      AvailabilityZone: zone,
      Size: size_gib,
      ClientToken: `${instance._id}${device}`,
      TagSpecifications: [{ ResourceType: 'volume', Tags }],
    }),
  );
  return VolumeId!;
}

/**
 * Attaches what is free. True when all are at the machine; until then it has to be asked again, because EC2 is still making
 * one or has not yet taken it from the machine of an earlier start. Throws a VolumesRefusedError.
 */
export async function attachVolumes(
  ec2: Ec2Client,
  ec2InstanceId: string,
  volumes: readonly InstanceVolume[],
): Promise<boolean> {
  const ids = volumes.map(({ volume_id }) => volume_id!);
  const known = await describe(ec2, ids);
  let attached = 0;
  for (const { volume_id, device, mount_point } of volumes) {
    const volume = known.find(({ VolumeId }) => VolumeId === volume_id);
    if (!volume) throw new VolumesRefusedError(`EC2 does not know ${volume_id} (${mount_point}) any more`);
    const [where] = volume.Attachments ?? [];
    if (where?.InstanceId === ec2InstanceId && where.State !== 'detaching') attached++;
    else if (volume.State === 'available') {
      const request = { VolumeId: volume_id!, InstanceId: ec2InstanceId, Device: device };
      await ec2.send(new AttachVolumeCommand(request));
      attached++;
    }
  }
  return attached === volumes.length;
}

/** By filter, where one that is gone is left out instead of failing all. */
async function describe(ec2: Ec2Client, ids: readonly string[]): Promise<Volume[]> {
  const Filters = [{ Name: 'volume-id', Values: [...ids] }];
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters }));
  return Volumes;
}

/** EC2 refuses this volume at this machine however often it is asked. */
export function isVolumeRefusal(error: unknown): boolean {
  const codes = ['InvalidVolume.ZoneMismatch', 'VolumeLimitExceeded', 'MaxIOPSLimitExceeded', 'InvalidZone.NotFound'];
  const ours = error instanceof VolumesRefusedError || error instanceof TooManyVolumesError;
  return ours || codes.includes(errorCode(error));
}

function tagValue(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}

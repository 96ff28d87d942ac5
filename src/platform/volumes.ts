/**
 * Which EBS volumes an instance has, and what Chef is told of them. What its roles ask for is planned here, without EC2;
 * life/ebs.ts makes and attaches them.
 */
import type { JsonObject } from './deep-merge.ts';
import type { Instance, InstanceVolume } from './documents/instance.ts';
import type { EbsVolume, Role } from './documents/role.ts';

/** The first letters are left to what the machine's image brings along. */
const devices = [...'ijklmnopqrstuvwxyz'].map((letter) => `/dev/sd${letter}`);

/** More disks than an instance has devices for. */
export class TooManyVolumesError extends Error {
  override readonly name = 'TooManyVolumesError';
  constructor() {
    super(`an instance has at most ${devices.length} EBS volumes`);
  }
}

export function hasVolumes(instance: Instance, roles: readonly Role[]): boolean {
  return instance.volumes.length > 0 || roles.some((role) => Object.keys(role.ebs_volumes).length > 0);
}

/**
 * The volumes that an instance with `roles` has: those that it has already, at their devices, and behind them the disks that
 * a role asks for at another mount point. Throws a TooManyVolumesError.
 */
export function volumesOf(instance: Instance, roles: readonly Role[]): InstanceVolume[] {
  const volumes = [...instance.volumes];
  for (const [mountPoint, wanted] of roles.flatMap((role) => Object.entries(role.ebs_volumes))) {
    if (volumes.some((volume) => volume.mount_point === mountPoint)) continue;
    volumes.push(...disksOf(mountPoint, wanted, new Set(volumes.map(({ device }) => device))));
  }
  return volumes;
}

function disksOf(mountPoint: string, wanted: EbsVolume, taken: ReadonlySet<string>): InstanceVolume[] {
  const free = devices.filter((device) => !taken.has(device)).slice(0, wanted.number_of_disks);
  if (free.length < wanted.number_of_disks) throw new TooManyVolumesError();
  const { size, raid_level } = wanted;
  return free.map((device) => ({ mount_point: mountPoint, device, size_gib: size, raid_level, volume_id: null }));
}

/** `ebs` of the Chef JSON: single disks by their device, several disks under one mount point as a RAID. */
export function ebsJson(instance: Instance, roles: readonly Role[]): JsonObject {
  const disks = volumesOf(instance, roles);
  const under = (mountPoint: string) => disks.filter(({ mount_point }) => mount_point === mountPoint);
  const mountPoints = [...new Set(disks.map(({ mount_point }) => mount_point))];
  const single = disks.filter(({ mount_point }) => under(mount_point).length === 1);
  const several = mountPoints.map(under).filter(({ length }) => length > 1);
  return {
    devices: Object.fromEntries(single.map(({ device, mount_point }) => [device, { fstype: 'xfs', mount_point }])),
    raids: Object.fromEntries(
      several.map((raid, at) => {
        const { raid_level, mount_point } = raid[0]!;
        return [`/dev/md${at}`, { disks: raid.map(({ device }) => device), raid_level, mount_point, fstype: 'xfs' }];
      }),
    ),
  };
}

/** A small world and a real client in it, with the few things that every story about storage does. */
import {
  AttachVolumeCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

export const MAIN = { account: 'main', region: EU };
export const LARGE = {
  ImageId: ubuntuImage(EU, 'x86_64'),
  InstanceType: 'm1.large',
  MinCount: 1,
  MaxCount: 1,
} as const;

export function storageWorld(options: Parameters<typeof smallWorld>[0] = {}) {
  const world = smallWorld({ models: { volumeSeconds: () => 4, snapshotSeconds: (gib) => 10 + 6 * gib }, ...options });
  const client = world.client();
  return { ...world, client, clientOf: world.client, ...inventory(client), ...orders(world, client) };
}

function inventory(client: EC2Client) {
  const volume = async (VolumeId: string) =>
    (await client.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }))).Volumes![0]!;
  const attachment = async (VolumeId: string) => (await volume(VolumeId)).Attachments![0]?.State ?? 'none';
  const status = async (VolumeId: string) =>
    (await client.send(new DescribeVolumeStatusCommand({ VolumeIds: [VolumeId] }))).VolumeStatuses![0]!;
  const snapshot = async (SnapshotId: string) =>
    (await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }))).Snapshots![0]!;
  const ownSnapshots = async () => (await client.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots!;
  return { volume, attachment, status, snapshot, ownSnapshots };
}

function orders({ ec2, seconds }: ReturnType<typeof smallWorld>, client: EC2Client) {
  /** Runs already. */
  const place = (letter: string, more: Partial<RunInstancesCommandInput> = {}) =>
    ec2.place(MAIN, { ...LARGE, Placement: { AvailabilityZone: EU + letter }, ...more })[0]!;
  /** Is there, and free. */
  const newVolume = async (letter = 'a', Size = 10) => {
    const { VolumeId } = await client.send(new CreateVolumeCommand({ AvailabilityZone: EU + letter, Size }));
    await seconds(10);
    return VolumeId!;
  };
  const attach = (VolumeId: string, InstanceId: string, Device = '/dev/sdf') =>
    client.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device }));
  const takeSnapshot = async (VolumeId: string) =>
    (await client.send(new CreateSnapshotCommand({ VolumeId }))).SnapshotId!;
  return { place, newVolume, attach, takeSnapshot };
}

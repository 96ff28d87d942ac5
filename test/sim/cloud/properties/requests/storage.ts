/** Volumes, snapshots and images. */
import { requests } from './table.ts';

export const STORAGE_REQUESTS = requests({
  CreateVolume: (guess) => ({
    AvailabilityZone: guess.zone(),
    Size: guess.mostly<number | undefined>(8, 1, 1024, undefined, 0, 5000),
    SnapshotId: guess.perhaps(() => guess.id('snap')),
    ClientToken: guess.seldom(3) ? guess.oneOf('volume-1', 'volume-2') : undefined,
    TagSpecifications: guess.perhaps(() => [{ ResourceType: 'volume' as const, Tags: guess.tags() }]),
  }),
  AttachVolume: (guess) => ({
    VolumeId: guess.id('vol'),
    InstanceId: guess.id('i'),
    Device: guess.oneOf('/dev/sdf', '/dev/sdg', '/dev/sdh', '/dev/sda1', 'C:'),
  }),
  DetachVolume: (guess) => ({
    VolumeId: guess.id('vol'),
    InstanceId: guess.perhaps(() => guess.id('i')),
    Force: guess.seldom(3),
  }),
  DeleteVolume: (guess) => ({ VolumeId: guess.id('vol') }),
  DescribeVolumes: (guess) =>
    guess.seldom(3) ? { VolumeIds: guess.ids('vol') } : guess.listing('status', () => 'available'),
  DescribeVolumeStatus: (guess) => ({ VolumeIds: guess.perhaps(() => guess.ids('vol')) }),
  DescribeVolumeAttribute: (guess) => ({
    VolumeId: guess.id('vol'),
    Attribute: guess.oneOf('autoEnableIO', 'productCodes'),
  }),
  ModifyVolumeAttribute: (guess) => ({ VolumeId: guess.id('vol'), AutoEnableIO: { Value: guess.seldom(2) } }),
  EnableVolumeIO: (guess) => ({ VolumeId: guess.id('vol') }),

  CreateSnapshot: (guess) => ({ VolumeId: guess.id('vol'), Description: guess.oneOf('nightly', undefined) }),
  CopySnapshot: (guess) => ({
    SourceRegion: guess.mostly('eu-west-1', 'us-west-1', 'mars-1'),
    SourceSnapshotId: guess.id('snap'),
  }),
  DeleteSnapshot: (guess) => ({ SnapshotId: guess.id('snap') }),
  DescribeSnapshots: (guess) =>
    guess.seldom(3)
      ? { SnapshotIds: guess.ids('snap') }
      : { OwnerIds: guess.seldom(2) ? ['self'] : undefined, ...guess.listing('status', () => 'completed') },

  DescribeImages: (guess) =>
    guess.seldom(3)
      ? { ImageIds: [guess.image()] }
      : { Owners: guess.perhaps(() => [guess.oneOf('self', 'amazon', '099720109477')]) },
  RegisterImage: (guess) => ({
    Name: guess.oneOf('image-1', 'image-2', 'image-3', ''),
    Architecture: guess.mostly('x86_64', 'i386'),
    RootDeviceName: '/dev/sda1',
    BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: guess.id('snap') } }],
  }),
  CreateImage: (guess) => ({
    InstanceId: guess.id('i'),
    Name: guess.oneOf('image-4', 'image-5', ''),
    NoReboot: guess.seldom(2),
  }),
  CopyImage: (guess) => ({
    Name: guess.oneOf('copy-1', 'copy-2', 'copy-3'),
    ClientToken: guess.seldom(3) ? 'copy' : undefined,
    SourceImageId: guess.image(),
    SourceRegion: guess.mostly(guess.region, 'us-west-1', 'mars-1'),
  }),
  DeregisterImage: (guess) => ({ ImageId: guess.id('ami') }),
  DescribeImageAttribute: (guess) => ({
    ImageId: guess.image(),
    Attribute: guess.oneOf('description', 'launchPermission', 'blockDeviceMapping'),
  }),
});

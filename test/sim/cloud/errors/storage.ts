import {
  AttachVolumeCommand,
  CopySnapshotCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  type CreateVolumeRequest,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  EnableVolumeIOCommand,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU } from '../small-world.ts';
import { row } from './row.ts';

const create = (changes: Partial<CreateVolumeRequest>) => () =>
  new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', ...changes });

export const STORAGE_ERRORS = [
  row(
    '400 InvalidVolume.NotFound',
    'a volume that never was is described',
    () => new DescribeVolumesCommand({ VolumeIds: ['vol-0badcafe'] }),
  ),
  row(
    '400 InvalidVolumeID.Malformed',
    'a name is given for the id of a volume',
    () => new DescribeVolumesCommand({ VolumeIds: ['data'] }),
  ),
  row(
    '400 InvalidVolume.ZoneMismatch',
    'a volume is attached in another zone',
    ({ elsewhere, web }) => new AttachVolumeCommand({ VolumeId: elsewhere, InstanceId: web, Device: '/dev/sdg' }),
  ),
  row(
    '400 VolumeInUse',
    'an attached volume is attached',
    ({ data, web }) => new AttachVolumeCommand({ VolumeId: data, InstanceId: web, Device: '/dev/sdg' }),
  ),
  row(
    '400 InvalidParameterValue',
    'a volume is attached where there is one',
    ({ free, web }) => new AttachVolumeCommand({ VolumeId: free, InstanceId: web, Device: '/dev/sdf' }),
  ),
  row(
    '400 IncorrectInstanceState',
    'a volume is attached to an instance that has ended',
    ({ free, ended }) => new AttachVolumeCommand({ VolumeId: free, InstanceId: ended, Device: '/dev/sdf' }),
  ),
  row(
    '400 InvalidInstanceID.NotFound',
    "a volume is attached to another account's instance",
    ({ free, theirs }) => new AttachVolumeCommand({ VolumeId: free, InstanceId: theirs, Device: '/dev/sdf' }),
  ),
  row('400 VolumeInUse', 'an attached volume is deleted', ({ data }) => new DeleteVolumeCommand({ VolumeId: data })),
  row(
    '400 IncorrectState',
    'a volume is detached that is at no instance',
    ({ free }) => new DetachVolumeCommand({ VolumeId: free }),
  ),
  row(
    '400 IncorrectState',
    'the I/O of a sound volume is enabled',
    ({ free }) => new EnableVolumeIOCommand({ VolumeId: free }),
  ),
  row(
    '400 InvalidZone.NotFound',
    'a volume is to be in a zone that there is not',
    create({ AvailabilityZone: 'eu-west-1x', Size: 8 }),
  ),
  row('400 InvalidParameterValue', 'a volume is larger than a tebibyte', create({ Size: 5000 })),
  row('400 MissingParameter', 'a volume has neither a size nor a snapshot', create({})),
  row(
    '400 UnknownVolumeType',
    'a volume is of a kind that there is not',
    create({ Size: 8, VolumeType: 'cheap' as never }),
  ),
  row(
    '400 IdempotentParameterMismatch',
    'another volume is made under the same client token',
    create({ Size: 9, ClientToken: 'data' }),
    {
      before: ({ ec2, main }) =>
        ec2.perform(main, 'CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 8, ClientToken: 'data' }),
    },
  ),
  row(
    '400 InvalidParameterValue',
    'the client token of a volume is too long',
    create({ Size: 8, ClientToken: 'x'.repeat(65) }),
  ),
  row('400 InvalidSnapshot.NotFound', 'a volume is made of no snapshot', create({ SnapshotId: 'snap-0badcafe' })),

  row(
    '400 InvalidSnapshot.NotFound',
    'a snapshot that never was is described',
    () => new DescribeSnapshotsCommand({ SnapshotIds: ['snap-0badcafe'] }),
  ),
  row(
    '400 InvalidSnapshotID.Malformed',
    'a name is given for the id of a snapshot',
    () => new DescribeSnapshotsCommand({ SnapshotIds: ['nightly'] }),
  ),
  row(
    '400 InvalidSnapshot.InUse',
    'a snapshot is deleted of which an image is made',
    ({ snapshot }) => new DeleteSnapshotCommand({ SnapshotId: snapshot }),
  ),
  row(
    '400 InvalidVolume.NotFound',
    "a snapshot is made of another account's volume",
    ({ data }) => new CreateSnapshotCommand({ VolumeId: data }),
    { account: 'acme' },
  ),
  row(
    '400 InvalidAction',
    'a snapshot is copied from another region in 2011',
    ({ snapshot }) => new CopySnapshotCommand({ SourceRegion: 'us-west-1', SourceSnapshotId: snapshot }),
  ),

  row(
    '400 InvalidAMIID.NotFound',
    'an image that never was is described',
    () => new DescribeImagesCommand({ ImageIds: ['ami-0badcafe'] }),
  ),
  row(
    '400 InvalidAMIName.Duplicate',
    'a second image has the name',
    ({ snapshot }) =>
      new RegisterImageCommand({
        Name: 'golden',
        Architecture: 'x86_64',
        RootDeviceName: '/dev/sda1',
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: snapshot } }],
      }),
  ),
  row(
    '403 AuthFailure',
    "Canonical's image is deregistered",
    () => new DeregisterImageCommand({ ImageId: ubuntuImage(EU, 'x86_64') }),
  ),
];

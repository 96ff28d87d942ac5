import {
  CopyImageCommand,
  CopySnapshotCommand,
  CreateImageCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  RegisterImageCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { IMAGE_OWNER } from '../../../../src/sim/cloud/images.ts';
import { EU } from '../small-world.ts';
import { LARGE, storageWorld } from './storage-world.ts';

const refusal = (name: string) => expect.objectContaining({ name });
const US = 'us-west-1';

describe('snapshots', () => {
  test('a snapshot of twice the size takes twice as long, and says how far it is', async () => {
    const world = storageWorld({ models: { volumeSeconds: () => 4, snapshotSeconds: (gib) => 6 * gib } });
    await world.tell(async () => {
      const [small, large] = [await world.newVolume('a', 50), await world.newVolume('a', 100)];
      const [one, two] = [await world.takeSnapshot(small), await world.takeSnapshot(large)];
      await world.seconds(150);
      expect(await world.snapshot(one)).toMatchObject({ State: 'pending', Progress: '50%', VolumeSize: 50 });
      expect(await world.snapshot(two)).toMatchObject({ State: 'pending', Progress: '25%', VolumeId: large });
      await world.seconds(160);
      expect(await world.snapshot(one)).toMatchObject({ State: 'completed', Progress: '100%' });
      expect(await world.snapshot(two)).toMatchObject({ State: 'pending', Progress: '51%' });
    });
  });

  test('a volume is brought into another zone by a snapshot, which outlives the zone', async () => {
    const world = storageWorld();
    await world.tell(async () => {
      const { client } = world;
      const snapshotId = await world.takeSnapshot(await world.newVolume('a', 10));
      const restore = (more: object = {}) =>
        client.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1b', SnapshotId: snapshotId, ...more }));
      await expect(restore()).rejects.toEqual(refusal('IncorrectState'));
      await world.seconds(120);
      world.goDark('euw1-az1');
      world.ec2.controlPlane.dropDeadPeers(EU);
      await expect(restore({ Size: 5 })).rejects.toEqual(refusal('InvalidParameterValue'));
      const { VolumeId } = await restore({ Size: 20 });
      await world.seconds(10);
      const inB = world.place('b');
      await world.attach(VolumeId!, inB);
      await world.seconds(10);
      expect(await world.volume(VolumeId!)).toMatchObject({
        ...{ Size: 20, SnapshotId: snapshotId, AvailabilityZone: 'eu-west-1b', State: 'in-use' },
      });
    });
  });

  test('five of one volume may be on their way; one that is deleted is gone', async () => {
    const world = storageWorld();
    await world.tell(async () => {
      const volumeId = await world.newVolume('a', 100);
      const taken: string[] = [];
      for (let count = 0; count < 5; count++) taken.push(await world.takeSnapshot(volumeId));
      await expect(world.takeSnapshot(volumeId)).rejects.toEqual(refusal('ConcurrentSnapshotLimitExceeded'));
      await world.client.send(new DeleteSnapshotCommand({ SnapshotId: taken[0] }));
      await expect(world.snapshot(taken[0]!)).rejects.toEqual(refusal('InvalidSnapshot.NotFound'));
      await world.takeSnapshot(volumeId);
      await world.seconds(1000);
      expect((await world.ownSnapshots()).map(({ State }) => State)).toEqual(Array(5).fill('completed'));
      await expect(world.client.send(new DeleteSnapshotCommand({ SnapshotId: 'snap-10040e64' }))).rejects.toEqual(
        refusal('AuthFailure'),
      );
    });
  });

  test('everybody sees what everybody may use, and nobody another account’s', async () => {
    const world = storageWorld();
    await world.tell(async () => {
      const mine = await world.takeSnapshot(await world.newVolume());
      const acme = world.clientOf('acme');
      const seen = async (input: object) =>
        (await acme.send(new DescribeSnapshotsCommand(input))).Snapshots!.map(({ SnapshotId }) => SnapshotId);
      expect(await seen({})).toEqual(['snap-10040e32', 'snap-10040e64']);
      expect(await seen({ OwnerIds: ['self'] })).toEqual([]);
      expect(await seen({ OwnerIds: [IMAGE_OWNER] })).toHaveLength(2);
      await expect(seen({ SnapshotIds: [mine] })).rejects.toEqual(refusal('InvalidSnapshot.NotFound'));
    });
  });

  test('in 2011 no snapshot goes to another region; later it is copied there', async () => {
    for (const year of [2011, 2014]) {
      const world = storageWorld({ startMs: Date.UTC(year, 7, 7) });
      await world.tell(async () => {
        const SourceSnapshotId = await world.takeSnapshot(await world.newVolume('a', 10));
        const us = world.clientOf('main', US);
        const copy = (more: object = {}) =>
          us.send(new CopySnapshotCommand({ SourceRegion: EU, SourceSnapshotId, Description: 'far', ...more }));
        if (year === 2011) return void (await expect(copy()).rejects.toEqual(refusal('InvalidAction')));
        await expect(copy()).rejects.toEqual(refusal('IncorrectState'));
        await world.seconds(100);
        await expect(copy({ SourceRegion: 'mars-1' })).rejects.toEqual(refusal('InvalidParameterValue'));
        const { SnapshotId } = await copy();
        for (const zoneId of ['euw1-az1', 'euw1-az2', 'euw1-az3']) world.goDark(zoneId);
        await world.seconds(100);
        const { Snapshots } = await us.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId!] }));
        expect(Snapshots).toMatchObject([{ State: 'completed', VolumeSize: 10, Description: 'far' }]);
        const { Snapshots: own } = await us.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
        expect(own).toHaveLength(1);
      });
    }
  });
});

describe('images', () => {
  test('an image of an instance is there when its snapshots are, and launches what the instance was', async () => {
    const world = storageWorld();
    await world.tell(async () => {
      const { client } = world;
      const BlockDeviceMappings = [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 30 } }];
      const model = world.place('a', { BlockDeviceMappings });
      const make = (Name: string, more: object = {}) =>
        client.send(new CreateImageCommand({ InstanceId: model, Name, ...more }));
      const rootless = { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', NoDevice: '' }] };
      await expect(make('rootless', rootless)).rejects.toEqual(refusal('InvalidBlockDeviceMapping'));
      const { ImageId } = await make('web 1');
      await expect(make('web 1')).rejects.toEqual(refusal('InvalidAMIName.Duplicate'));
      await expect(make('w')).rejects.toEqual(refusal('InvalidAMIName.Malformed'));
      const run = () => client.send(new RunInstancesCommand({ ...LARGE, ImageId }));
      await expect(run()).rejects.toEqual(refusal('InvalidAMIID.Unavailable'));
      await world.seconds(300);
      expect(world.did(model)).toEqual(['create', 'boot', 'halt', 'boot']);
      const { Images } = await client.send(new DescribeImagesCommand({ Owners: ['self'] }));
      expect(Images).toMatchObject([{ ImageId, State: 'available', Architecture: 'x86_64', Public: false }]);
      expect(Images![0]!.BlockDeviceMappings!.map(({ Ebs }) => Ebs!.VolumeSize)).toEqual([8, 30]);
      const [heir] = (await run()).Instances!;
      expect(heir!.BlockDeviceMappings!.map(({ DeviceName }) => DeviceName)).toEqual(['/dev/sda1', '/dev/sdf']);
      await expect(
        client.send(new RunInstancesCommand({ ...LARGE, ImageId, InstanceType: 'm1.small' })),
      ).rejects.toMatchObject({ name: 'InvalidParameterValue', message: expect.stringContaining('architecture') });
    });
  });

  test('a snapshot is kept as long as an image is registered of it', async () => {
    const world = storageWorld();
    await world.tell(async () => {
      const { client } = world;
      const SnapshotId = await world.takeSnapshot(await world.newVolume());
      const register = (more: object = {}) =>
        client.send(
          new RegisterImageCommand({
            Name: 'from a snapshot',
            Architecture: 'i386',
            BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId } }],
            ...more,
          }),
        );
      const remove = () => client.send(new DeleteSnapshotCommand({ SnapshotId }));
      await expect(register()).rejects.toEqual(refusal('IncorrectState'));
      await world.seconds(100);
      await expect(register({ BlockDeviceMappings: [] })).rejects.toEqual(refusal('InvalidBlockDeviceMapping'));
      await expect(register({ Architecture: 'arm64' })).rejects.toEqual(refusal('InvalidParameterValue'));
      const { ImageId } = await register();
      await expect(remove()).rejects.toEqual(refusal('InvalidSnapshot.InUse'));
      const acme = world.clientOf('acme');
      await expect(acme.send(new DeregisterImageCommand({ ImageId }))).rejects.toEqual(
        refusal('InvalidAMIID.NotFound'),
      );
      await expect(client.send(new DeregisterImageCommand({ ImageId: LARGE.ImageId }))).rejects.toEqual(
        refusal('AuthFailure'),
      );
      await client.send(new DeregisterImageCommand({ ImageId }));
      await expect(client.send(new DescribeImagesCommand({ ImageIds: [ImageId!] }))).rejects.toEqual(
        refusal('InvalidAMIID.NotFound'),
      );
      await remove();
    });
  });

  test('an image that was copied to another region is launched there', async () => {
    const world = storageWorld({ copiesAcrossRegions: true });
    await world.tell(async () => {
      const us = world.clientOf('main', US);
      const { ImageId } = await us.send(
        new CopyImageCommand({ SourceRegion: EU, SourceImageId: LARGE.ImageId, Name: 'moved' }),
      );
      await world.seconds(100);
      const { Instances } = await us.send(new RunInstancesCommand({ ...LARGE, ImageId }));
      expect(Instances).toMatchObject([{ ImageId, Placement: { AvailabilityZone: expect.stringContaining(US) } }]);
      await expect(world.client.send(new RunInstancesCommand({ ...LARGE, ImageId }))).rejects.toEqual(
        refusal('InvalidAMIID.NotFound'),
      );
    });
  });

  test('they are found by owner, architecture and name', async () => {
    const world = storageWorld();
    await world.tell(async () => {
      const found = async (input: object) => (await world.client.send(new DescribeImagesCommand(input))).Images!.length;
      expect(await found({})).toBe(2);
      expect(await found({ Owners: [IMAGE_OWNER] })).toBe(2);
      expect(await found({ Owners: ['self'] })).toBe(0);
      expect(await found({ Filters: [{ Name: 'architecture', Values: ['i386'] }] })).toBe(1);
      expect(await found({ Filters: [{ Name: 'name', Values: ['ubuntu/*lucid*'] }] })).toBe(2);
      expect(await found({ ExecutableUsers: ['self'] })).toBe(0);
      await expect(found({ Filters: [{ Name: 'colour', Values: ['red'] }] })).rejects.toEqual(
        refusal('InvalidParameterValue'),
      );
      await expect(world.client.send(new CreateSnapshotCommand({ VolumeId: 'vol-00000000' }))).rejects.toEqual(
        refusal('InvalidVolume.NotFound'),
      );
    });
  });
});

import {
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeVolumeAttributeCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  EnableVolumeIOCommand,
  ModifyVolumeAttributeCommand,
  RegisterImageCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { EU } from '../small-world.ts';
import { LARGE, storageWorld } from './storage-world.ts';

const ZONE = 'euw1-az1';
const HOUR = 3600;
const refusal = (name: string) => expect.objectContaining({ name });
/** A thousandth of a real zone: all is over within hours. */
const SMALL = { dataGib: 20_000, spareGib: 20_000, mirrorGibPerSecond: 10, recoveryGibPerSecond: 5 };

describe('volumes that are stuck', () => {
  test('are shown as impaired, arrive nowhere, let nothing go, and are not copied, until they have a second copy again', async () => {
    const world = storageWorld({ ebs: { ...SMALL, spareGib: 0 } });
    await world.tell(async () => {
      const { client, ec2 } = world;
      const [one, other] = [world.place('a'), world.place('a')];
      const [held, free] = [await world.newVolume(), await world.newVolume()];
      await world.attach(held, one);
      await world.seconds(10);
      expect((await world.status(held)).VolumeStatus).toMatchObject({ Status: 'ok' });

      ec2.ebs.strike(ZONE, { stuckShare: 1 });
      expect((await world.status(held)).VolumeStatus).toEqual({
        Status: 'impaired',
        Details: [
          { Name: 'io-enabled', Status: 'passed' },
          { Name: 'io-performance', Status: 'stalled' },
        ],
      });
      await world.attach(free, other);
      await client.send(new DetachVolumeCommand({ VolumeId: held }));
      const snapshotId = await world.takeSnapshot(free);
      await world.seconds(12 * HOUR);
      expect([await world.attachment(free), await world.attachment(held)]).toEqual(['attaching', 'busy']);
      expect(await world.snapshot(snapshotId)).toMatchObject({ State: 'pending', Progress: '0%' });

      ec2.ebs.addSpare(ZONE, 20_000);
      await world.seconds(2_100);
      expect([await world.attachment(free), await world.attachment(held)]).toEqual(['attached', 'none']);
      expect(await world.snapshot(snapshotId)).toMatchObject({ State: 'completed' });
      expect((await world.status(held)).VolumeStatus).toMatchObject({ Status: 'ok' });
    });
  });

  test('are let go by force', async () => {
    const world = storageWorld({ ebs: { ...SMALL, spareGib: 0 } });
    await world.tell(async () => {
      const held = await world.newVolume();
      await world.attach(held, world.place('a'));
      await world.seconds(10);
      world.ec2.ebs.strike(ZONE, { stuckShare: 1 });
      const detach = (Force: boolean) => world.client.send(new DetachVolumeCommand({ VolumeId: held, Force }));
      await detach(false);
      await world.seconds(HOUR);
      expect(await world.attachment(held)).toBe('busy');
      await detach(true);
      await world.seconds(10);
      expect((await world.volume(held)).State).toBe('available');
    });
  });

  test('hold up new volumes of the zone when the room is used up; other zones have room', async () => {
    const world = storageWorld({ ebs: { ...SMALL, spareGib: 0 } });
    await world.tell(async () => {
      world.ec2.ebs.strike(ZONE, { stuckShare: 0.5 });
      const [here, there] = [await world.newVolume('a'), await world.newVolume('b')];
      await world.seconds(HOUR);
      expect([(await world.volume(here)).State, (await world.volume(there)).State]).toEqual(['creating', 'available']);
      world.ec2.ebs.addSpare(ZONE, 10_000);
      await world.seconds(1_010);
      expect((await world.volume(here)).State).toBe('available');
    });
  });

  test('take their machines along: with twice the room these are back in half the time', async () => {
    const hoursUntilBack = async (spareGib: number) => {
      const world = storageWorld({ ebs: { ...SMALL, spareGib }, quotas: { instances: 50 } });
      let hours = 0;
      await world.tell(async () => {
        for (let count = 0; count < 20; count++) world.place('a');
        const isDown = (id: string) => world.did(id).at(-1) === 'lose disk';
        const down = () => [...world.ec2.instances()].filter(({ instanceId }) => isDown(instanceId)).length;
        world.ec2.ebs.strike(ZONE, { stuckShare: 1 });
        expect(down()).toBe(20);
        while (down() > 0) {
          await world.seconds(HOUR / 4);
          hours += 1 / 4;
        }
      });
      return hours;
    };
    const [once, twice] = [await hoursUntilBack(1_000), await hoursUntilBack(2_000)];
    expect(once / twice).toBeGreaterThan(1.7);
    expect(once / twice).toBeLessThan(2.4);
  });
});

describe('volumes that are inconsistent', () => {
  test('get a recovery snapshot, and are opened by their owner; the machine boots when its disk is', async () => {
    const world = storageWorld({ ebs: SMALL });
    await world.tell(async () => {
      const { client, ec2 } = world;
      const instance = world.place('a');
      const [root] = (await client.send(new DescribeVolumesCommand({}))).Volumes!;
      const VolumeId = root!.VolumeId!;
      await expect(client.send(new EnableVolumeIOCommand({ VolumeId }))).rejects.toEqual(refusal('IncorrectState'));
      ec2.ebs.strike(ZONE, { stuckShare: 0, inconsistentShare: 1 });
      const status = await world.status(VolumeId);
      expect(status).toMatchObject({
        VolumeStatus: { Status: 'impaired', Details: [{ Status: 'failed' }, { Status: 'not-available' }] },
        Events: [{ EventType: 'potential-data-inconsistency' }],
        Actions: [{ Code: 'enable-volume-io', EventId: status.Events![0]!.EventId }],
      });
      await world.seconds(2 * HOUR);
      expect(await world.ownSnapshots()).toMatchObject([
        { VolumeId, State: 'completed', VolumeSize: 8, Description: `Recovery snapshot for ${VolumeId}` },
      ]);
      expect(world.did(instance)).toEqual(['create', 'boot', 'lose disk']);
      await client.send(new EnableVolumeIOCommand({ VolumeId }));
      expect(world.did(instance).at(-1)).toBe('regain disk');
      expect(await world.status(VolumeId)).toMatchObject({ VolumeStatus: { Status: 'ok' }, Events: [], Actions: [] });
    });
  });

  test('an owner who wants it has them opened when the zone is back', async () => {
    const world = storageWorld({ ebs: SMALL });
    await world.tell(async () => {
      const { client, ec2 } = world;
      const [bold, careful] = [await world.newVolume(), await world.newVolume()];
      const Attribute = 'autoEnableIO' as const;
      const wish = async (VolumeId: string) =>
        (await client.send(new DescribeVolumeAttributeCommand({ VolumeId, Attribute }))).AutoEnableIO!.Value;
      await client.send(new ModifyVolumeAttributeCommand({ VolumeId: bold, AutoEnableIO: { Value: true } }));
      expect([await wish(bold), await wish(careful)]).toEqual([true, false]);
      world.goDark(ZONE);
      ec2.controlPlane.dropDeadPeers(EU);
      ec2.ebs.strike(ZONE, { stuckShare: 0, inconsistentShare: 1 });
      const states = async () =>
        (await client.send(new DescribeVolumeStatusCommand({}))).VolumeStatuses!.map(
          ({ VolumeStatus }) => VolumeStatus!.Status,
        );
      expect(await states()).toEqual(['insufficient-data', 'insufficient-data']);
      world.comeBack(ZONE);
      expect(await states()).toEqual(['ok', 'impaired']);
    });
  });

  test('a machine gets a new root volume from the recovery snapshot', async () => {
    const world = storageWorld({ ebs: SMALL });
    await world.tell(async () => {
      const { client, ec2 } = world;
      const InstanceIds = [world.place('a')];
      const VolumeId = (await client.send(new DescribeVolumesCommand({}))).Volumes![0]!.VolumeId;
      ec2.ebs.strike(ZONE, { stuckShare: 0, inconsistentShare: 1 });
      await world.seconds(2 * HOUR);
      const SnapshotId = (await world.ownSnapshots())[0]!.SnapshotId;
      await client.send(new StopInstancesCommand({ InstanceIds }));
      await world.seconds(30);
      await client.send(new DetachVolumeCommand({ VolumeId }));
      await world.seconds(10);
      const start = () => client.send(new StartInstancesCommand({ InstanceIds }));
      await expect(start()).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: expect.stringContaining('root'),
      });
      const fresh = await client.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', SnapshotId }));
      await world.seconds(10);
      await world.attach(fresh.VolumeId!, InstanceIds[0]!, '/dev/sda1');
      await world.seconds(10);
      await start();
      await world.seconds(60);
      expect(world.did(InstanceIds[0]!).slice(-3)).toEqual(['regain disk', 'readdress', 'boot']);
    });
  });
});

test('a lost snapshot and all that was made of it cannot be used; later there is a copy of what was left', async () => {
  const world = storageWorld({ ebs: SMALL });
  await world.tell(async () => {
    const { client, ec2 } = world;
    const SnapshotId = await world.takeSnapshot(await world.newVolume());
    await world.seconds(120);
    const { ImageId } = await client.send(
      new RegisterImageCommand({
        ...{ Name: 'our image', Architecture: 'x86_64' },
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId } }],
      }),
    );
    expect(ec2.ebs.loseSnapshots(EU, { share: 0 })).toEqual([]);
    expect(ec2.ebs.loseSnapshots(EU, { share: 1 })).toEqual([SnapshotId]);
    expect(await world.snapshot(SnapshotId)).toMatchObject({ State: 'error' });
    const restore = (from = SnapshotId) =>
      client.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1b', SnapshotId: from }));
    await expect(restore()).rejects.toEqual(refusal('IncorrectState'));
    const { Images } = await client.send(new DescribeImagesCommand({ ImageIds: [ImageId!] }));
    expect(Images).toMatchObject([{ State: 'error' }]);
    await expect(client.send(new RunInstancesCommand({ ...LARGE, ImageId }))).rejects.toEqual(
      refusal('InvalidAMIID.Unavailable'),
    );
    await world.seconds(2 * HOUR);
    const copy = (await world.ownSnapshots()).find(({ State }) => State === 'completed')!;
    expect(copy.Description).toBe(`Recovery snapshot for ${SnapshotId}`);
    expect(await restore(copy.SnapshotId)).toMatchObject({ State: 'creating' });
  });
});

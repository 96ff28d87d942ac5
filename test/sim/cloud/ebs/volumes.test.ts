import {
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { EU } from '../small-world.ts';
import { LARGE, storageWorld } from './storage-world.ts';

const refusal = (name: string) => expect.objectContaining({ name });

test('a volume that is asked for again under its token is made once, however the answer got lost', async () => {
  const world = storageWorld();
  await world.tell(async () => {
    const create = async (ClientToken: string) =>
      (await world.client.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', Size: 8, ClientToken })))
        .VolumeId!;
    const VolumeId = await create('data');
    await world.seconds(10);
    expect([await create('data'), await create('data')]).toEqual([VolumeId, VolumeId]);
    expect(await create('logs')).not.toBe(VolumeId);
    expect((await world.client.send(new DescribeVolumesCommand({}))).Volumes).toHaveLength(2);
    await world.client.send(new DeleteVolumeCommand({ VolumeId }));
    await world.seconds(10);
    await expect(create('data')).rejects.toEqual(refusal('InvalidVolume.NotFound'));
  });
});

test('a volume goes from one instance to another, and is on one at a time', async () => {
  const world = storageWorld();
  await world.tell(async () => {
    const { client, attach, attachment, place } = world;
    const [first, second, elsewhere] = [place('a'), place('a'), place('b')];
    const id = await world.newVolume('a');
    await expect(attach(id, elsewhere)).rejects.toEqual(refusal('InvalidVolume.ZoneMismatch'));
    await attach(id, first);
    expect(await attachment(id)).toBe('attaching');
    await expect(attach(id, second)).rejects.toEqual(refusal('VolumeInUse'));
    await expect(client.send(new DeleteVolumeCommand({ VolumeId: id }))).rejects.toEqual(refusal('VolumeInUse'));
    const other = await world.newVolume('a');
    await expect(attach(other, first)).rejects.toEqual(refusal('InvalidParameterValue'));
    await expect(attach(other, first, 'floppy')).rejects.toEqual(refusal('InvalidParameterValue'));
    expect(await attachment(id)).toBe('attached');

    const detach = (InstanceId?: string) => client.send(new DetachVolumeCommand({ VolumeId: id, InstanceId }));
    await expect(detach(second)).rejects.toEqual(refusal('InvalidAttachment.NotFound'));
    expect((await detach(first)).State).toBe('detaching');
    await expect(attach(id, second)).rejects.toEqual(refusal('VolumeInUse'));
    await world.seconds(10);
    expect((await world.volume(id)).State).toBe('available');
    await expect(detach()).rejects.toEqual(refusal('IncorrectState'));
    await attach(id, second);
    await world.seconds(10);
    expect((await world.volume(id)).Attachments).toMatchObject([{ InstanceId: second, State: 'attached' }]);
  });
});

test('a deleted volume is gone; in a dark zone it goes when the zone is back', async () => {
  const world = storageWorld();
  await world.tell(async () => {
    const id = await world.newVolume('a');
    world.goDark('euw1-az1');
    const remove = async () => {
      for (;;) {
        const done = await world.client.send(new DeleteVolumeCommand({ VolumeId: id })).catch(({ name }) => name);
        if (typeof done === 'object') return;
      }
    };
    await remove();
    world.ec2.controlPlane.dropDeadPeers(EU);
    await world.seconds(3600);
    expect((await world.volume(id)).State).toBe('deleting');
    world.comeBack('euw1-az1');
    await world.seconds(10);
    await expect(world.volume(id)).rejects.toEqual(refusal('InvalidVolume.NotFound'));
  });
});

test('what a volume cannot be: too small, too large, without a zone, without a size, of an unknown type', async () => {
  const world = storageWorld();
  await world.tell(async () => {
    const create = (input: object) => world.client.send(new CreateVolumeCommand(input as never));
    const AvailabilityZone = 'eu-west-1a';
    const refused: [object, string][] = [
      [{ Size: 8 }, 'MissingParameter'],
      [{ AvailabilityZone }, 'MissingParameter'],
      [{ AvailabilityZone: 'eu-west-1x', Size: 8 }, 'InvalidZone.NotFound'],
      [{ AvailabilityZone: 'us-west-1a', Size: 8 }, 'InvalidZone.NotFound'],
      [{ AvailabilityZone, Size: 0 }, 'InvalidParameterValue'],
      [{ AvailabilityZone, Size: 1025 }, 'InvalidParameterValue'],
      [{ AvailabilityZone, Size: 1.5 }, 'InvalidParameterValue'],
      [{ AvailabilityZone, Size: 8, VolumeType: 'tape' }, 'UnknownVolumeType'],
      [{ AvailabilityZone, Size: 8, Iops: 100 }, 'InvalidParameterCombination'],
      [{ AvailabilityZone, SnapshotId: 'snap-00000000' }, 'InvalidSnapshot.NotFound'],
      [{ AvailabilityZone, SnapshotId: 'yesterday' }, 'InvalidSnapshotID.Malformed'],
    ];
    for (const [input, code] of refused)
      await expect(create(input), JSON.stringify(input)).rejects.toEqual(refusal(code));
    for (const Size of [1, 1024])
      expect(await create({ AvailabilityZone, Size })).toMatchObject({ Size, State: 'creating' });
    expect((await world.client.send(new DescribeVolumesCommand({}))).Volumes).toHaveLength(2);
  });
});

test('an instance brings its root volume along, keeps it while it is stopped, and takes it away in the end', async () => {
  const world = storageWorld();
  await world.tell(async () => {
    const { client } = world;
    const { Instances } = await client.send(
      new RunInstancesCommand({
        ...LARGE,
        BlockDeviceMappings: [
          { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20 } },
          { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 100, DeleteOnTermination: false } },
          { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
        ],
        TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'of', Value: 'web' }] }],
      }),
    );
    const id = Instances![0]!.InstanceId!;
    const instance = async () =>
      (await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations![0]!.Instances![0]!;
    const volumes = async () => {
      const Filters = [{ Name: 'tag:of', Values: ['web'] }];
      return (await client.send(new DescribeVolumesCommand({ Filters }))).Volumes!;
    };
    expect((await instance()).BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/sda1', Ebs: { Status: 'attaching', DeleteOnTermination: true } },
      { DeviceName: '/dev/sdf', Ebs: { Status: 'attaching', DeleteOnTermination: false } },
    ]);
    await world.seconds(120);
    const [root, data] = await volumes();
    expect((await instance()).BlockDeviceMappings).toMatchObject([
      { Ebs: { VolumeId: root!.VolumeId, Status: 'attached' } },
      { Ebs: { VolumeId: data!.VolumeId, Status: 'attached' } },
    ]);
    expect(root).toMatchObject({ Size: 20, State: 'in-use', SnapshotId: expect.stringMatching(/^snap-/) });
    expect(data).toMatchObject({ Size: 100, SnapshotId: '' });

    const detachRoot = () => client.send(new DetachVolumeCommand({ VolumeId: root!.VolumeId }));
    await expect(detachRoot()).rejects.toEqual(refusal('OperationNotPermitted'));
    await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await world.seconds(60);
    expect((await volumes()).map(({ State }) => State)).toEqual(['in-use', 'in-use']);
    await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
    await world.seconds(120);
    await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await world.seconds(60);
    expect(await volumes()).toMatchObject([{ VolumeId: data!.VolumeId, State: 'available', Attachments: [] }]);
  });
});

test('a launch whose devices make no sense launches nothing', async () => {
  const world = storageWorld();
  await world.tell(async () => {
    const run = (...BlockDeviceMappings: object[]) =>
      world.client.send(new RunInstancesCommand({ ...LARGE, BlockDeviceMappings: BlockDeviceMappings as never }));
    const device = { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 8 } };
    await expect(run(device, device)).rejects.toEqual(refusal('InvalidBlockDeviceMapping'));
    await expect(run({ DeviceName: '/dev/sda1', NoDevice: '' })).rejects.toEqual(refusal('InvalidBlockDeviceMapping'));
    await expect(run({ Ebs: { VolumeSize: 8 } })).rejects.toEqual(refusal('InvalidBlockDeviceMapping'));
    await expect(run({ DeviceName: '/dev/sdf', Ebs: {} })).rejects.toEqual(refusal('MissingParameter'));
    await expect(run({ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 4 } })).rejects.toEqual(
      refusal('InvalidParameterValue'),
    );
    await expect(run({ DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-00000000' } })).rejects.toEqual(
      refusal('InvalidSnapshot.NotFound'),
    );
    expect([...world.ec2.instances()]).toEqual([]);
    expect((await world.client.send(new DescribeVolumesCommand({}))).Volumes).toEqual([]);
  });
});

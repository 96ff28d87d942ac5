/** Row 39: EBS volumes of a role. */
import { expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';
import { addresses, machineOf, stopAndStart, tagsOf, volumes } from './ec2-view.ts';

const mysql = {
  role_type: 'db-master',
  ebs_volumes: { '/vol/mysql': { size: 10, number_of_disks: 1, raid_level: null } },
} as const;

test('a database has its volume in its zone, attached before it is set up; its Chef JSON says where it is mounted', async () => {
  const small = new SmallInstallation();
  const role = withRole(small, mysql);
  await small.play(async () => {
    const instance = await small.start({ roles: [role], availability_zone: 'eu-west-1c' });
    while (small.runsOf('setup').length === 0) await small.sleep(1);
    const [volume] = volumes(small);
    const machine = await machineOf(small, instance);
    expect(volume).toMatchObject({ Size: 10, State: 'in-use', AvailabilityZone: 'eu-west-1c' });
    expect(volume!.Attachments).toMatchObject([{ InstanceId: machine.InstanceId, Device: '/dev/sdi' }]);
    expect(tagsOf(volume!)).toMatchObject({ 'scalarium:instance-id': instance });
    expect(small.runsOf('setup')[0]!.json.ebs).toEqual({
      devices: { '/dev/sdi': { fstype: 'xfs', mount_point: '/vol/mysql' } },
      raids: {},
    });
    expect((await small.instance(instance)).volumes).toEqual([
      { mount_point: '/vol/mysql', device: '/dev/sdi', size_gib: 10, raid_level: null, volume_id: volume!.VolumeId },
    ]);
  });
});

test('the same volume is at the next machine after stop and start; there is never a second one', async () => {
  const small = new SmallInstallation();
  const role = withRole(small, mysql);
  await small.play(async () => {
    const instance = await small.start({ roles: [role] });
    await small.until(instance, 'online');
    const [before] = volumes(small);
    await stopAndStart(small, instance);
    const machine = await machineOf(small, instance);
    const after = volumes(small);
    expect(after.map(({ VolumeId }) => VolumeId)).toEqual([before!.VolumeId]);
    expect(after[0]!.Attachments).toMatchObject([{ InstanceId: machine.InstanceId }]);
    expect(machine.InstanceId).not.toBe(before!.Attachments![0]!.InstanceId);
  });
});

test('an instance that left its zone to EC2 stays where its volumes were made', async () => {
  const small = new SmallInstallation();
  small.cloud.default_availability_zone = null;
  const role = withRole(small, mysql);
  await small.play(async () => {
    const instance = await small.start({ roles: [role] });
    await small.until(instance, 'online');
    const [volume] = volumes(small);
    expect((await small.instance(instance)).availability_zone).toBe(volume!.AvailabilityZone);
    await stopAndStart(small, instance);
    expect((await machineOf(small, instance)).Placement!.AvailabilityZone).toBe(volume!.AvailabilityZone);
  });
});

test('four disks under one mount point are one RAID', async () => {
  const small = new SmallInstallation();
  const raid = { '/vol/mysql': { size: 25, number_of_disks: 4, raid_level: 10 } };
  const role = withRole(small, { role_type: 'db-master', ebs_volumes: raid });
  await small.play(async () => {
    const instance = await small.start({ roles: [role] });
    await small.until(instance, 'online');
    expect(
      volumes(small)
        .map(({ Attachments }) => Attachments![0]!.Device)
        .sort(),
    ).toEqual(['/dev/sdi', '/dev/sdj', '/dev/sdk', '/dev/sdl']);
    expect(small.runsOf('setup')[0]!.json.ebs).toEqual({
      devices: {},
      raids: {
        '/dev/md0': {
          disks: ['/dev/sdi', '/dev/sdj', '/dev/sdk', '/dev/sdl'],
          raid_level: 10,
          mount_point: '/vol/mysql',
          fstype: 'xfs',
        },
      },
    });
  });
});

test('a worker that dies while a volume is made makes no second one', async () => {
  const small = new SmallInstallation({ workers: 1 });
  const role = withRole(small, mysql);
  await small.play(async () => {
    const instance = await small.start({ roles: [role] });
    await small.as(() => volumes(small).length > 0);
    small.workers[0]!.end();
    small.startWorker('worker2');
    await small.until(instance, 'online');
    await small.sleep(120);
    expect(volumes(small)).toMatchObject([{ State: 'in-use' }]);
  });
});

test('a volume that was deleted behind its back leaves the instance in setup_failed, which says so', async () => {
  const small = new SmallInstallation();
  const role = withRole(small, mysql);
  await small.play(async () => {
    const instance = await small.start({ roles: [role] });
    await small.until(instance, 'online');
    const path = `/clouds/${small.cloud._id}/instances/${instance}`;
    await small.api('POST', `${path}/stop`);
    await small.until(instance, 'stopped');
    const [volume] = volumes(small);
    small.world.ec2.perform({ account: 'main', region: 'eu-west-1' }, 'DeleteVolume', { VolumeId: volume!.VolumeId });
    await small.sleep(60);
    await small.api('POST', `${path}/start`);
    await small.until(instance, 'setup_failed');
    expect((await small.instance(instance)).last_error).toBe(
      `EC2 does not know ${volume!.VolumeId} (/vol/mysql) any more`,
    );
  });
});

test('an instance with volumes cannot leave their zone; one without can, while it is stopped', async () => {
  const small = new SmallInstallation();
  const role = withRole(small, mysql);
  await small.play(async () => {
    const [db, app] = [await small.start({ roles: [role] }), await small.start()];
    for (const instance of [db, app]) await small.until(instance, 'online');
    const path = (instance: string) => `/clouds/${small.cloud._id}/instances/${instance}`;
    const move = (instance: string) => small.api('PUT', path(instance), { availability_zone: 'eu-west-1c' });
    expect((await move(app)).body.errors).toEqual(["Can't change instance before it is stopped"]);
    for (const instance of [db, app]) await small.api('POST', `${path(instance)}/stop`);
    for (const instance of [db, app]) await small.until(instance, 'stopped');
    expect(await move(db)).toMatchObject({
      status: 412,
      body: { errors: ["Availability zone can't be changed: the EBS volumes of the instance are in another one"] },
    });
    expect((await move(app)).status).toBe(202);
    await small.api('POST', `${path(app)}/start`);
    await small.until(app, 'online');
    expect((await machineOf(small, app)).Placement!.AvailabilityZone).toBe('eu-west-1c');
  });
});

test('a database that is removed takes its volume and its address along, and nothing before', async () => {
  const small = new SmallInstallation();
  const role = withRole(small, mysql);
  const lb = withRole(small, { role_type: 'lb' });
  await small.play(async () => {
    const instance = await small.start({ roles: [role, lb] });
    const path = `/clouds/${small.cloud._id}/instances/${instance}`;
    await small.until(instance, 'online');
    expect((await small.api('DELETE', path)).status).toBe(412);
    await small.sleep(120);
    expect([volumes(small).length, addresses(small).length]).toEqual([1, 1]);
    await small.api('POST', `${path}/stop`);
    await small.until(instance, 'stopped');
    expect((await small.api('DELETE', path)).status).toBe(202);
    await small.sleep(120);
    expect([volumes(small).length, addresses(small).length]).toEqual([0, 0]);
  });
});

test('a machine that is healed has the volume of the dead one', async () => {
  const small = new SmallInstallation();
  const role = withRole(small, { ...mysql, disable_auto_healing: false });
  await small.play(async () => {
    const instance = await small.start({ roles: [role] });
    await small.until(instance, 'online');
    const [before] = volumes(small);
    small.agentHosts.get('db-master1')!.switchOff();
    await small.until(instance, 'offline', 120);
    await small.until(instance, 'online', 3600);
    const machine = await machineOf(small, instance);
    expect(volumes(small)).toMatchObject([
      { VolumeId: before!.VolumeId, Attachments: [{ InstanceId: machine.InstanceId }] },
    ]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ec2Error } from '../../../../src/sim/cloud/index.ts';
import { EU } from '../small-world.ts';
import { MAIN, storageWorld } from './storage-world.ts';

type World = ReturnType<typeof storageWorld>;
const ZONES = ['euw1-az1', 'euw1-az2', 'euw1-az3'] as const;

const WHAT = [
  ...(['volume', 'attach', 'attach', 'attach', 'detach', 'detach', 'force', 'delete', 'stop', 'start'] as const),
  ...(['run', 'terminate', 'reboot', 'snapshot', 'restore', 'strike', 'spare', 'relieve', 'open'] as const),
  ...(['dark', 'back'] as const),
];

/** One thing that happens; `nth` picks among what is there. */
const deed = fc.record({
  afterSeconds: fc.constantFrom(0, 1, 5, 60, 3000),
  what: fc.constantFrom(...WHAT),
  nth: fc.nat({ max: 100 }),
  zone: fc.nat({ max: 2 }),
});
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

/** Carries it out; EC2 may refuse an order, but nothing else goes wrong. Returns whether it was done. */
function perform(world: World, { what, nth, zone }: Deed): boolean {
  const { ec2 } = world;
  const zoneId = ZONES[zone]!;
  const AvailabilityZone = `${EU}${'abc'[zone]}`;
  const pick = (ids: (string | undefined)[], none: string) => (ids.length > 0 ? ids[nth % ids.length]! : none);
  const { Volumes = [] } = ec2.perform(MAIN, 'DescribeVolumes', {});
  const VolumeId = pick(
    Volumes.map((volume) => volume.VolumeId),
    'vol-00000000',
  );
  const { Snapshots = [] } = ec2.perform(MAIN, 'DescribeSnapshots', {});
  const SnapshotId = pick(
    Snapshots.map((snapshot) => snapshot.SnapshotId),
    'snap-00000000',
  );
  // Mostly an instance that could have the volume, sometimes one that could not.
  const at = Volumes.find((volume) => volume.VolumeId === VolumeId)?.AvailabilityZone;
  const near = nth % 5 > 0 ? at && world.topology.zoneId('main', at) : undefined;
  const alive = [...ec2.instances()].filter(({ state }) => state !== 'terminated');
  const reachable = near ? alive.filter((instance) => instance.zoneId === near) : alive;
  const InstanceId = pick(
    reachable.map(({ instanceId }) => instanceId),
    'i-00000000',
  );
  const InstanceIds = [InstanceId];
  const BlockDeviceMappings = [{ DeviceName: '/dev/sdh', Ebs: { VolumeSize: 5, DeleteOnTermination: nth % 2 > 0 } }];
  const deeds: Record<Deed['what'], () => unknown> = {
    run: () => world.place('abc'[zone]!, { BlockDeviceMappings }),
    volume: () => ec2.perform(MAIN, 'CreateVolume', { AvailabilityZone, Size: 5 }),
    attach: () => ec2.perform(MAIN, 'AttachVolume', { VolumeId, InstanceId, Device: `/dev/sd${'fg'[nth % 2]}` }),
    detach: () => ec2.perform(MAIN, 'DetachVolume', { VolumeId }),
    force: () => ec2.perform(MAIN, 'DetachVolume', { VolumeId, Force: true }),
    delete: () => ec2.perform(MAIN, 'DeleteVolume', { VolumeId }),
    stop: () => ec2.perform(MAIN, 'StopInstances', { InstanceIds }),
    start: () => ec2.perform(MAIN, 'StartInstances', { InstanceIds }),
    terminate: () => ec2.perform(MAIN, 'TerminateInstances', { InstanceIds }),
    reboot: () => ec2.perform(MAIN, 'RebootInstances', { InstanceIds }),
    snapshot: () => ec2.perform(MAIN, 'CreateSnapshot', { VolumeId }),
    restore: () => ec2.perform(MAIN, 'CreateVolume', { AvailabilityZone, SnapshotId }),
    strike: () => ec2.ebs.strike(zoneId, { stuckShare: 0.5, inconsistentShare: 0.3 }),
    spare: () => ec2.ebs.addSpare(zoneId, 5_000),
    relieve: () => ec2.ebs.relieve(zoneId),
    open: () => ec2.perform(MAIN, 'EnableVolumeIO', { VolumeId }),
    dark: () => world.goDark(zoneId),
    back: () => world.comeBack(zoneId),
  };
  try {
    deeds[what]();
    return true;
  } catch (error) {
    if (error instanceof Ec2Error) return false;
    throw error;
  }
}

function check(world: World): void {
  const instances = new Map([...world.ec2.instances()].map((instance) => [instance.instanceId, instance]));
  const { Volumes = [] } = world.ec2.perform(MAIN, 'DescribeVolumes', {});
  const places = Volumes.flatMap(({ VolumeId, AvailabilityZone, Attachments = [], State }) => {
    expect(Attachments.length).toBeLessThanOrEqual(1);
    expect(Attachments.length === 1).toBe(State === 'in-use');
    return Attachments.map(({ InstanceId, Device }) => {
      const holder = instances.get(InstanceId!)!;
      expect(holder.state).not.toBe('terminated');
      expect(world.topology.zoneId('main', AvailabilityZone!)).toBe(holder.zoneId);
      expect(holder.blockDevices.get(Device!)?.volumeId).toBe(VolumeId);
      return `${InstanceId} ${Device}`;
    });
  });
  expect(new Set(places).size).toBe(places.length);
  for (const { blockDevices, state } of instances.values()) {
    if (state === 'terminated') expect(blockDevices.size).toBe(0);
    for (const [device, { attachment }] of blockDevices) expect(attachment?.device).toBe(device);
  }
}

/** Then liveness: with all zones and their storage well, nothing stays on its way. */
async function checkSettled(world: World): Promise<void> {
  for (const zoneId of ZONES) {
    world.comeBack(zoneId);
    world.ec2.ebs.relieve(zoneId);
  }
  await world.seconds(3600);
  check(world);
  for (const { State, Attachments } of world.ec2.perform(MAIN, 'DescribeVolumes', {}).Volumes!) {
    expect(State === 'available' || Attachments![0]!.State === 'attached').toBe(true);
  }
  for (const { diskUsable, state } of world.ec2.instances()) {
    if (state === 'running') expect(diskUsable).toBe(true);
  }
}

test('whatever owners order and storage suffers, a volume has one instance, in its own zone, and a device one volume', async () => {
  const done = new Set<string>();
  const history = async (deeds: readonly Deed[]) => {
    const world = storageWorld({ ebs: { dataGib: 20_000, spareGib: 2_000 }, quotas: { instances: 8 } });
    await world.tell(async () => {
      for (const letter of 'aab') world.place(letter);
      for (const letter of 'aab') await world.newVolume(letter);
      for (const one of deeds) {
        if (one.afterSeconds > 0) await world.seconds(one.afterSeconds);
        if (perform(world, one)) done.add(one.what);
        check(world);
      }
      await checkSettled(world);
    });
    return world.kernel.trace.sha256();
  };
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 60 }), async (deeds) => {
      expect(await history(deeds)).toBe(await history(deeds));
    }),
    { numRuns: 30, seed: 20110808 },
  );
  // The histories are about something: each deed was done at least once.
  expect([...done].sort()).toEqual([...new Set(WHAT)].sort());
});

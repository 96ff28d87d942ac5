/** Faults of EBS from a plan, seen through EC2's own client. */
import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumeStatusCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import type { PlannedFault } from '../../../src/sim/faults/index.ts';
import { EU, SmallWorld, ZONE } from '../small-world.ts';

const HOUR = 3600;
const VOLUMES = 40;
const impairment = { name: 'ebs', action: 'zone:ebs-impairment', zones: [ZONE], atSeconds: 0 } as const;

/** Volumes in the zone, and a few in the next. */
async function play(story: (small: SmallWorld, impaired: () => Promise<number>) => Promise<void>): Promise<void> {
  const small = new SmallWorld();
  await small.tell(async () => {
    const create = (letter: string) => ({ AvailabilityZone: EU + letter, Size: 10 });
    for (let at = 0; at < VOLUMES; at++) await small.client().send(new CreateVolumeCommand(create('a')));
    for (let at = 0; at < 3; at++) await small.client().send(new CreateVolumeCommand(create('b')));
    await small.seconds(60);
    const impaired = async () => {
      const { VolumeStatuses } = await small.client().send(new DescribeVolumeStatusCommand({}));
      expect(VolumeStatuses!.length).toBeGreaterThanOrEqual(VOLUMES + 3);
      const bad = VolumeStatuses!.filter(({ VolumeStatus }) => VolumeStatus!.Status === 'impaired');
      expect(bad.filter(({ AvailabilityZone }) => AvailabilityZone === `${EU}b`)).toEqual([]);
      return bad.length;
    };
    await story(small, impaired);
  });
}

test.each([
  { stuckShare: 0.25, inconsistentShare: 0 },
  { stuckShare: 0.75, inconsistentShare: 0 },
  { stuckShare: 0.2, inconsistentShare: 0.55 },
])('of a zone struck with %o that share is impaired, and nothing when the fault has ended', async (shares) => {
  await play(async (small, impaired) => {
    small.break([{ ...impairment, ...shares, forSeconds: HOUR }]);
    await small.seconds(1);
    const share = shares.stuckShare + shares.inconsistentShare;
    expect(Math.abs((await impaired()) / VOLUMES - share)).toBeLessThan(0.22);
    await small.seconds(HOUR);
    expect(await impaired()).toBe(0);
  });
});

test('without an end it heals by itself, and in less time with more room', async () => {
  const hoursWith = async (more: PlannedFault[]) => {
    let hours = 0;
    await play(async (small, impaired) => {
      small.break([{ ...impairment, stuckShare: 0.5, inconsistentShare: 0, spareGib: 30_000 }, ...more]);
      for (await small.seconds(1); (await impaired()) > 0; hours += 6) await small.seconds(6 * HOUR);
    });
    return hours;
  };
  const slow = await hoursWith([]);
  const trucks = { name: 'trucks', action: 'ebs:add-spare', zones: [ZONE], gib: 300_000, atSeconds: HOUR } as const;
  const fast = await hoursWith([trucks]);
  expect(slow).toBeGreaterThan(24);
  expect(fast).toBeLessThan(slow / 2);
});

test('of two faults on one zone the end of the first leaves what the second still breaks', async () => {
  await play(async (small, impaired) => {
    const strike = { ...impairment, stuckShare: 0.5, inconsistentShare: 0 };
    small.break([
      { ...strike, forSeconds: 100 },
      { ...strike, name: 'again', forSeconds: 500 },
    ]);
    await small.seconds(200);
    expect(await impaired()).toBeGreaterThan(0);
    await small.seconds(400);
    expect(await impaired()).toBe(0);
  });
});

test.each([0.25, 0.75])(
  'of all snapshots a share of %d is lost, and its owner gets copies of what is left',
  async (share) => {
    await play(async (small) => {
      const { Volumes } = small.world.ec2.perform({ account: 'main', region: EU }, 'DescribeVolumes', {});
      for (const { VolumeId } of Volumes!) await small.client().send(new CreateSnapshotCommand({ VolumeId }));
      await small.seconds(24 * HOUR);
      const snapshots = async () =>
        (await small.client().send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots!;
      const before = await snapshots();
      expect(before.every(({ State }) => State === 'completed')).toBe(true);
      small.break([{ name: 'clean-up', action: 'ebs:lose-snapshots', regions: [EU], share, atSeconds: 0 }]);
      await small.seconds(1);
      const lost = (await snapshots()).filter(({ State }) => State === 'error');
      expect(Math.abs(lost.length / before.length - share)).toBeLessThan(0.22);
      await small.seconds(30 * 24 * HOUR);
      const copies = (await snapshots()).filter(
        ({ SnapshotId }) => !before.some((old) => old.SnapshotId === SnapshotId),
      );
      expect(copies).toHaveLength(lost.length);
      expect(copies.every(({ State }) => State === 'completed')).toBe(true);
    });
  },
);

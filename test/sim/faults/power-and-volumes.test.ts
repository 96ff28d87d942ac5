/** A zone without power loses copies of its volumes, and what follows is the storage's own: no scenario says how long it takes. */
import {
  CreateVolumeCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  EnableVolumeIOCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import type { EbsOptions } from '../../../src/sim/cloud/ebs/index.ts';
import { EU, SmallWorld, ZONE } from '../small-world.ts';

const MINUTE = 60;
const HOUR = 3600;
/** A thousandth of a real zone: all is over within a day. */
const SMALL: EbsOptions = {
  dataGib: 20_000,
  spareGib: 2_000,
  mirrorGibPerSecond: 10,
  reclaimSeconds: HOUR,
  recoveryGibPerSecond: 1,
};
const outage = { name: 'power', action: 'zone:power-interruption', zones: [ZONE], atSeconds: 0 } as const;

function zoneWith(machines: number, ebs: Partial<EbsOptions> = {}) {
  const small = new SmallWorld(1, { ebs: { ...SMALL, ...ebs }, quotas: { instances: 100 } });
  const hosts = Array.from({ length: machines }, (_, at) => small.place(`machine${at}`));
  return { small, hosts };
}

const statuses = async (small: SmallWorld) =>
  (await small.patiently((client) => client.send(new DescribeVolumeStatusCommand({})))).VolumeStatuses!.map(
    ({ VolumeId, VolumeStatus }) => ({ VolumeId: VolumeId!, status: VolumeStatus!.Status! }),
  );

test('nobody sees the volumes of a dark zone; with its light a share is impaired, and their machines stand still until it is over', async () => {
  const { small, hosts } = zoneWith(24);
  await small.tell(async () => {
    await small.client().send(new CreateVolumeCommand({ AvailabilityZone: `${EU}b`, Size: 10 }));
    await small.seconds(2 * MINUTE);
    small.break([{ ...outage, disksLostShare: 0.6, forSeconds: 30 * MINUTE }]);
    await small.seconds(20 * MINUTE);
    const inTheDark = await statuses(small);
    expect(inTheDark.filter(({ status }) => status === 'insufficient-data')).toHaveLength(24);
    expect(inTheDark.filter(({ status }) => status === 'ok')).toHaveLength(1);
    expect(hosts.filter(({ up }) => up)).toEqual([]);

    await small.seconds(13 * MINUTE);
    const impaired = (await statuses(small)).filter(({ status }) => status === 'impaired');
    expect(Math.abs(impaired.length / 24 - 0.6)).toBeLessThan(0.25);
    expect(hosts.filter(({ up }) => !up)).toHaveLength(impaired.length);
    expect(hosts.some(({ wrecked }) => wrecked)).toBe(false);

    await small.seconds(12 * HOUR);
    const closed = (await statuses(small)).filter(({ status }) => status === 'impaired');
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.length).toBeLessThan(impaired.length);
    expect(hosts.filter(({ up }) => !up)).toHaveLength(closed.length);
    for (const { VolumeId } of closed) await small.client().send(new EnableVolumeIOCommand({ VolumeId }));
    await small.seconds(2 * MINUTE);
    expect(hosts.every(({ up }) => up)).toBe(true);
  });
});

test('how long the storage takes follows from its data and its room: each cause moves it', async () => {
  const hoursToHeal = async (ebs: Partial<EbsOptions>, disksLostShare: number, trucksGib = 0) => {
    const { small } = zoneWith(1, ebs);
    let hours = 0;
    await small.tell(async () => {
      small.break([{ ...outage, disksLostShare, forSeconds: HOUR }]);
      if (trucksGib > 0) {
        small.break([{ name: 'trucks', action: 'ebs:add-spare', zones: [ZONE], gib: trucksGib, atSeconds: 2 * HOUR }]);
      }
      await small.seconds(1);
      // Nothing is copied without power.
      const { stuckGib } = small.world.ec2.ebs.status(ZONE);
      await small.seconds(HOUR - 2);
      expect(small.world.ec2.ebs.status(ZONE)).toMatchObject({ stuckGib, secondsLeft: Infinity });
      for (; small.world.ec2.ebs.status(ZONE).stuckGib > 0; hours += 0.1) await small.seconds(HOUR / 10);
    });
    return hours;
  };
  const usual = await hoursToHeal({}, 0.5);
  expect(usual).toBeGreaterThan(1.5);
  expect((await hoursToHeal({ dataGib: 40_000 }, 0.5)) / usual).toBeGreaterThan(1.7);
  expect((await hoursToHeal({}, 0.25)) / usual).toBeLessThan(0.8);
  expect((await hoursToHeal({ spareGib: 4_000 }, 0.5)) / usual).toBeLessThan(0.7);
  expect((await hoursToHeal({}, 0.5, 10_000)) / usual).toBeLessThan(0.7);
});

test('an outage that costs no copy harms no volume, and adds nothing to the run', async () => {
  const { small, hosts } = zoneWith(6);
  await small.tell(async () => {
    await small.seconds(2 * MINUTE);
    small.break([{ ...outage, disksLostShare: 0, forSeconds: 10 * MINUTE }]);
    await small.seconds(20 * MINUTE);
    expect((await statuses(small)).every(({ status }) => status === 'ok')).toBe(true);
    expect(hosts.every(({ up }) => up)).toBe(true);
    expect(small.world.ec2.ebs.status(ZONE)).toMatchObject({ stuckGib: 0, unrecoveredGib: 0 });
  });
});

test('servers that have no power cannot lose it: a second interruption in the dark strikes no more volumes', async () => {
  const { small } = zoneWith(0);
  await small.tell(async () => {
    small.break([
      { ...outage, disksLostShare: 0.5, forSeconds: 600 },
      { ...outage, name: 'again', disksLostShare: 0.9, atSeconds: 100, forSeconds: 100 },
      { ...outage, name: 'later', disksLostShare: 0.5, atSeconds: 700, forSeconds: 100 },
    ]);
    const stuckGib = () => small.world.ec2.ebs.status(ZONE).stuckGib;
    await small.seconds(1);
    const first = stuckGib();
    await small.seconds(500);
    expect(stuckGib()).toBe(first);
    await small.seconds(200);
    expect(stuckGib()).toBeGreaterThan(first);
  });
});

test('fate is drawn for each machine: one more in the zone changes that of no other', async () => {
  const fates = async (machines: number) => {
    const { small, hosts } = zoneWith(machines);
    await small.tell(async () => {
      await small.seconds(2 * MINUTE);
      small.break([{ ...outage, disksLostShare: 0.5, forSeconds: 60 }]);
      await small.seconds(1);
    });
    return hosts.map(({ diskUsable }) => diskUsable);
  };
  const six = await fates(6);
  expect(new Set(six).size).toBe(2);
  expect((await fates(7)).slice(0, 6)).toEqual(six);
});

test('what was stuck is there again with what was on it: EC2 never stopped calling its machine running', async () => {
  const { small, hosts } = zoneWith(12);
  await small.tell(async () => {
    await small.seconds(2 * MINUTE);
    small.break([{ ...outage, disksLostShare: 0.6, forSeconds: 60 }]);
    await small.seconds(5 * MINUTE);
    const down = hosts.find(({ up }) => !up)!;
    const Filters = [{ Name: 'attachment.instance-id', Values: [down.name] }];
    const { Volumes } = await small.patiently((client) => client.send(new DescribeVolumesCommand({ Filters })));
    expect(Volumes).toMatchObject([{ State: 'in-use', Attachments: [{ State: 'attached' }] }]);
    expect(await small.stateOf(down)).toBe('running');
  });
});

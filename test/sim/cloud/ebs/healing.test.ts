import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EBS_DEFAULTS, Ebs, type EbsOptions, type StoredVolume } from '../../../../src/sim/cloud/ebs/index.ts';
import { Kernel, SECOND_US } from '../../../../src/sim/kernel/index.ts';

const ZONE = 'euw1-az1';
const HOUR = 3600;
const SMALL: EbsOptions = {
  dataGib: 100_000,
  spareGib: 5_000,
  mirrorGibPerSecond: 10,
  reclaimSeconds: 2 * HOUR,
  recoveryGibPerSecond: 1,
};

/** The storage of one zone with volumes of 10 GiB, and a switch for its power. */
function storage(options: Partial<EbsOptions> = {}, volumes = 200) {
  const kernel = new Kernel({ seed: 7, startMs: 0 });
  const stored = Array.from({ length: volumes }, (_, at): StoredVolume & { autoEnableIo: boolean } => ({
    ...{ volumeId: `vol-${at}`, zoneId: ZONE, sizeGib: 10, autoEnableIo: false },
  }));
  let power = true;
  let tell = (_zoneId: string) => {};
  const recovered: string[] = [];
  const ebs = new Ebs({
    kernel,
    zones: {
      reachable: () => power,
      hasPower: () => power,
      onChange: (listener) => {
        tell = listener;
      },
    },
    options: { ...SMALL, ...options },
    volumes: () => stored,
    fateStream: ({ volumeId }) => `ebs/${volumeId}`,
    snapshots: () => [],
    onHarmed: () => {},
    onVolumeRecovered: ({ volumeId }) => recovered.push(volumeId),
    onSnapshotLost: () => {},
    onSnapshotRecovered: () => {},
  });
  const passSeconds = async (seconds: number) => {
    kernel.spawn('time', async () => {
      await kernel.sleep(seconds * SECOND_US);
      kernel.stop();
    });
    await kernel.run();
  };
  const switchPower = (on: boolean) => {
    power = on;
    tell(ZONE);
  };
  const count = (condition: string) => stored.filter((volume) => ebs.condition(volume) === condition).length;
  return { kernel, ebs, stored, recovered, passSeconds, switchPower, count };
}

/** How long until nothing is stuck, by the clock and not by the forecast. */
async function secondsToHeal(options: Partial<EbsOptions>, stuckShare: number): Promise<number> {
  const { ebs, kernel, passSeconds } = storage(options, 0);
  ebs.strike(ZONE, { stuckShare });
  while (ebs.status(ZONE).stuckGib > 0) await passSeconds(300);
  return kernel.nowUs / SECOND_US;
}

describe('new copies are bounded by room', () => {
  test('with twice the room for new copies a zone heals in about half the time', async () => {
    const once = await secondsToHeal({ spareGib: 5_000 }, 0.5);
    const twice = await secondsToHeal({ spareGib: 10_000 }, 0.5);
    const fourTimes = await secondsToHeal({ spareGib: 20_000 }, 0.5);
    expect(once / twice).toBeGreaterThan(1.8);
    expect(once / twice).toBeLessThan(2.3);
    expect(twice / fourTimes).toBeGreaterThan(1.8);
    expect(twice / fourTimes).toBeLessThan(3);
  });

  test('with plenty of room only bandwidth counts', async () => {
    expect(await secondsToHeal({ spareGib: 1e9 }, 0.6)).toBeCloseTo(6_000, -2);
    expect(await secondsToHeal({ spareGib: 1e9, mirrorGibPerSecond: 20 }, 0.6)).toBeCloseTo(3_000, -2);
    expect(await secondsToHeal({ spareGib: 1e9 }, 0.3)).toBeCloseTo(3_000, -2);
  });

  test('August 2011: days by itself, within Amazon’s 24 to 48 hours with three times the room; April’s 13 % in a day', () => {
    const hours = (stuckShare: number, times: number) => {
      const { ebs } = storage(EBS_DEFAULTS, 0);
      ebs.strike(ZONE, { stuckShare, spareGib: times * EBS_DEFAULTS.spareGib });
      return ebs.status(ZONE).secondsLeft / HOUR;
    };
    expect(hours(0.58, 1)).toBeGreaterThan(96);
    expect(hours(0.58, 3)).toBeGreaterThan(24);
    expect(hours(0.58, 3)).toBeLessThan(48);
    expect(hours(0.13, 1)).toBeCloseTo(24, 0);
  });

  test('without room nothing heals, until a truck arrives', async () => {
    const { ebs, passSeconds, count } = storage({ spareGib: 0 });
    const hit = ebs.strike(ZONE, { stuckShare: 0.4 });
    expect(hit.length).toBeGreaterThan(50);
    await passSeconds(48 * HOUR);
    expect(count('stuck')).toBe(hit.length);
    expect(ebs.status(ZONE).secondsLeft).toBe(Infinity);
    ebs.addSpare(ZONE, 40_000);
    expect(ebs.status(ZONE).secondsLeft).toBeCloseTo(4_000, 3);
    await passSeconds(2_000);
    expect(count('stuck')).toBeGreaterThan(hit.length * 0.35);
    expect(count('stuck')).toBeLessThan(hit.length * 0.65);
    await passSeconds(2_001);
    expect(count('stuck')).toBe(0);
  });

  test('a zone without power copies nothing, and goes on where it stopped', async () => {
    const { ebs, passSeconds, switchPower, count } = storage({ spareGib: 1e9 });
    ebs.strike(ZONE, { stuckShare: 1 });
    await passSeconds(5_000);
    const half = count('stuck');
    expect(half).toBeGreaterThan(70);
    expect(half).toBeLessThan(130);
    switchPower(false);
    await passSeconds(10 * HOUR);
    expect(count('stuck')).toBe(half);
    switchPower(true);
    await passSeconds(5_001);
    expect(count('stuck')).toBe(0);
  });
});

test('half of a zone is hit, the rest is not; one more volume changes no other’s fate', () => {
  const few = storage({}, 100);
  const many = storage({}, 101);
  const strike = { stuckShare: 0.4, inconsistentShare: 0.1 };
  const hit = few.ebs.strike(ZONE, strike);
  expect(hit.length).toBeGreaterThan(30);
  expect(hit.length).toBeLessThan(70);
  expect(few.count('inconsistent')).toBeGreaterThan(2);
  expect(few.count('inconsistent')).toBeLessThan(25);
  expect(many.ebs.strike(ZONE, strike).filter((id) => id !== 'vol-100')).toEqual(hit);
  expect(() => few.ebs.strike(ZONE, { stuckShare: 0.8, inconsistentShare: 0.3 })).toThrow(RangeError);
});

test.each([0.2, 0.58, 1])(
  'where %d of all volumes lose a copy to a loss of power, the square of the share of servers lose both',
  (share) => {
    const { ebs, count } = storage({}, 2_000);
    const both = (1 - Math.sqrt(1 - share)) ** 2;
    expect(ebs.losePower(ZONE, share)).toHaveLength(count('stuck') + count('inconsistent'));
    expect(count('inconsistent') / 2_000).toBeCloseTo(both, 1);
    expect(count('stuck') / 2_000).toBeCloseTo(share - both, 1);
    expect(ebs.status(ZONE).stuckGib).toBeCloseTo((share - both) * SMALL.dataGib, 6);
  },
);

test('a loss of power that costs no volume a copy leaves nothing behind', () => {
  const { ebs, count, stored, kernel } = storage();
  expect([ebs.losePower(ZONE, 0), count('ok'), kernel.pending]).toEqual([[], stored.length, 0]);
  expect(() => ebs.losePower(ZONE, 1.2)).toThrow(RangeError);
});

test('inconsistent volumes get recovery snapshots one after another, and stay closed until their owner opens them', async () => {
  const { ebs, stored, recovered, passSeconds, count } = storage();
  const hit = ebs.strike(ZONE, { stuckShare: 0, inconsistentShare: 0.2 });
  await passSeconds(10_000);
  expect(recovered.length).toBeGreaterThan(hit.length * 0.3);
  expect(recovered.length).toBeLessThan(hit.length * 0.7);
  await passSeconds(10_001);
  expect([...recovered].sort()).toEqual([...hit].sort());
  expect(count('inconsistent')).toBe(hit.length);
  for (const volume of stored) ebs.open(volume);
  expect(count('ok')).toBe(stored.length);
});

test('whose volume may be opened by itself has it back as soon as the zone is', () => {
  const { ebs, stored, switchPower, count } = storage();
  switchPower(false);
  for (const volume of stored) volume.autoEnableIo = true;
  ebs.strike(ZONE, { stuckShare: 0, inconsistentShare: 1 });
  expect(count('inconsistent')).toBe(stored.length);
  switchPower(true);
  expect(count('ok')).toBe(stored.length);
});

test('what ends a fault ends all harm at once, and who waited goes on', async () => {
  const { ebs, stored, recovered, count } = storage({ spareGib: 0 });
  const hit = ebs.strike(ZONE, { stuckShare: 0.5, inconsistentShare: 0.2 });
  const stuck = stored.find((volume) => ebs.condition(volume) === 'stuck')!;
  let writes = 0;
  ebs.whenWritable(stuck, () => writes++);
  expect([hit.length > 100, writes, recovered.length]).toEqual([true, 0, 0]);
  ebs.relieve(ZONE);
  expect([count('ok'), writes]).toEqual([stored.length, 1]);
  expect(recovered.length).toBeGreaterThan(0);
  expect(ebs.status(ZONE)).toMatchObject({ stuckGib: 0, unrecoveredGib: 0, secondsLeft: 0 });
});

test('a zone that nobody hit costs nothing; one that was hit costs an event only for who waits', async () => {
  const { kernel, ebs, stored } = storage();
  expect(stored.map((volume) => ebs.condition(volume)).every((condition) => condition === 'ok')).toBe(true);
  expect(kernel.pending).toBe(0);
  ebs.strike(ZONE, { stuckShare: 1 });
  expect(kernel.pending).toBe(0);
  const calls = stored.map((volume) => ebs.whenWritable(volume, () => {}));
  expect(kernel.pending).toBe(1);
  for (const cancel of calls) cancel?.();
  expect(kernel.pending).toBe(0);
});

test('however often one looks, and whatever happens between the looks, the same is done at the same time', async () => {
  const deed = fc.record({
    afterSeconds: fc.integer({ min: 1, max: 4 * HOUR }),
    what: fc.constantFrom('strike', 'spare', 'less', 'off', 'on'),
    share: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
  });
  const history = async (deeds: readonly (typeof deed extends fc.Arbitrary<infer D> ? D : never)[], looks: number) => {
    const { ebs, passSeconds, switchPower } = storage({}, 0);
    ebs.strike(ZONE, { stuckShare: 0.5 });
    for (const { afterSeconds, what, share } of deeds) {
      const before = ebs.status(ZONE);
      for (let look = 0; look < looks; look++) {
        await passSeconds(afterSeconds / looks);
        ebs.status(ZONE);
      }
      const after = ebs.status(ZONE);
      expect(after.stuckGib).toBeLessThanOrEqual(before.stuckGib + 1e-6);
      expect(after.spareGib).toBeGreaterThanOrEqual(0);
      // Never faster than the network allows.
      expect(before.stuckGib - after.stuckGib).toBeLessThanOrEqual(10 * afterSeconds + 1);
      if (what === 'strike') ebs.strike(ZONE, { stuckShare: share });
      if (what === 'spare') ebs.addSpare(ZONE, share * 10_000);
      if (what === 'less') ebs.addSpare(ZONE, -share * 10_000);
      if (what === 'off' || what === 'on') switchPower(what === 'on');
    }
    switchPower(true);
    const { secondsLeft, stuckGib, spareGib } = ebs.status(ZONE);
    if (secondsLeft !== Infinity) {
      // The forecast comes true, to the microsecond on which the clock ticks.
      await passSeconds(secondsLeft + 0.001);
      expect(ebs.status(ZONE).stuckGib).toBeLessThan(0.1);
    }
    return { secondsLeft, stuckGib, spareGib };
  };
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
      const seldom = await history(deeds, 1);
      const often = await history(deeds, 7);
      expect(often.stuckGib).toBeCloseTo(seldom.stuckGib, 0);
      expect(often.spareGib).toBeCloseTo(seldom.spareGib, 0);
      if (seldom.secondsLeft !== Infinity) expect(often.secondsLeft).toBeCloseTo(seldom.secondsLeft, -1);
    }),
    { numRuns: 60, seed: 20110421 },
  );
});

/** Load-based scaling: the average load of a role's machines starts and stops its load-based instances. */
import { describe, expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';

const minute = 60;
const busy = { cpu: 95, memory: 50, load: 1 };
const idle = { cpu: 5, memory: 50, load: 1 };

interface Story {
  small: SmallInstallation;
  /** The load of every machine from now on. */
  load: (now: typeof busy) => void;
  /** How many of the load-based instances somebody has asked to run. */
  asked: () => Promise<string[]>;
}

/** One 24/7 machine and `spare` load-based instances that are off. */
async function scaled(thresholds: object, spare: number, tell: (story: Story) => Promise<void>): Promise<void> {
  const small = new SmallInstallation({ setupSeconds: 30 });
  const names = ['always', ...Array.from({ length: spare }, (_, at) => `extra${at + 1}`)];
  await small.play(async () => {
    const cloud = `/clouds/${small.cloud._id}`;
    const load = (now: typeof busy) => {
      for (const name of names) small.loads.set(name, now);
    };
    load({ cpu: 50, memory: 50, load: 1 });
    await small.until(await small.start({ nickname: 'always' }), 'online');
    for (const nickname of names.slice(1)) {
      const spare = { roles: [small.role._id], nickname, auto_scaling_type: 'load' };
      expect((await small.api('POST', `${cloud}/instances`, spare)).status).toBe(201);
    }
    const set = await small.api('PUT', `${cloud}/roles/${small.role._id}/load_based_scaling`, thresholds);
    expect(set.status).toBe(202);
    await small.sleep(2 * minute);
    const asked = async () =>
      (await small.api('GET', `${cloud}/instances`)).body
        .filter(({ status }: { status: string }) => !['new', 'stopped', 'shutting_down'].includes(status))
        .map(({ nickname }: { nickname: string }) => nickname)
        .filter((nickname: string) => nickname !== 'always');
    await tell({ small, load, asked });
  });
}

test('a load that lasts 15 minutes starts a batch, then it is ignored for a while, then looked at again', () =>
  scaled({ up: { batch: 2, ignore_minutes: 20 }, down: { cpu: null } }, 5, async ({ small, load, asked }) => {
    load(busy);
    await small.sleep(14 * minute);
    expect(await asked()).toEqual([]);
    await small.sleep(3 * minute);
    expect(await asked()).toEqual(['extra1', 'extra2']);
    await small.sleep(18 * minute);
    expect(await asked()).toEqual(['extra1', 'extra2']);
    await small.sleep(4 * minute);
    expect(await asked()).toEqual(['extra1', 'extra2', 'extra3', 'extra4']);
    // No more than there are, however long it lasts.
    await small.sleep(60 * minute);
    expect(await asked()).toHaveLength(5);
  }));

test('a spike of 14 minutes starts nothing', () =>
  scaled({ up: {}, down: { cpu: null } }, 1, async ({ small, load, asked }) => {
    load(busy);
    await small.sleep(14 * minute);
    load({ cpu: 50, memory: 50, load: 1 });
    await small.sleep(30 * minute);
    expect(await asked()).toEqual([]);
  }));

test('it is the average that counts, over all online machines of the role', () =>
  scaled({ up: { cpu: 70, minutes: 3 }, down: { cpu: null } }, 2, async ({ small, load, asked }) => {
    load(busy);
    await small.sleep(5 * minute);
    expect(await asked()).toEqual(['extra1']);
    // 95 and 5 are 50: the load on one machine alone asks for nothing.
    small.loads.set('extra1', idle);
    await small.sleep(40 * minute);
    expect(await asked()).toEqual(['extra1']);
  }));

test('when one metric is low, however high the others, the last ones go, batch by batch, and 24/7 machines stay', () =>
  scaled(
    { up: { minutes: 2, ignore_minutes: 3, batch: 3 }, down: { minutes: 2, ignore_minutes: 12, batch: 2, memory: 20 } },
    3,
    async (story) => {
      const { small, load, asked } = story;
      load(busy);
      await small.sleep(12 * minute);
      expect(await asked()).toEqual(['extra1', 'extra2', 'extra3']);
      load(idle);
      await small.sleep(8 * minute);
      expect(await asked()).toEqual(['extra1']);
      await small.sleep(12 * minute);
      expect(await asked()).toEqual([]);
      await small.sleep(60 * minute);
      expect((await small.api('GET', `/clouds/${small.cloud._id}/instances`)).body[0].status).toBe('online');
    },
  ));

test('as long as one metric asks for more machines, none that is low asks for fewer', () =>
  scaled(
    { up: { cpu: 80, load: 10, minutes: 2, ignore_minutes: 2 }, down: { cpu: 30, minutes: 2 } },
    2,
    async (story) => {
      const { small, load, asked } = story;
      load({ cpu: 5, memory: 50, load: 20 });
      await small.sleep(30 * minute);
      expect(await asked()).toEqual(['extra1', 'extra2']);
    },
  ));

test('time-based and 24/7 instances are never touched', () =>
  scaled({ up: { minutes: 2 }, down: { cpu: null } }, 1, async ({ small, load, asked }) => {
    const cloud = `/clouds/${small.cloud._id}`;
    const { body } = await small.api('POST', `${cloud}/instances`, { roles: [small.role._id], nickname: 'a-plain' });
    const timed = await small.api('POST', `${cloud}/instances`, { roles: [small.role._id], nickname: 'a-timed' });
    await small.api('PUT', `${cloud}/instances/${timed.body.id}/auto_scaling`, { auto_scaling_type: 'timer' });
    load(busy);
    await small.sleep(60 * minute);
    expect(await asked()).toEqual(['extra1']);
    expect((await small.instance(body.id)).status).toBe('new');
  }));

describe('thresholds', () => {
  test('need at least one metric', () =>
    scaled({}, 0, async ({ small }) => {
      const none = { cpu: null, memory: null, load: null };
      const path = `/clouds/${small.cloud._id}/roles/${small.role._id}/load_based_scaling`;
      const answer = await small.api('PUT', path, { up: none, down: none });
      expect([answer.status, answer.body.errors]).toEqual([412, ['At least one metric is needed']]);
    }));

  test('that are removed stop all looking and all reports', () =>
    scaled({}, 1, async ({ small, load, asked }) => {
      const path = `/clouds/${small.cloud._id}/roles/${small.role._id}/load_based_scaling`;
      expect((await small.api('DELETE', path)).status).toBe(202);
      await small.sleep(3600);
      load(busy);
      const { trace } = small.world.kernel;
      const before = trace.events;
      await small.sleep(4 * 3600);
      expect(trace.events - before).toBeLessThan(50);
      expect(await asked()).toEqual([]);
    }));
});

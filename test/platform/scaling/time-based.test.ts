/** Time-based instances: the hours of their schedule win over whatever people do. The story begins on Sunday, 7 August 2011, 17:41 UTC. */
import { describe, expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';

const quick = { setupSeconds: 30 };
const pathOf = (small: SmallInstallation, instance: string) => `/clouds/${small.cloud._id}/instances/${instance}`;

async function timed(small: SmallInstallation, schedule: object, nickname = 'night'): Promise<string> {
  const { body } = await small.api('POST', `/clouds/${small.cloud._id}/instances`, {
    roles: [small.role._id],
    nickname,
  });
  const answer = await small.api('PUT', `${pathOf(small, body.id)}/auto_scaling`, {
    auto_scaling_type: 'timer',
    schedule,
  });
  expect(answer.status).toBe(202);
  return body.id;
}

const startsOf = (small: SmallInstallation, instance: string, to: string): string[] =>
  small
    .linesOf('instance.status')
    .filter(({ data }) => data.instance === instance && data.to === to)
    .map(({ atMs }) => new Date(atMs).toISOString().slice(11, 16));

test('runs in its hours, UTC, from the full hour on, without anybody having to start it', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const fields = { roles: [small.role._id], auto_scaling_type: 'timer', schedule: { every_day: [18, 20] } };
    const one = (await small.api('POST', `/clouds/${small.cloud._id}/instances`, fields)).body.id;
    await small.sleep(4 * 3600);
    expect(startsOf(small, one, 'requested')).toEqual(['18:00', '20:00']);
    expect(startsOf(small, one, 'shutting_down')).toEqual(['19:00', '21:00']);
  });
});

test('what people start or stop is undone at the next check, which comes within two minutes', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const [now, never] = [await timed(small, { every_day: [17, 18, 19] }), await timed(small, {}, 'never')];
    await small.until(now, 'online');
    await small.api('POST', `${pathOf(small, now)}/stop`);
    await small.api('POST', `${pathOf(small, never)}/start`);
    await small.until(now, 'stopped');
    await small.until(now, 'booting', 125);
    await small.until(never, 'stopped');
    await small.until(now, 'online');
    await small.sleep(600);
    expect(small.statesOf(now).filter((state) => state === 'requested')).toHaveLength(2);
  });
});

test('a weekday that is named wins over every day', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const one = await timed(small, { every_day: [18], sunday: [], monday: [1] });
    await small.sleep(9 * 3600);
    expect(startsOf(small, one, 'requested')).toEqual(['01:00']);
  });
});

test('an instance that is time-based no more stays as it is, and nobody looks any more', async () => {
  const small = new SmallInstallation(quick);
  await small.play(async () => {
    const one = await timed(small, { every_day: [17] });
    await small.until(one, 'online');
    await small.api('PUT', `${pathOf(small, one)}/auto_scaling`, { auto_scaling_type: null });
    await small.sleep(600);
    const { trace } = small.world.kernel;
    const before = trace.events;
    await small.sleep(4 * 3600);
    expect(trace.events - before).toBeLessThan(50);
    expect((await small.api('GET', pathOf(small, one))).body.status).toBe('online');
  });
});

describe('hours that are none', () => {
  test.each([[{ every_day: [24] }], [{ every_day: ['8'] }], [{ every_day: 8 }], [{ monday: [-1] }]])(
    'are refused: %j',
    async (schedule) => {
      const small = new SmallInstallation(quick);
      await small.play(async () => {
        const { body } = await small.api('POST', `/clouds/${small.cloud._id}/instances`, { roles: [small.role._id] });
        const answer = await small.api('PUT', `${pathOf(small, body.id)}/auto_scaling`, {
          auto_scaling_type: 'timer',
          schedule,
        });
        expect([answer.status, answer.body.errors.length]).toEqual([412, 1]);
      });
    },
  );
});

/** Stopping, while workers die. */
import { expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';

/** Milliseconds between the wish and the death of the only worker: what it writes first and last is written between 14 and 16. */
test.each([1, 14, 14.25, 14.5, 14.75, 15, 15.25, 15.5, 15.75, 16, 45_000])(
  'a worker that is killed %d ms after the wish to stop spares nobody the shutdown event nor its 45 s',
  async (afterMs) => {
    const small = new SmallInstallation({ workers: 1, setupSeconds: 20 });
    await small.play(async () => {
      const instance = await small.start();
      await small.until(instance, 'online');
      const wished = small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`);
      while (small.statesOf(instance).at(-1) !== 'shutting_down') await small.sleep(0.0005);
      await small.sleep(afterMs / 1000);
      small.workers[0]!.end();
      // So late that the first 45 s would be over.
      await small.sleep(20);
      small.startWorker('worker2');
      expect((await wished).status).toBe(202);
      await small.until(instance, 'stopped');
      const shutdowns = small.runsOf('shutdown');
      expect(shutdowns).toHaveLength(1);
      const calls = small.ec2Calls.filter(({ action }) => action === 'TerminateInstances');
      const calledMs = small.world.kernel.startMs + calls[0]!.atUs / 1000;
      expect(calledMs - shutdowns[0]!.atMs).toBeGreaterThan(44_980);
    });
  },
);

test('a stop that is wished twice is one stop, 45 s after the first event', async () => {
  const small = new SmallInstallation({ setupSeconds: 20 });
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    const path = `/clouds/${small.cloud._id}/instances/${instance}/stop`;
    for (let time = 1; time <= 4; time++) {
      expect((await small.api('POST', path)).status).toBe(202);
      await small.sleep(10);
    }
    await small.until(instance, 'stopped');
    const [shutdown, ...more] = small.runsOf('shutdown');
    expect(more).toEqual([]);
    const [call] = small.ec2Calls.filter(({ action }) => action === 'TerminateInstances');
    const waitedMs = small.world.kernel.startMs + call!.atUs / 1000 - shutdown!.atMs;
    expect(waitedMs).toBeGreaterThan(44_980);
    expect(waitedMs).toBeLessThanOrEqual(45_010);
  });
});

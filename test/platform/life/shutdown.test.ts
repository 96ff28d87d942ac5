/** Stopping, while workers die. */
import { expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';

/**
 * The frontend writes twice; the job then writes when the machine is to be terminated, and tells Redis. The worker is away
 * until the first 45 s are over.
 */
test.each([1, 2, 3])(
  'a worker that is killed after write %d of a stop spares nobody the shutdown event nor its 45 s',
  async (writes) => {
    let lastWrite = Number.POSITIVE_INFINITY;
    const small: SmallInstallation = new SmallInstallation({
      workers: 1,
      setupSeconds: 20,
      beforeEachEvent: () => {
        if (lastWrite < Number.POSITIVE_INFINITY && small.writes >= lastWrite) small.workers[0]!.end();
      },
    });
    await small.play(async () => {
      const instance = await small.start();
      await small.until(instance, 'online');
      await small.sleep(60);
      lastWrite = small.writes + writes;
      expect((await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`)).status).toBe(202);
      await small.sleep(60);
      expect(small.workers[0]!.alive).toBe(false);
      small.startWorker('worker2');
      await small.until(instance, 'stopped');
      const [shutdown, ...more] = small.runsOf('shutdown');
      expect(more).toEqual([]);
      expect(terminatedAtMs(small) - shutdown!.atMs).toBeGreaterThan(44_980);
    });
  },
);

test('a worker that is killed when the 45 s are over terminates the machine all the same', async () => {
  const small = new SmallInstallation({ workers: 1, setupSeconds: 20 });
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`);
    await small.sleep(45);
    small.workers[0]!.end();
    small.startWorker('worker2');
    await small.until(instance, 'stopped');
    expect(terminatedAtMs(small) - small.runsOf('shutdown')[0]!.atMs).toBeGreaterThan(44_980);
  });
});

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
    const waitedMs = terminatedAtMs(small) - shutdown!.atMs;
    expect(waitedMs).toBeGreaterThan(44_980);
    expect(waitedMs).toBeLessThanOrEqual(45_010);
  });
});

function terminatedAtMs({ ec2Calls, world }: SmallInstallation): number {
  return world.kernel.startMs + ec2Calls.find(({ action }) => action === 'TerminateInstances')!.atUs / 1000;
}

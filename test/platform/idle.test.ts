import { expect, test } from 'vitest';
import { SmallInstallation } from './small-installation.ts';

test('an idle installation costs next to nothing', async () => {
  const small = new SmallInstallation({ workers: 4, frontends: 3, setupSeconds: 10 });
  await small.play(async () => {
    const instances = await Promise.all(Array.from({ length: 15 }, () => small.start()));
    for (const instance of instances) await small.until(instance, 'online');
    // Until the last delayed job (has the agent called in time?) is done.
    await small.sleep(3600);
    const { kernel } = small.world;
    const before = kernel.trace.events;
    await small.sleep(10 * 3600);
    expect(kernel.trace.events - before).toBeLessThan(50);
  });
});

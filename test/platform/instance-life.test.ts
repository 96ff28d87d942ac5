import { expect, test } from 'vitest';
import { SmallInstallation } from './small-installation.ts';

const wholeLife = ['requested', 'pending', 'booting', 'running_setup', 'online'];

test('an instance goes from requested to online in the order of the knowledge base', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    expect(small.statesOf(instance)).toEqual(wholeLife);
    expect(small.runs.map(({ activity }) => activity)).toEqual(['setup', 'configure']);
  });
});

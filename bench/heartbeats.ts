/**
 * 10,000 machines that report every ten seconds, each from a moment of its own: the size of the world's event queue is
 * what is measured.
 */
import { Kernel } from '../src/sim/kernel/index.ts';

export const MACHINES = 10_000;
export const BEATS_PER_MACHINE = 30;
const PERIOD_US = 10_000_000;

export async function heartbeatsWithCallbacks(): Promise<Kernel> {
  const kernel = new Kernel({ seed: 1 });
  const phases = kernel.random('phases');
  const lastSeenUs = new Float64Array(MACHINES);
  for (let machine = 0; machine < MACHINES; machine++) {
    let beats = 0;
    const beat = () => {
      lastSeenUs[machine] = kernel.nowUs;
      if (++beats < BEATS_PER_MACHINE) kernel.after(PERIOD_US, beat, 'beat');
    };
    kernel.after(phases.uniform() * PERIOD_US, beat, 'beat');
  }
  await kernel.run();
  return kernel;
}

export async function heartbeatsWithProcesses(): Promise<Kernel> {
  const kernel = new Kernel({ seed: 1 });
  const phases = kernel.random('phases');
  const lastSeenUs = new Float64Array(MACHINES);
  for (let machine = 0; machine < MACHINES; machine++) {
    kernel.spawn('machine', async () => {
      await kernel.sleep(phases.uniform() * PERIOD_US);
      for (let beats = 1; ; beats++) {
        lastSeenUs[machine] = kernel.nowUs;
        if (beats === BEATS_PER_MACHINE) return;
        await kernel.sleep(PERIOD_US);
      }
    });
  }
  await kernel.run();
  return kernel;
}

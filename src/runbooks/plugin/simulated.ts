import { fetchFrom } from '../../sim/network/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import type { Surroundings } from './adapt.ts';

/** A simulated world: its clock, and its network as the operators' office sees it. */
export function simulated({ world, operator }: Testbed): Surroundings {
  const { kernel } = world;
  return {
    environment: 'simulated',
    nowMs: () => kernel.nowMs(),
    sleepUs: (us) => kernel.sleep(us, 'plug-in'),
    fetch: (url, init) => fetchFrom(operator.process, url, init),
  };
}

/** What can be measured of an installation's Redis. */
import { lineageOf } from '../lost-redis-writes.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { inRange, type Looks } from './reading.ts';

export function redisLooks(testbed: Testbed): Pick<Looks, 'redis:writable-masters'> {
  return {
    'redis:writable-masters': async ({ installation }, tolerance) =>
      inRange(writableMasters(testbed, installation), tolerance, 'Redis take writes to the same data'),
  };
}

/**
 * Every new Redis is a master and takes writes, but has data of its own until somebody seeds it. So those are counted together whose
 * histories have something in common: an old master, and whoever was promoted from its copy. One in a dark zone takes no writes.
 */
function writableMasters(testbed: Testbed, installation: string): number {
  const { network } = testbed.world;
  const processes = [...testbed.machines.keys()]
    .filter((host) => host.up && host.label.startsWith(`${installation}/`))
    .flatMap((host) => testbed.servicesOf(host).redis ?? [])
    .filter(({ process }) => process.alive);
  const lineages = processes
    .filter(({ process, server }) => {
      return server.glance().master === undefined && network.isOpen(testbed.monitor.host, process.host);
    })
    .map((redis) => [...lineageOf(redis, processes).keys()]);
  const together = lineages.map((ids) => lineages.filter((other) => other.some((id) => ids.includes(id))).length);
  return Math.max(0, ...together);
}

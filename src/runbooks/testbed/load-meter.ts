/**
 * How loaded a machine is: what reaches it over the network is work for its cores. The measures are ours; that twice the
 * requests are twice the work, and that a larger machine bears more of them, is what load-based scaling goes by.
 */
import type { Machine } from '../../platform/environment.ts';
import type { Process } from '../../sim/network/index.ts';

/** For so long one request or message keeps a core of one ECU busy. */
const ECU_SECONDS_PER_MESSAGE = 0.05;
const SYSTEM_MIB = 256;
const PROCESS_MIB = 128;

/** The load of the machine below `process`, each time since it was last asked for. */
export function loadMeter({ host, kernel }: Process): NonNullable<Machine['load']> {
  let [sinceUs, before] = [kernel.nowUs, host.received];
  return () => {
    const { cores, ecuPerCore, memoryMib } = host.hardware;
    const seconds = Math.max(1, (kernel.nowUs - sinceUs) / 1e6);
    const busyCores = ((host.received - before) / seconds) * (ECU_SECONDS_PER_MESSAGE / ecuPerCore);
    [sinceUs, before] = [kernel.nowUs, host.received];
    const usedMib = SYSTEM_MIB + host.processes.size * PROCESS_MIB;
    return {
      cpu: Math.min(100, (100 * busyCores) / cores),
      memory: Math.min(100, (100 * usedMib) / memoryMib),
      load: busyCores,
    };
  };
}

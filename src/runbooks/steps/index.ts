/**
 * What the kinds of steps do. Each acts through the clients that an operator would use, from an office outside EC2,
 * over the world's network: HTTP to Scalarium, client-ec2, nano, ioredis, a shell on a machine. None reaches into a
 * server.
 *
 * People, checkpoints and called runbooks are the runner's own.
 */
import { pluginSteps } from '../plugin/adapt.ts';
import { simulated } from '../plugin/simulated.ts';
import type { StepHandlers } from '../runner/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { addressSteps } from './addresses.ts';
import { couchSteps } from './couchdb.ts';
import { replicaSteps } from './create-replica.ts';
import { dnsSteps } from './dns.ts';
import { ec2Steps } from './ec2.ts';
import { followSteps } from './follow.ts';
import { redisSteps } from './redis.ts';
import { scalariumSteps } from './scalarium.ts';
import { standbySteps } from './standby.ts';
import { topologySteps } from './topology.ts';

/** `steadyStateHeld` resolves when the scenario's steady state has held for its time; `anew`: for a time that begins now. */
export function stepHandlers(testbed: Testbed, steadyStateHeld: (anew: boolean) => Promise<void>): StepHandlers {
  return {
    ...couchSteps(testbed),
    ...replicaSteps(testbed),
    ...redisSteps(testbed),
    ...dnsSteps(testbed),
    ...ec2Steps(testbed),
    ...scalariumSteps(testbed),
    ...topologySteps(testbed),
    ...addressSteps(testbed),
    ...followSteps(testbed),
    ...standbySteps(testbed),
    'steady-state:wait': async ({ with: { anew } }) => {
      await steadyStateHeld(anew);
    },
    ...pluginSteps(simulated(testbed)),
  };
}

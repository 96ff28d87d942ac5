/** The table of faults: what carries out which. */
import { killProcesses, pullPlugs, shutDown } from './hosts.ts';
import { lose, partition, slowDown } from './links.ts';
import type { Fault, PlannedFault } from './plan.ts';
import {
  answerWithErrors,
  cutQuota,
  delayStatus,
  disableLaunches,
  disturbDns,
  dropDeadPeers,
  falsifyStatus,
} from './services.ts';
import type { Carried, Stage } from './stage.ts';
import { addSpare, impairStorage, loseSnapshots } from './storage.ts';
import { impair, interruptPower, shortenCapacity } from './zones.ts';

type Action = PlannedFault['action'];

const ACTIONS: { readonly [A in Action]: (stage: Stage, fault: Fault<A>) => Carried } = {
  'zone:network-impairment': impair,
  'zone:power-interruption': interruptPower,
  'zone:insufficient-capacity': shortenCapacity,
  'zone:ebs-impairment': impairStorage,
  'ebs:add-spare': addSpare,
  'ebs:lose-snapshots': loseSnapshots,
  'control-plane:drop-dead-peers': dropDeadPeers,
  'control-plane:disable-launches': disableLaunches,
  'api:internal-error': answerWithErrors,
  'api:throttle-error': answerWithErrors,
  'api:unavailable-error': answerWithErrors,
  'account:quota-cut': cutQuota,
  'link:partition': partition,
  'link:latency': slowDown,
  'link:loss': lose,
  'dns:wrong-answer': disturbDns,
  'dns:no-answer': disturbDns,
  'dns:stale-resolvers': disturbDns,
  'status-page:late': delayStatus,
  'status-page:wrong': falsifyStatus,
  'host:power': pullPlugs,
  'host:shutdown': shutDown,
  'process:kill': killProcesses,
};

/** What is done in a moment cannot be ended. */
export const MOMENTS: ReadonlySet<Action> = new Set<Action>([
  'control-plane:drop-dead-peers',
  'ebs:add-spare',
  'ebs:lose-snapshots',
  'host:shutdown',
]);

export function carryOut(stage: Stage, fault: PlannedFault): Carried {
  const act = ACTIONS[fault.action] as (stage: Stage, fault: PlannedFault) => Carried;
  return act(stage, fault);
}

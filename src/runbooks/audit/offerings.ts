/**
 * Whose letter is whose, found as it was found in 2009: each account asks EC2 for its offerings of reserved instances, whose ids name the
 * physical zone and are the same for all (alestic.com/2009/07/ec2-availability-zones). It is read-only and takes the keys of both.
 *
 * EC2 here is that of the scenario's world with its own seed, so the ids are those that a run, or `serve`, would show.
 */
import { Ec2, Topology } from '../../sim/cloud/index.ts';
import { Kernel } from '../../sim/kernel/index.ts';
import type { Scenario } from '../files/index.ts';
import { accountsOf } from '../testbed/accounts.ts';
import { type Placed, zoneName } from './zones.ts';

const worlds = new WeakMap<Scenario, Ec2>();

/** An offering that both are shown for their zones: then it is one zone, under two names perhaps. Undefined where none is common. */
export function sharedOffering(scenario: Scenario, one: Placed, other: Placed): string | undefined {
  const theirs = new Set(offeringIds(scenario, other));
  return offeringIds(scenario, one).find((id) => theirs.has(id));
}

function offeringIds(scenario: Scenario, placed: Placed): string[] {
  const { ReservedInstancesOfferings = [] } = ec2Of(scenario).perform(placed, 'DescribeReservedInstancesOfferings', {
    AvailabilityZone: zoneName(placed),
  });
  return ReservedInstancesOfferings.map(({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId!);
}

/** A world in which nothing happens: it is only asked. */
function ec2Of(scenario: Scenario): Ec2 {
  let ec2 = worlds.get(scenario);
  if (!ec2) {
    const kernel = new Kernel({ seed: scenario.seed, keepHostGlobals: true });
    const { regions } = scenario.world;
    const topology = new Topology({ regions, accounts: accountsOf(scenario), random: (name) => kernel.random(name) });
    const machines = { create: () => ({ boot() {}, halt() {}, destroy() {} }) };
    const zones = { reachable: () => true, hasPower: () => true, onChange() {} };
    ec2 = new Ec2({ kernel, topology, machines, zones });
    worlds.set(scenario, ec2);
  }
  return ec2;
}

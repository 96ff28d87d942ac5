/** A scenario's accounts as a world is given them. */
import type { CapacityOptions, RequestRates, TopologyOptions } from '../../sim/cloud/index.ts';
import type { Scenario } from '../files/index.ts';

export function accountsOf(scenario: Scenario): TopologyOptions['accounts'] {
  return Object.fromEntries(
    Object.entries(scenario.world.accounts).map(([name, { zoneNames }]) => [
      name,
      { zoneNames: zoneNames.kind === 'pinned' ? zoneNames.letters : zoneNames.kind },
    ]),
  );
}

export function quotasOf(
  scenario: Scenario,
): Record<string, { readonly instances?: number; readonly addresses?: number }> {
  return Object.fromEntries(Object.entries(scenario.world.accounts).map(([name, { quota }]) => [name, quota ?? {}]));
}

/** How many more machines fit into which zone; any number into those that are not named. */
export function capacityOf({ world }: Pick<Scenario, 'world'>): CapacityOptions {
  return world.capacity as CapacityOptions;
}

/** Of the accounts that may not call as often as they like; undefined where all may. */
export function requestRatesOf(scenario: Pick<Scenario, 'world'>): Record<string, RequestRates> | undefined {
  const limited = Object.entries(scenario.world.accounts).flatMap(([name, { requests }]) =>
    requests === undefined ? [] : [[name, requests] as const],
  );
  return limited.length === 0 ? undefined : Object.fromEntries(limited);
}

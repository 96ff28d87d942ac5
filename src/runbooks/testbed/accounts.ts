/** A scenario's accounts as a world is given them. */
import type { TopologyOptions } from '../../sim/cloud/index.ts';
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

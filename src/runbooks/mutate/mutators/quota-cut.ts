import { usualQuota } from '../../files/catalogue/names.ts';
import type { Scenario } from '../../files/index.ts';
import { census } from '../../testbed/census.ts';
import { type Design, type Mutator, withWorld } from '../design.ts';

/** A quota is for each region. It has room for what runs at the start, and for the canary: where that cannot start, nothing is tested. */
export const quotaCut: Mutator = {
  name: 'quota-cut',
  sentence: 'No account of an installation may run more machines in a region than its fullest region has',
  apply(design) {
    const { accounts, installations } = design.scenario.world;
    const own = new Set(Object.values(installations).map(({ account }) => account));
    const cut = Object.entries(accounts).map(([name, account]) => {
      const quota = account.quota ?? usualQuota;
      const instances = own.has(name) ? Math.min(quota.instances, fullestRegion(design, name)) : quota.instances;
      return [name, instances === quota.instances ? account : { ...account, quota: { ...quota, instances } }] as const;
    });
    const changed = cut.some(([name, account]) => account !== accounts[name]);
    return changed ? withWorld(design, { accounts: Object.fromEntries(cut) }) : undefined;
  },
};

function fullestRegion({ scenario }: Design, account: string): number {
  const counts = new Map<string, number>();
  for (const machine of [...census(scenario), ...canaries(scenario)]) {
    if (machine.account === account) counts.set(machine.region, (counts.get(machine.region) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
}

/** Where the steady state is to hold with a machine more. */
function canaries({ world, steadyState }: Scenario): { account: string | undefined; region: string }[] {
  return steadyState.probes.flatMap((probe) => {
    if (probe.uses !== 'scalarium:canary') return [];
    const { installation, region } = probe.with;
    return [{ account: world.installations[installation]?.account, region }];
  });
}

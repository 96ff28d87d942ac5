import { type Design, type Mutator, withWorld } from '../design.ts';

/** EC2's own, where a scenario names no other. */
const quotaDefault = { instances: 20, addresses: 5 };
const spare = 2;

export const quotaCut: Mutator = {
  name: 'quota-cut',
  sentence: 'No account may start more than two machines besides those that run',
  apply(design) {
    const { accounts } = design.scenario.world;
    const cut = Object.entries(accounts).map(([name, account]) => {
      const quota = account.quota ?? quotaDefault;
      const instances = Math.min(quota.instances, machinesOf(design, name) + spare);
      return [name, instances === quota.instances ? account : { ...account, quota: { ...quota, instances } }] as const;
    });
    const changed = cut.some(([name, account]) => account !== accounts[name]);
    return changed ? withWorld(design, { accounts: Object.fromEntries(cut) }) : undefined;
  },
};

/** How many machines of an account run when the story begins. */
function machinesOf({ scenario: { world } }: Design, account: string): number {
  const installations = Object.values(world.installations).filter((installation) => installation.account === account);
  const customers = world.customers.filter((customer) => customer.account === account);
  const counts = [
    ...installations.flatMap(({ roles, replicas }) => [
      ...Object.values(roles).map(({ count }) => count),
      replicas.length,
    ]),
    ...customers.flatMap(({ roles }) => Object.values(roles)),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What the offerings of reserved instances say of letters is what the world that runs says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharedOffering } from '../../../src/runbooks/audit/offerings.ts';
import { loadScenario, type Scenario } from '../../../src/runbooks/files/index.ts';
import { accountsOf } from '../../../src/runbooks/testbed/accounts.ts';
import { Topology } from '../../../src/sim/cloud/index.ts';
import { Kernel } from '../../../src/sim/kernel/index.ts';
import { found } from './small-plan.ts';

const { scenario } = loadScenario('scenarios/2011-08-07-eu-west-1.yaml');
const region = 'eu-west-1';
const letters = fc.constantFrom('a', 'b', 'c');

it('two accounts are shown a common offering exactly where their letters mean one zone, whatever the seed and the shuffle', () => {
  fc.assert(
    fc.property(fc.nat(), letters, letters, (seed, mine, theirs) => {
      const kind = 'shuffled' as const;
      const accounts = { main: { zoneNames: { kind } }, kernel: { zoneNames: { kind } } } as never;
      const shuffled: Scenario = { ...scenario, seed, world: { ...scenario.world, accounts } };
      const kernel = new Kernel({ seed });
      const { regions } = scenario.world;
      const random = (name: string) => kernel.random(name);
      const topology = new Topology({ regions, accounts: accountsOf(shuffled), random });
      const same = topology.zoneId('main', region + mine) === topology.zoneId('kernel', region + theirs);
      const main = { account: 'main', region, zone: mine };
      const other = { account: 'kernel', region, zone: theirs };
      expect(sharedOffering(shuffled, main, other) !== undefined).toBe(same);
    }),
    { numRuns: 60, seed: 20110807 },
  );
});

it('the finding names the offering, or says that with this seed there is none', () => {
  const placeHere = ['place: { region: us-east-1, zone: b }', 'place: { region: eu-west-1, zone: b }'] as const;
  const [pinned] = found(placeHere);
  expect(pinned!.message).toMatch(/; main and kernel are both offered the reserved instance [0-9a-f-]{36}$/);
  const unpinned = ['{ eu-west-1: { a: euw1-az3, b: euw1-az1, c: euw1-az2 } }', 'shuffled'] as const;
  const outcomes = Array.from({ length: 12 }, (_, seed) => {
    const [shuffled] = found(placeHere, unpinned, ['seed: 1', `seed: ${seed}`]);
    return /with seed \d+ they are (the same|apart)/.exec(shuffled!.message)?.[1];
  });
  expect(new Set(outcomes)).toEqual(new Set(['the same', 'apart']));
});

/** A zone whose power is back is not well yet: its machines wait for their volumes, and these for room. No scenario says how long. */
import { expect, test } from 'vitest';
import { execute } from '../../src/runbooks/execute.ts';
import { SCENARIO } from '../runbooks/testbed/small-testbed.ts';

const HOUR = 3600;

interface Given {
  seed: number;
  /** Of the zone's volumes. */
  lost: number;
  /** Hardware that is brought after an hour. */
  trucksGib?: number;
}

/** Twenty minutes without power in the zone of the installation; nobody does anything. Hours until customers are served, if ever. */
async function hoursOut({ seed, lost, trucksGib }: Given): Promise<number | undefined> {
  const trucks = `  - { name: trucks, uses: "ebs:add-spare", target: dark, at: PT1H, with: { gib: ${trucksGib} } }`;
  const method = [
    'targets: { dark: { type: zone, ids: [euw1-az1] } }',
    'method:',
    `  - { name: power, uses: "zone:power-interruption", target: dark, at: PT0S, for: PT20M, with: { ebs: { lost: ${lost} } } }`,
    ...(trucksGib ? [trucks] : []),
  ];
  const text = `${SCENARIO}\n${method.join('\n')}\n`;
  const { result } = await execute({ sources: [{ path: 'small.yaml', text }], seed }, {});
  return result.recovery.recovered ? result.recovery.rtoSeconds! / HOUR : undefined;
}

test('where no copy is lost the installation is there soon after the power', async () => {
  expect(await hoursOut({ seed: 4, lost: 0 })).toBeLessThan(0.6);
});

test('where a third of the volumes loses one it is hours, fewer with more room, and too many with none', async () => {
  const [much, some] = [3_000_000, 300_000].map((trucksGib) => ({ seed: 4, lost: 0.3, trucksGib }));
  const [quick, slow] = [await hoursOut(much!), await hoursOut(some!)];
  expect(quick).toBeGreaterThan(2);
  expect(slow! / quick!).toBeGreaterThan(1.5);
  expect(await hoursOut({ seed: 4, lost: 0.3 })).toBeUndefined();
});

test('which machine is hit is chance: another seed heals by itself, and sooner with help', async () => {
  const alone = await hoursOut({ seed: 1, lost: 0.3 });
  expect(alone).toBeGreaterThan(4);
  expect(await hoursOut({ seed: 1, lost: 0.3, trucksGib: 300_000 })).toBeLessThan(alone! / 2);
});

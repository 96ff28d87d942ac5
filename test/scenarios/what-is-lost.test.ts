/** Acknowledged writes that a recovery leaves behind are counted. */
import { expect, it } from 'vitest';
import { august7, type Change } from './august-7.ts';

/** From the first fault on nothing gets from the old region to the replica that will be promoted. */
// With this seed customers' machines are hit, and the platform has something to write down.
const replicaCutOff: Change = {
  variant: 'decided-at-once',
  seed: 1,
  edit: [
    [
      '  dark-zone: { type: zone, ids: [euw1-az1] }',
      '  dark-zone: { type: zone, ids: [euw1-az1] }\n  atlantic: { type: link, between: [eu-west-1, us-west-1] }',
    ],
    [
      '  - { name: power-lost, ',
      '  - { name: cut-off, uses: "link:partition", target: atlantic, at: PT0S, for: PT20M }\n  - { name: power-lost, ',
    ],
  ],
};

it('what the old master wrote while the replica could not hear it is lost, counted, and dated', async () => {
  const { result } = await august7(replicaCutOff);
  expect(result.recovery.recovered).toBe(true);
  expect(result.recovery.lostWrites).toBeGreaterThan(0);
  expect(result.recovery.rpoSeconds).toBeGreaterThan(60);
  expect(result.recovery.rpoSeconds).toBeLessThan(8 * 60);
  expect(result.budgets.find(({ id }) => id === 'rpo')?.passed).toBe(false);
});

/** On batteries any rack may lose its network, and with this seed the stores' does. */
const anyRackHit: Change = {
  variant: 'decided-at-once',
  seed: 7,
  edit: [[', except: [main/couch-master, main/redis-master]', '']],
};

it('had the stores lost their network on batteries, minutes of writes would be gone with the power', async () => {
  const { result } = await august7(anyRackHit);
  expect(result.recovery.lostWrites).toBeGreaterThan(0);
  expect(result.budgets.find(({ id }) => id === 'rpo')?.passed).toBe(false);
  const asItWas = await august7({ ...anyRackHit, edit: [] });
  expect(asItWas.result.recovery.lostWrites).toBe(0);
});

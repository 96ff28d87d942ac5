/** Acknowledged writes that a recovery leaves behind are counted. */
import { expect, it } from 'vitest';
import { august7, type Change } from './august-7.ts';

/** From the first fault on nothing gets from the old region to the replica that will be promoted. */
const replicaCutOff: Change = {
  variant: 'decided-at-once',
  edit: [
    [
      '  dark-zone: { type: zone, ids: [euw1-az1] }',
      '  dark-zone: { type: zone, ids: [euw1-az1] }\n  atlantic: { type: link, between: [eu-west-1, us-west-1] }',
    ],
    [
      '  - { name: brown-floor, ',
      '  - { name: cut-off, uses: "link:partition", target: atlantic, at: PT0S, for: PT20M }\n  - { name: brown-floor, ',
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

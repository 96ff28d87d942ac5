import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HANDLERS } from '../../../../src/sim/cloud/actions/index.ts';
import { CALLABLE, type Deed, play, type Tally } from './history.ts';
import { Nature } from './nature.ts';
import { REQUESTS } from './requests/index.ts';

/** Half of what is asked for: what has to happen for other things to be possible. */
const OFTEN = [
  ...['RunInstances', 'RunInstances', 'RunInstances', 'AllocateAddress', 'AssociateAddress', 'AssociateAddress'],
  ...['CreateVolume', 'AttachVolume', 'CreateSnapshot', 'CreateSecurityGroup', 'AuthorizeSecurityGroupIngress'],
  ...['DetachVolume', 'RegisterImage', 'DeregisterImage', 'DeleteSecurityGroup', 'DeleteVolume', 'DeleteSnapshot'],
  ...[
    'RevokeSecurityGroupIngress',
    'RevokeSecurityGroupEgress',
    'AuthorizeSecurityGroupEgress',
    'ModifySecurityGroupRules',
    'EnableVolumeIO',
    'DeleteVolume',
    'CopyImage',
  ],
].filter((action) => CALLABLE.includes(action as never));

/** No type of 2011 has credits to describe. */
const REFUSED_BY_ALL = ['DescribeInstanceCreditSpecifications'];

const afterSeconds = fc.constantFrom(0, 0, 1, 10, 60, 400);
const call = fc.record({
  afterSeconds,
  by: fc.constantFrom(0, 0, 0, 1, 1, 2),
  action: fc.oneof(fc.constantFrom(...OFTEN), fc.constantFrom(...CALLABLE)),
  numbers: fc.array(fc.nat({ max: 1 << 16 }), { minLength: 12, maxLength: 12 }),
});
const strike = fc.record({ afterSeconds, nature: fc.constantFrom(...Nature.kinds), nth: fc.nat({ max: 5 }) });
const deeds = fc.array(
  fc.oneof({ weight: 6, arbitrary: call }, { weight: 1, arbitrary: strike }) as fc.Arbitrary<Deed>,
  { minLength: 20, maxLength: 120, size: 'max' },
);

/** Shrinking a failure may take long: what it has found by then is reported. */
const TIME_LIMIT = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true };

test('every action that EC2 answers to has a line that says how customers ask for it', () => {
  expect(Object.keys(HANDLERS).filter((action) => !Object.hasOwn(REQUESTS, action))).toEqual([]);
});

test('whatever customers ask for and zones do, EC2 keeps its books', async () => {
  const tally: Tally = new Map();
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1000 }), deeds, (seed, all) => play(seed, all, tally).then(() => {})),
    { ...TIME_LIMIT, numRuns: 30, seed: 20110807 },
  );
  // The histories are about something: each action was carried out at least once.
  const never = CALLABLE.filter((action) => !REFUSED_BY_ALL.includes(action) && !tally.get(action)?.done);
  expect(never).toEqual([]);
});

test('a history played twice is the same history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1000 }), deeds, async (seed, all) => {
      expect(await play(seed, all)).toBe(await play(seed, all));
    }),
    { ...TIME_LIMIT, numRuns: 3, seed: 20110807 },
  );
});

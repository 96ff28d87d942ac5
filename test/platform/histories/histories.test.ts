/** Random histories of wishes, failures and restarts; `npm run test:histories` plays hundreds. */
import fc from 'fast-check';
import { test } from 'vitest';
import { play } from './play.ts';
import { history } from './steps.ts';

test('whatever is wished and whatever fails, the installation comes to rest in order', async () => {
  const random = fc.asyncProperty(history, fc.nat(1000), play);
  await fc.assert(random, { numRuns: 5, seed: 20110807, endOnFailure: true });
}, 120_000);

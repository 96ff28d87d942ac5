/**
 * `npm run test:histories`: hundreds of random histories of API calls, failures and restarts of an installation, each of which must come to
 * rest in order. What fails is made small and printed with its seed.
 *
 *   node test/platform/histories/main.ts [how many] [seed]
 */
import fc from 'fast-check';
import { play } from './play.ts';
import { history } from './steps.ts';

const [count = 200, seed = 1] = process.argv.slice(2).map(Number);
let played = 0;
const random = fc.asyncProperty(history, fc.nat(1000), async (steps, world) => {
  await play(steps, world);
  played += 1;
  if (process.stderr.isTTY) process.stderr.write(`\r${played}`);
});
const details = await fc.check(random, { numRuns: count, seed });
if (details.failed) {
  console.error(fc.defaultReportMessage(details), details.errorInstance);
  process.exitCode = 1;
} else {
  console.log(`${count} histories with seed ${seed}: every one came to rest in order`);
}

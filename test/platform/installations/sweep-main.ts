/**
 * `npm run test:sweep-kills`: kills a worker, a frontend, Redis, CouchDB and the bus at every event of the deploy-and-scale story in turn, and holds
 * each end against the undisturbed one. `-- 10` takes every tenth event, `-- 10 redis` one part only. Ends with 1 if one differs.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Part, parts, play } from './sweep.ts';

const [every = '1', only] = process.argv.slice(2);
const undisturbed = await play();
const { firstEvent, lastEvent, virtualSeconds } = undisturbed;
console.log(`the story has ${lastEvent - firstEvent} events in ${Math.round(virtualSeconds)} s of its own time`);
let wrong = 0;
for (const part of parts.filter((one) => only === undefined || one === only)) wrong += await sweep(part);
process.exitCode = wrong === 0 ? 0 : 1;

async function sweep(part: Part): Promise<number> {
  let [points, differ, mended] = [0, 0, 0];
  for (let atEvent = firstEvent + 1; atEvent < lastEvent; atEvent += Number(every)) {
    points++;
    const problem = await problemOf(part, atEvent, () => mended++);
    if (problem === undefined) continue;
    differ++;
    console.log(`${part} killed at event ${atEvent}: ${problem}`);
  }
  console.log(
    `${part}: ${points} kills, ${mended} of them with a failure that a retry mended; ${differ} ended otherwise`,
  );
  return differ;
}

async function problemOf(part: Part, atEvent: number, mended: () => void): Promise<string | undefined> {
  try {
    const { state, reported } = await play({ part, atEvent });
    if (reported.length > 0) mended();
    return isDeepStrictEqual(state, undisturbed.state) ? undefined : JSON.stringify(state);
  } catch (error) {
    return String(error);
  }
}

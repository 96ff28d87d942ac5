/**
 * `npm run test:kills`: kills 200 simulated runs and 200 runs in wall time with SIGKILL, each at a random moment, resumes each, and holds it
 * against the run that nothing interrupted. `npm run test:kills -- 20 7` kills 20 of each, with another seed. Ends with 1 if one differs.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';

import { killSimulated, killSlow, simulatedWhole, slowWhole, writeSlowRun } from './runbooks/durable/kills.ts';
import { writeSmallRun } from './runbooks/durable/small-run.ts';

const [count = 200, seed = 1, atOnce = 2] = process.argv.slice(2).map(Number);
const random = seedrandom.alea(`kills/${seed}`);
const home = mkdtempSync(join(tmpdir(), 'zonefall-kills-'));

type Kill = () => Promise<{ readonly running: boolean; readonly wrong: string | undefined }>;

/** Kills one after the other in each of a few folders; the moments are drawn beforehand, so that they do not depend on who is faster. */
async function killAll(kind: string, prepare: (folder: string) => Promise<(folder: string) => Kill>): Promise<number> {
  const folders = Array.from({ length: atOnce }, (_, at) => join(home, `${kind.replace(' ', '-')}-${at}`));
  for (const folder of folders) mkdirSync(folder);
  const draw = await prepare(folders[0]!);
  for (const folder of folders.slice(1)) await prepare(folder);
  const left = Array.from({ length: count }, (_, at) => draw(folders[at % atOnce]!));
  let done = 0;
  let running = 0;
  let wrong = 0;
  const work = async (mine: Kill[]): Promise<void> => {
    for (const kill of mine) {
      const came = await kill();
      done += 1;
      if (came.running) running += 1;
      if (came.wrong !== undefined) {
        wrong += 1;
        console.log(`${kind}: ${came.wrong}`);
      } else if (done % 20 === 0) console.log(`${kind}: ${done} of ${count}`);
    }
  };
  await Promise.all(folders.map((_, at) => work(left.filter((__, nth) => nth % atOnce === at))));
  console.log(`${kind}: ${count} kills, ${running} of them while it ran; ${wrong} differ`);
  return wrong;
}

try {
  const simulated = await killAll('simulated', async (folder) => {
    writeSmallRun(folder);
    const whole = await simulatedWhole(folder);
    const first = whole.journal.indexOf('\n') + 1;
    return (place) => {
      const bytes = first + Math.floor(random() * (whole.journal.length - first));
      return () => killSimulated(place, whole, bytes);
    };
  });
  const wall = await killAll('wall time', async (folder) => {
    writeSlowRun(folder);
    const whole = await slowWhole(folder);
    return (place) => {
      // Somewhere behind the first line; then anywhere in what goes on there.
      const bytes = Math.floor(1200 + random() * (whole.bytes - 1200));
      const afterMs = Math.floor(random() * 60);
      return () => killSlow(place, whole, { bytes, afterMs });
    };
  });
  process.exitCode = simulated + wall === 0 ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

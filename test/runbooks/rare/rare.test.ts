import { expect, it } from 'vitest';
import { execute } from '../../../src/runbooks/execute.ts';
import { parseScenario } from '../../../src/runbooks/files/index.ts';
import { type JournalEvent, readJournal } from '../../../src/runbooks/journal/index.ts';
import { rare } from '../../../src/runbooks/rare/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

/** The database is down for five minutes; how long the canary's machine takes to boot afterwards is up to chance. */
const text = SCENARIO.replace(
  'steady-state-hypothesis:',
  `targets:
  couch: { type: host, ids: [main/couch-master] }
method:
  - { name: kill, uses: "process:kill", target: couch, at: PT1M, for: PT5M, with: { process: couchdb } }
steady-state-hypothesis:`,
);
const { position: _, ...plan } = parseScenario([{ path: 'small.yaml', text }]);
const request = { sources: plan.sources, plan };

const eventsOf = (journal: readonly string[]): readonly JournalEvent[] =>
  readJournal(journal.map((line) => `${line}\n`).join('')).events;

it('a world gets another future: the same events up to then, others afterwards, and so again from its journal', async () => {
  const old = await execute({ ...request, seed: 1 });
  const reseed = [{ atSeconds: 300, seed: 7 }];
  const young = await execute({ ...request, seed: 1, reseed });
  const past = (journal: readonly string[]) =>
    eventsOf(journal)
      .slice(1)
      .filter(({ at }) => at < 300e6);
  expect(past(young.journal)).toEqual(past(old.journal));
  expect(young.result.recovery.rtoSeconds).not.toBe(old.result.recovery.rtoSeconds);
  const [started] = eventsOf(young.journal);
  if (started?.kind !== 'run.started') throw new Error('a journal begins with run.started');
  expect(started.reseed).toEqual(reseed);
  const again = await execute({ ...request, seed: started.seed, reseed: started.reseed });
  expect(again.journal).toEqual(young.journal);
});

it('the slowest recovery that was met can be seen again, and the estimate does not depend on the threads', async () => {
  const options = { thresholdSeconds: 800, particles: 4, repeats: 2, seed: 3 };
  const found = await rare(request, { ...options, jobs: 2 });
  expect(found.estimate.mean).toBeGreaterThan(0);
  expect(found.estimate.mean).toBeLessThan(1);
  expect(found.runs).toBeGreaterThanOrEqual(8);
  const { rtoSeconds, ...choices } = found.worst!;
  expect(rtoSeconds).toBeGreaterThan(800);
  expect((await execute({ ...request, ...choices })).result.recovery.rtoSeconds).toBe(rtoSeconds);
  expect(await rare(request, { ...options, jobs: 1 })).toEqual(found);
});

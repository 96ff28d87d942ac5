import { expect, test } from 'vitest';
import { runSeeds, WorldHung, WorldPool } from '../../../src/runbooks/sweep/index.ts';
import { bytes, endlessPlan, gathered, smallPlan, smallRequest, smallSeeds } from './small-sweep.ts';

test('rows come in the order of the seeds, the same however many run side by side; a seed whose world breaks is one of them', async () => {
  const ended: number[] = [];
  const onRow = ({ seed }: { seed: number }, done: number): void => void (ended[done - 1] = seed);
  const alone = await gathered(runSeeds(smallRequest, smallSeeds, { jobs: 1 }));
  const many = await gathered(runSeeds(smallRequest, smallSeeds, { jobs: 3, onRow }));
  expect(alone.map(({ seed, verdict }) => `${seed} ${verdict}`)).toEqual([
    '3 crashed',
    '4 passed',
    '5 failed',
    '6 passed',
  ]);
  expect(alone[0]).toMatchObject({
    rtoSeconds: null,
    traceSha256: null,
    reasons: [expect.stringMatching(/^the world broke: .* has not booted/)],
  });
  expect(bytes(many)).toBe(bytes(alone));
  expect(ended.toSorted()).toEqual(smallSeeds);
});

test('a seed that never ends is a result, and its thread is replaced', async () => {
  const rows = await gathered(runSeeds({ ...smallRequest, plan: endlessPlan() }, [4, 6], { jobs: 1, hangSeconds: 1 }));
  expect(rows.map(({ seed, verdict, reasons }) => [seed, verdict, reasons])).toEqual([
    [4, 'hung', ['the run did not end within 1 s']],
    [6, 'hung', ['the run did not end within 1 s']],
  ]);
});

test('worlds that wait behind one that hangs are run by the thread that takes its place', async () => {
  const pool = new WorldPool({ jobs: 1 });
  const hung = pool.run({ ...smallRequest, plan: endlessPlan(), seed: 4 }, { hangSeconds: 1 });
  const waiting = pool.run({ ...smallRequest, plan: smallPlan(), seed: 4 });
  await expect(hung).rejects.toThrow(WorldHung);
  expect((await waiting).verdict).toBe('passed');
  await pool.end();
});

test('whoever has seen enough ends the threads, also with an endless list of seeds', async () => {
  const asked: number[] = [];
  function* endless(): Generator<number> {
    for (let seed = 4; ; seed += 1) {
      asked.push(seed);
      yield seed;
    }
  }
  const reported: string[] = [];
  const options = { jobs: 2, onRow: ({ verdict }: { verdict: string }) => void reported.push(verdict) };
  for await (const { seed } of runSeeds(smallRequest, endless(), options)) {
    if (seed === 5) break;
  }
  expect(asked.length).toBeLessThan(1000);
  // What was cut off is no finding: nothing is reported of it.
  const reportedThen = reported.length;
  expect(reportedThen).toBeLessThanOrEqual(4);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(reported.length).toBe(reportedThen);
});

test('an abort ends all runs at once, with its own reason', async () => {
  const controller = new AbortController();
  const enough = new Error('enough');
  const rows = runSeeds({ ...smallRequest, plan: endlessPlan() }, [4, 5, 6], { jobs: 2, signal: controller.signal });
  setTimeout(() => controller.abort(enough), 300);
  await expect(gathered(rows)).rejects.toBe(enough);
});

test('a text that is no scenario is refused once, before anything runs', async () => {
  const request = { sources: [{ path: 'small.yaml', text: 'version: 1\nkind: scenario\n' }] };
  await expect(gathered(runSeeds(request, [1, 2]))).rejects.toMatchObject({ name: 'FileProblems' });
  await expect(gathered(runSeeds({ ...smallRequest, plan: smallPlan(), variant: 'second' }, [1]))).rejects.toThrow(
    /was read for the variant/,
  );
});

import { expect, it } from 'vitest';
import { causesOf } from '../../../src/runbooks/drill/causes.ts';
import { execute } from '../../../src/runbooks/execute.ts';
import type { JournalEvent } from '../../../src/runbooks/journal/index.ts';
import { smallText } from '../sweep/small-sweep.ts';

/** A couch that is killed for longer, or for shorter: that is the cause. */
const text = smallText
  .replace('for: PT5M, with', `for: "\${{ vars.deadFor }}", with`)
  .replace('unused: { type: string, default: a }', 'deadFor: { type: duration, default: PT1H }')
  .replace('second: { unused: b }', 'second: { deadFor: PT2M }')
  .concat('causes: { baseline: first, each: [second] }\n');

it('shares the minutes of a drill out among the causes that its scenario names, on its seed', async () => {
  const { journal } = await execute({ sources: [{ path: 'small.yaml', text }], seed: 4, variant: 'first' });
  const events = journal.map((line) => JSON.parse(line) as JournalEvent);
  const counts: number[] = [];
  const { causes, variants, whole, gaps, baseline, seed } = await causesOf({
    events,
    onDone: (done) => counts.push(done),
  });
  expect([baseline, seed, gaps]).toEqual(['first', 4, []]);
  expect(counts).toEqual([1, 2]);
  const [first, second] = variants.map(({ rtoSeconds }) => rtoSeconds!.p50);
  expect(first).toBeGreaterThan(second!);
  expect(causes).toMatchObject([{ id: 'second', share: 1 }]);
  expect(whole!.minutes).toBeCloseTo((first! - second!) / 60, 6);
});

it('cannot be asked for before the run has begun, nor where the scenario has no variants', async () => {
  await expect(causesOf({ events: [] })).rejects.toThrow('the run has not begun');
});

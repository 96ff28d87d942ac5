import { expect, test } from 'vitest';
import { runAll } from '../../../src/runbooks/compare/run-all.ts';
import { endlessPlan, smallRequest } from '../sweep/small-sweep.ts';

const requestOf = (seed: number) => ({ ...smallRequest, seed });

test('results come in the order of the requests, and each end is counted', async () => {
  const ends: string[] = [];
  const onDone = (done: number, of: number): void => void ends.push(`${done} of ${of}`);
  const results = await runAll([6, 4, 5].map(requestOf), { onDone });
  expect(results.map(({ seed }) => seed)).toEqual([6, 4, 5]);
  expect(ends).toEqual(['1 of 3', '2 of 3', '3 of 3']);
});

test('a world that breaks is named with its seed, and with what was chosen for it', async () => {
  await expect(runAll([requestOf(3)])).rejects.toThrow(/ \(seed 3\)$/);
  const chosen = { ...requestOf(3), variant: 'second', vars: { unused: 'c' } };
  await expect(runAll([requestOf(4), chosen])).rejects.toThrow(/ \(second, seed 3, unused=c\)$/);
});

test('a world without end is given up, and named', async () => {
  const endless = { ...requestOf(4), plan: endlessPlan() };
  await expect(runAll([endless], { hangSeconds: 1 })).rejects.toThrow('the run did not end within 1 s (seed 4)');
});

test('whoever has seen enough is told their own reason, also while a world hangs', async () => {
  const controller = new AbortController();
  const results = runAll([{ ...requestOf(4), plan: endlessPlan() }], { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(results).rejects.toThrow(/^enough$/);
});

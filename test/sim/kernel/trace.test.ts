import { expect, test } from 'vitest';
import { Kernel } from '../../../src/sim/kernel/index.ts';

/** The trace of a run in which the given events happen, made in that order. */
async function traceOf(events: [atUs: number, label: string][]): Promise<string> {
  const kernel = new Kernel({ seed: 1 });
  for (const [atUs, label] of events) kernel.at(atUs, () => {}, label);
  await kernel.run();
  expect(kernel.trace.events).toBe(events.length);
  return kernel.trace.sha256();
}

test.each<[difference: string, events: [number, string][]]>([
  [
    'another moment',
    [
      [1, 'boot'],
      [2, 'crash'],
      [3, 'boot'],
      [5, 'crash'],
    ],
  ],
  [
    'two labels that changed places',
    [
      [1, 'boot'],
      [2, 'crash'],
      [3, 'crash'],
      [4, 'boot'],
    ],
  ],
  [
    'another label',
    [
      [1, 'boot'],
      [2, 'halt'],
      [3, 'boot'],
      [4, 'halt'],
    ],
  ],
  [
    'an event that was made earlier',
    [
      [1, 'boot'],
      [3, 'boot'],
      [2, 'crash'],
      [4, 'crash'],
    ],
  ],
  [
    'an event more',
    [
      [1, 'boot'],
      [2, 'crash'],
      [3, 'boot'],
      [4, 'crash'],
      [4, 'crash'],
    ],
  ],
])('the trace tells %s', async (_difference, events) => {
  const plain = await traceOf([
    [1, 'boot'],
    [2, 'crash'],
    [3, 'boot'],
    [4, 'crash'],
  ]);
  expect(plain).toMatch(/^[0-9a-f]{64}$/);
  expect(await traceOf(events)).not.toBe(plain);
});

test('a look at the trace during the run does not change it', async () => {
  const run = async (look: boolean) => {
    const kernel = new Kernel({ seed: 1 });
    const seen: string[] = [];
    for (let at = 0; at < 5000; at++) {
      kernel.at(at, () => void (look && at % 700 === 0 && seen.push(kernel.trace.sha256())), `label ${at % 7}`);
    }
    await kernel.run();
    return { sha256: kernel.trace.sha256(), seen: new Set(seen).size };
  };
  expect(await run(true)).toEqual({ sha256: (await run(false)).sha256, seen: 8 });
});

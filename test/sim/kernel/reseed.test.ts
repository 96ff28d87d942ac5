import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Kernel } from '../../../src/sim/kernel/index.ts';

/** Two walkers draw their next step once a second or so; what they drew, with its time. */
async function walk(seed: number, reseeds: readonly (readonly [atUs: number, seed: number])[] = []) {
  const kernel = new Kernel({ seed, keepHostGlobals: true });
  const steps: { atUs: number; draw: number }[] = [];
  for (const [atUs, another] of reseeds) kernel.reseedAt(atUs, another);
  for (const name of ['one', 'two']) {
    const step = (): void => {
      const draw = kernel.random(name).uniform();
      steps.push({ atUs: kernel.nowUs, draw });
      kernel.after(500_000 + Math.round(draw * 1_000_000), step, name);
    };
    kernel.after(0, step, name);
  }
  await kernel.run(30_000_000);
  return { steps, trace: kernel.trace.sha256() };
}

const before = (steps: Awaited<ReturnType<typeof walk>>['steps'], atUs: number) =>
  steps.filter((step) => step.atUs < atUs);

test('another future has the same past, and begins at its very microsecond', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 25_000_000 }), fc.nat(), fc.nat(), async (atUs, seed, another) => {
      const [old, young] = [await walk(seed), await walk(seed, [[atUs, another]])];
      expect(before(young.steps, atUs)).toEqual(before(old.steps, atUs));
      const first = young.steps.find((step) => step.atUs >= atUs)!;
      expect(old.steps).not.toContainEqual(first);
    }),
    { numRuns: 50 },
  );
});

test('a future that is drawn again with the same seeds is the same one, however many there were', async () => {
  const reseeds = [
    [9_000_000, 3],
    [4_000_000, 2],
    [20_000_000, 4],
  ] as const;
  const [one, again] = [await walk(1, reseeds), await walk(1, [...reseeds].reverse())];
  expect(again).toEqual(one);
  const shorter = await walk(1, reseeds.slice(0, 2));
  expect(before(shorter.steps, 20_000_000)).toEqual(before(one.steps, 20_000_000));
  expect(shorter.trace).not.toBe(one.trace);
});

test('what never comes leaves no trace, and the past cannot be drawn again', async () => {
  expect(await walk(1, [[90_000_000, 2]])).toEqual(await walk(1));
  const kernel = new Kernel({ seed: 1, keepHostGlobals: true });
  kernel.after(5, () => expect(() => kernel.reseedAt(4, 2)).toThrow('the past'));
  await kernel.run();
});

import { expect, it } from 'vitest';
import { intervalOf, type RunParticle, split } from '../../../src/runbooks/rare/index.ts';
import { Kernel } from '../../../src/sim/kernel/index.ts';

const arrivalsPerSecond = 0.5;
const servicesPerSecond = 1;

/** A queue that begins with one customer and ends empty: how long it got meanwhile. Arrivals and services are exponential. */
const queue =
  (full: number): RunParticle =>
  async ({ seed, reseeds }) => {
    const kernel = new Kernel({ seed, keepHostGlobals: true });
    for (const { atUs, seed: another } of reseeds) kernel.reseedAt(atUs, another);
    const firstAtUs = [0, 0];
    let length = 1;
    const arrive = (): void => {
      length += 1;
      firstAtUs[length] ??= kernel.nowUs;
      if (length >= full) kernel.stop();
      else kernel.after(kernel.random('arrivals').exponential(1e6 / arrivalsPerSecond), arrive);
    };
    const serve = (): void => {
      length -= 1;
      if (length === 0) kernel.stop();
      else kernel.after(kernel.random('services').exponential(1e6 / servicesPerSecond), serve);
    };
    kernel.after(kernel.random('arrivals').exponential(1e6 / arrivalsPerSecond), arrive);
    kernel.after(kernel.random('services').exponential(1e6 / servicesPerSecond), serve);
    await kernel.run();
    return { score: firstAtUs.length - 1, crossedUs: (level) => firstAtUs[level + 1]! };
  };

/** The gambler's ruin: from 1 to `full` before 0, with the odds of a service to an arrival. */
function exact(full: number): number {
  const odds = servicesPerSecond / arrivalsPerSecond;
  return (odds - 1) / (odds ** full - 1);
}

const estimates = async (full: number, repeats: number, particles: number) => {
  const all = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    all.push(await split({ threshold: full - 1, particles, seed: `test/${repeat}`, run: queue(full) }));
  }
  return all;
};

it('finds the chance that a queue gets ten long before it is empty, one in a thousand, as the formula says', async () => {
  const all = await estimates(10, 120, 20);
  const { mean, high } = await intervalOf(all.map(({ estimate }) => estimate));
  const deviations = Math.abs(mean - exact(10)) / ((high - mean) / 1.976);
  expect(exact(10)).toBeCloseTo(1 / 1023, 12);
  expect(deviations).toBeLessThan(3.5);
  // It would be no use if it was not narrow: within a third of the truth.
  expect(high - mean).toBeLessThan(exact(10) / 3);
  // As many plain runs would have met it about ten times.
  const runs = all.reduce((sum, split) => sum + split.runs, 0);
  expect(runs * exact(10)).toBeLessThan(25);
});

it('has an interval that holds the truth as often as it should', async () => {
  const all = await estimates(5, 200, 20);
  const truth = exact(5);
  let held = 0;
  for (let from = 0; from < all.length; from += 10) {
    const { low, high } = await intervalOf(all.slice(from, from + 10).map(({ estimate }) => estimate));
    if (low <= truth && truth <= high) held += 1;
  }
  // Student's t over ten estimates that lean to one side. 20 intervals of 95 %: fewer than 15 in one of several thousand such tests, if it was exactly that.
  expect(held).toBeGreaterThanOrEqual(15);
});

it('is the same again, and says how the slowest came about', async () => {
  const once = async () => split({ threshold: 7, particles: 20, seed: 'again', run: queue(8) });
  const [first, again] = [await once(), await once()];
  expect(again).toEqual(first);
  const risen = first.particles.filter(({ particle }) => particle.reseeds.length > 0);
  expect(risen.length).toBeGreaterThan(5);
  for (const { particle, score } of risen) expect((await queue(8)(particle)).score).toBe(score);
});

it('is 0 where nobody rises, and 1 where everybody is there from the beginning', async () => {
  const flat =
    (score: number): RunParticle =>
    async () => ({ score, crossedUs: () => 0 });
  expect(await split({ threshold: 5, particles: 10, seed: 'flat', run: flat(3) })).toMatchObject({
    estimate: 0,
    runs: 10,
  });
  expect(await split({ threshold: 5, particles: 10, seed: 'flat', run: flat(6) })).toMatchObject({
    estimate: 1,
    runs: 10,
  });
});

it('does not believe a replay that went another way', async () => {
  let runs = 0;
  const forgetful: RunParticle = async () => ({ score: (runs += 1) > 10 ? 0 : runs, crossedUs: () => 0 });
  await expect(split({ threshold: 50, particles: 10, seed: 'x', run: forgetful })).rejects.toThrow(
    'its past was above',
  );
});

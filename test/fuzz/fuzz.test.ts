import { expect, test } from 'vitest';
import { type Base, bases } from './bases.ts';
import { type Outcome, read, run } from './check.ts';
import { mutant } from './mutate.ts';

/** Every tenth mutant of `npm run test:fuzz`, as many as fit into a few seconds, and a few of them run. */
const all = bases();
const seeds = Array.from({ length: 200 }, (_, nth) => nth * 10);
const runsMax = 4;

const outcomes = new Map<Outcome['kind'], number>();

test('a damaged file is refused in lines for people, or it is valid: nothing else, and each within five seconds', () => {
  for (const seed of seeds) {
    const made = mutant(all, seed);
    const { user } = process.cpuUsage();
    const { kind } = read(made);
    const seconds = (process.cpuUsage().user - user) / 1e6;
    expect(seconds, `seed ${seed}: ${made.done.join('; ')}`).toBeLessThan(5);
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
  }
  // Were all refused, the damage would be too coarse to say anything about the checks behind the parser.
  expect(outcomes.get('valid')).toBeGreaterThan(10);
  expect(outcomes.get('refused')).toBeGreaterThan(100);
});

test('the same seed damages the same file in the same way, and hardly any two seeds do', () => {
  const texts = new Set(seeds.map((seed) => JSON.stringify(mutant(all, seed).sources)));
  expect(texts.size).toBeGreaterThan(seeds.length - 10);
  expect(mutant(all, 17)).toEqual(mutant(all, 17));
});

test('what is valid runs: damaged worlds of the small scenarios come to their end', async () => {
  const small = all.filter(({ name }) => name === 'small' || name === 'tiny');
  let runs = 0;
  for (let seed = 0; runs < runsMax; seed++) {
    const made = mutant(small, seed);
    const outcome = read(made);
    if (outcome.kind === 'refused' || sameAs(made, small)) continue;
    expect(await run(made, outcome.loaded), `seed ${seed}`).toMatch(/^(passed|failed|inconclusive|stopped|refused)$/);
    runs += 1;
  }
});

function sameAs(made: { base: string; sources: Base['sources'] }, small: readonly Base[]): boolean {
  return JSON.stringify(small.find(({ name }) => name === made.base)!.sources) === JSON.stringify(made.sources);
}

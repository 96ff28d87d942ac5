import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Loaded } from '../../src/runbooks/files/index.ts';
import { jsonSchemaOf } from '../../src/runbooks/files/json-schema/index.ts';
import { type Base, bases } from './bases.ts';
import { read, run } from './check.ts';
import { mutant } from './mutate.ts';

/** Every twentieth mutant of `npm run test:fuzz`, as many as fit into a few seconds, and a few of them run. */
const all = bases();
const seeds = Array.from({ length: 100 }, (_, nth) => nth * 20);
const runsMax = 3;

const valid: { seed: number; loaded: Loaded }[] = [];

test('a damaged file is refused in lines for people, or it is valid: nothing else, and each within five seconds', () => {
  for (const seed of seeds) {
    const made = mutant(all, seed);
    const { user } = process.cpuUsage();
    const outcome = read(made);
    const seconds = (process.cpuUsage().user - user) / 1e6;
    expect(seconds, `seed ${seed}: ${made.done.join('; ')}`).toBeLessThan(5);
    if (outcome.kind === 'valid') valid.push({ seed, loaded: outcome.loaded });
  }
  // Were all refused, the damage would be too coarse to say anything about the checks behind the parser.
  expect(valid.length).toBeGreaterThan(10);
  expect(valid.length).toBeLessThan(seeds.length / 2);
});

test('what the loader takes, the JSON Schemas take: an editor marks nothing that would run', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schemas = { scenario: ajv.compile(jsonSchemaOf('scenario')), runbook: ajv.compile(jsonSchemaOf('runbook')) };
  for (const { seed, loaded } of valid) {
    for (const { path, text } of loaded.sources) {
      const value = parse(text, { logLevel: 'silent' }) as { kind: keyof typeof schemas };
      const validate = schemas[value.kind];
      expect(validate(value), `seed ${seed}, ${path}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  }
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

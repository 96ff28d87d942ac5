import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type MutateFlags, mutate } from '../../../src/runbooks/commands/mutate.ts';
import type { Hunt, JudgedMutant } from '../../../src/runbooks/mutate/index.ts';
import { scenarioFile, testConsole } from './console.ts';

const mutant = (name: string, gate: JudgedMutant['gate'], by: readonly string[] = [], same = false): JudgedMutant => ({
  name,
  sentence: `What is wrong with ${name}`,
  gate,
  same,
  caught: by.map((each) => ({ by: each, seeds: [2, 3] })),
  rows: [],
});
const green: Hunt['design'] = { gate: 'green', caught: [], rows: [] };
const found: Hunt = {
  design: green,
  mutants: [
    mutant('kernel-in-main-zone', 'red', ['budget rto', 'invariant one-couch-master']),
    mutant('safety-rules-removed', 'green'),
    mutant('step-removed:decide', 'green'),
    mutant('step-removed:recovered', 'green'),
    mutant('timeouts-doubled', 'green', [], true),
    mutant('step-removed:views', 'green', [], true),
    mutant('step-removed:rebuild-kernel/fence-old-kernel-with-a-long-name', 'unclear', ['budget rto']),
  ],
};

async function typed(hunt: Hunt, flags: MutateFlags = {}) {
  const console = testConsole();
  const exitCode = await mutate(
    console.context,
    { variant: 'decided-at-once', ...flags },
    scenarioFile,
    async () => hunt,
  );
  return { exitCode, stdout: console.stdout(), stderr: console.stderr() };
}

describe('zonefall mutate', () => {
  it('shows what was noticed and by what, what survived, what never came into play, and how to see one again', async () => {
    const { stdout, exitCode } = await typed(found);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^DESIGN +green/m);
    expect(stdout).toMatch(/^ {2}kernel-in-main-zone +RED +2 of 3 +rto, invariant one-/m);
    expect(stdout).toMatch(/^ {2}step-removed:\n {4}rebuild-kernel\S*… +unclear +2 of 3/m);
    expect(stdout).toMatch(
      /SURVIVED.*\n {2}! safety-rules-removed +What is wrong.*\n {2}! step-removed: decide, recovered$/m,
    );
    expect(stdout).toMatch(/NEVER CAME INTO PLAY.*\n {2}timeouts-doubled\n {2}step-removed: views$/m);
    expect(stdout).toContain('1 of 5 mutants turn it red; 3 survived, 1 unclear');
    expect(stdout).toContain(
      'zonefall run scenarios/2011-08-07-eu-west-1.yaml --variant decided-at-once --mutant kernel-in-main-zone --seed 2',
    );
    for (const line of stdout.split('\n').filter((each) => !each.includes('zonefall run'))) {
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });

  it.each([
    [[1, 2, 3], 10],
    [Array.from({ length: 10 }, (_, at) => at + 1), 20],
  ])('advises more seeds than the %j that left something unclear', async (seeds, last) => {
    const { stdout } = await typed(found, { seeds });
    expect(stdout).toMatch(new RegExp(`more seeds would tell about the unclear ones: --seeds 1\\.\\.${last}$`, 'm'));
  });

  it('fails for a gate that cannot fail, and says so', async () => {
    const { stdout, exitCode } = await typed({ design: green, mutants: [mutant('dns-ttl-12-times', 'green')] });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('this gate cannot fail');
  });

  it('counts nothing that never came into play', async () => {
    expect((await typed({ design: green, mutants: [mutant('x', 'red', ['budget rto'], true)] })).exitCode).toBe(1);
  });

  it('fails for a design that is red as it is, and names a variant to try', async () => {
    const design: Hunt['design'] = { gate: 'red', caught: [{ by: 'budget rto', seeds: [1, 2, 3] }], rows: [] };
    const { stdout, exitCode } = await typed({ design, mutants: [] }, { variant: 'as-it-was' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^DESIGN +RED +as it is: budget rto \(3 of 3\)/m);
    expect(stdout).toContain('zonefall mutate scenarios/2011-08-07-eu-west-1.yaml --variant decided-at-once');
  });

  it('is inconclusive where there is nothing to break', async () => {
    expect((await typed({ design: green, mutants: [] })).exitCode).toBe(4);
  });

  it('prints the same as JSON, with a way to see each again', async () => {
    const { stdout } = await typed(found, { output: [{ format: 'json' }] });
    const caught = z.array(z.strictObject({ by: z.string(), seeds: z.array(z.int()) }));
    const gate = z.enum(['red', 'green', 'unclear']);
    const document = z
      .object({
        schema: z.literal('zonefall.mutate/v1'),
        variant: z.literal('decided-at-once'),
        seeds: z.array(z.int()),
        design: z.object({ gate, caught }),
        mutants: z.array(
          z.object({
            name: z.string(),
            gate,
            survived: z.boolean(),
            cameIntoPlay: z.boolean(),
            caught,
            again: z.string(),
          }),
        ),
      })
      .parse(JSON.parse(stdout));
    expect(document.mutants.map(({ survived, cameIntoPlay }) => [survived, cameIntoPlay])).toEqual([
      [false, true],
      [true, true],
      [true, true],
      [true, true],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(document.mutants[0]!.again).toContain('--mutant kernel-in-main-zone --seed 2');
  });
});

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ShrinkFlags, shrink } from '../../../src/runbooks/commands/shrink.ts';
import { loadScenario } from '../../../src/runbooks/files/index.ts';
import type { Shrunk } from '../../../src/runbooks/shrink/index.ts';
import { scenarioFile, testConsole } from './console.ts';

const { method } = loadScenario(scenarioFile).scenario;
const power = method.find(({ name }) => name === 'power-lost')!;
const brown = method.find(({ name }) => name === 'brown-floor')!;
const shrunk: Shrunk = {
  budget: 'rto',
  before: { verdict: 'failed', actualSeconds: 35_340, faults: 4 },
  after: { verdict: 'failed', actualSeconds: 3720 },
  kept: [
    { fault: { ...brown, forSeconds: 240 }, without: { verdict: 'passed', actualSeconds: 1500 } },
    { fault: { ...power, forSeconds: 1860 }, without: { verdict: 'failed', actualSeconds: null } },
  ],
  runs: 31,
};

async function typed(flags: ShrinkFlags = {}, answer: Shrunk | undefined = shrunk) {
  const console = testConsole();
  const exitCode = await shrink(console.context, { seed: 17, ...flags }, scenarioFile, async () => answer);
  return { exitCode, stdout: console.stdout(), stderr: console.stderr() };
}

describe('zonefall shrink', () => {
  it('prints the plan that is left, why each fault stays, and what it took', async () => {
    const { stdout, exitCode } = await typed();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 of 4 faults still break the budget rto (recovery at most 60 min)');
    expect(stdout).toMatch(/^ {2}brown-floor +25 min$/m);
    expect(stdout).toMatch(/^ {2}power-lost +never$/m);
    expect(stdout).toContain('31 runs in');
    expect(stdout).toContain(`zonefall run ${scenarioFile} --seed 17`);
    for (const line of stdout.split('\n').filter((each) => !/uses:|zonefall run/.test(each))) {
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });

  it('prints it as YAML to paste, in the words of the file', async () => {
    const { stdout } = await typed({ output: [{ format: 'yaml' }] });
    expect(stdout).toMatch(/^# What is left of 4 faults: still breaks the budget rto of zonefall run /);
    expect(parse(stdout).method).toMatchObject([
      { name: 'brown-floor', at: 'PT0S', for: 'PT4M' },
      {
        name: 'power-lost',
        at: 'PT8M',
        for: 'PT31M',
        with: { ebs: { lost: expect.any(Number) }, 'dark-until': 'PT3H8M' },
      },
    ]);
  });

  it('prints the documented JSON', async () => {
    const document = JSON.parse((await typed({ output: [{ format: 'json' }] })).stdout);
    expect(document).toMatchObject({
      schema: 'zonefall.shrink/v1',
      seed: 17,
      budget: 'rto',
      before: { faults: 4 },
      after: { faults: 2, actualSeconds: 3720 },
      faults: [{ name: 'brown-floor', without: { verdict: 'passed', actualSeconds: 1500 } }, { name: 'power-lost' }],
      runs: 31,
    });
    expect(parse(document.method).method).toHaveLength(2);
  });

  it('is inconclusive when the seed keeps its budgets', async () => {
    const console = testConsole();
    expect(await shrink(console.context, { seed: 17 }, scenarioFile, async () => undefined)).toBe(4);
    expect(console.stdout()).toBe('');
    expect(console.stderr()).toContain('seed 17 keeps every budget: nothing to shrink');
  });

  it('answers a budget that there is not with the nearest', async () => {
    await expect(typed({ budget: 'rtp' })).rejects.toThrow(/there is no budget "rtp"; (did you mean|valid)/);
  });
});

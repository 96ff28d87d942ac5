import { describe, expect, it } from 'vitest';
import { type RareFlags, rare } from '../../../src/runbooks/commands/rare.ts';
import type { Rare } from '../../../src/runbooks/rare/index.ts';
import { scenarioFile, testConsole } from './console.ts';

const repeat = {
  estimate: 0.0004,
  levels: [
    { level: 1800, above: 10 },
    { level: 2400, above: 4 },
    { level: 14_400, above: 1 },
  ],
  runs: 44,
};
const found: Rare = {
  estimate: { mean: 0.000_42, low: 0.0001, high: 0.000_74 },
  repeats: [repeat, { ...repeat, levels: repeat.levels.slice(0, 1) }],
  runs: 88,
  worst: { seed: 5, reseed: [{ atSeconds: 1800.000001, seed: 9 }], rtoSeconds: 15_000 },
};
const never: Rare = { ...found, estimate: { mean: 0, low: 0, high: 0 }, worst: undefined };

async function typed(flags: RareFlags = {}, answer: Rare = found) {
  const console = testConsole();
  let asked: Parameters<Parameters<typeof rare>[3] & object>[1] | undefined;
  const exitCode = await rare(console.context, flags, scenarioFile, async (_, options) => {
    asked = options;
    return answer;
  });
  return { exitCode, stdout: console.stdout(), asked };
}

describe('zonefall rare', () => {
  it('says how likely it is, how sure that is, and how to see the slowest', async () => {
    const { stdout, exitCode } = await typed({ threshold: 14_400 });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('a recovery that takes longer than 4 h, or never comes');
    expect(stdout).toMatch(/4\.2e-4 +one in 2,400; 95 % interval 1\.0e-4 to 7\.4e-4/);
    expect(stdout).toContain('2 estimates of 20 worlds, 88 runs');
    expect(stdout).toMatch(/plain seeds would take about \d+,\d{3} runs/);
    expect(stdout).toMatch(/^ {2}30 min +50 %$/m);
    expect(stdout).toMatch(/^ {2}4 h +0\.5 % {2}the threshold$/m);
    expect(stdout).toContain(`zonefall run ${scenarioFile} --reseed PT30M0.000001S=9 --seed 5`);
    for (const line of stdout.split('\n').filter((each) => !each.includes('zonefall run'))) {
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });

  it("takes the budget on the recovery and the scenario's seed where nothing is said", async () => {
    expect((await typed()).asked).toMatchObject({ thresholdSeconds: 3600, particles: 20, repeats: 10, seed: 20110807 });
  });

  it('is inconclusive when no world came that far, with what that shows', async () => {
    const { exitCode, stdout } = await typed({}, never);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('no world came that far; 95 % sure that it is rarer than 7.5 %');
  });

  it('refuses what no run could show', async () => {
    await expect(typed({ threshold: 16 * 3600 })).rejects.toThrow('a run is given up after 57600 s');
  });

  it('prints the documented JSON', async () => {
    const document = JSON.parse((await typed({ output: [{ format: 'json' }] })).stdout);
    expect(document).toMatchObject({
      schema: 'zonefall.rare/v1',
      thresholdSeconds: 3600,
      probability: found.estimate,
      runs: 88,
      repeats: [{ estimate: 0.0004, runs: 44 }, { runs: 44 }],
      worst: { seed: 5, rtoSeconds: 15_000, again: expect.stringContaining('--reseed') },
    });
  });
});

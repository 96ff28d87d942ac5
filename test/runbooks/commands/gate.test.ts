import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type GateFlags, gate } from '../../../src/runbooks/commands/gate.ts';
import { gateCommand, parseConfidence, parseGateSeeds, parsePlan } from '../../../src/runbooks/commands/table/gate.ts';
import type { RunSeeds } from '../../../src/runbooks/gate/index.ts';
import type { SweepRow } from '../../../src/runbooks/sweep/index.ts';
import { recovered, without } from '../gate/rows.ts';
import { scenarioFile, testConsole } from './console.ts';

/** Worlds that need no world: what a seed of a variant comes to. They keep a list of the seeds that were asked for. */
function worldsOf(row: (seed: number, variant: string | undefined) => SweepRow) {
  const asked: { variant: string | undefined; seed: number }[] = [];
  const run: RunSeeds = async function* ({ variant }, seeds, options) {
    let done = 0;
    for (const seed of seeds) {
      asked.push({ variant, seed });
      const given = row(seed, variant);
      done += 1;
      options?.onRow?.(given, done);
      yield given;
    }
  };
  return { run, asked };
}

/** As the variants of 2011 are: two recover late, in one of them only because people decide late. */
function history(seed: number, variant: string | undefined): SweepRow {
  if (variant === 'as-it-was') return recovered(seed, { decide: 2400, mobilise: 1800, recover: 30_000 + (seed % 7) });
  if (variant === 'both-fixes') return recovered(seed, { decide: 2400 + (seed % 5) });
  return recovered(seed, seed % 60 === 0 ? { decide: 1300, recover: 3000 } : {});
}

async function typed(
  flags: GateFlags,
  row: (seed: number, variant: string | undefined) => SweepRow = history,
  folder?: string,
) {
  const console = testConsole({ folder });
  const worlds = worldsOf(row);
  const exitCode = await gate(console.context, flags, [scenarioFile], worlds.run);
  return { exitCode, stdout: console.stdout(), stderr: console.stderr(), asked: worlds.asked };
}
const asJson = { output: [{ format: 'json' }] } as const;
const plan208 = { kind: 'fixed', misses: 5, seeds: 208 } as const;

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const seconds = z.number().nullable();
const percentiles = z.strictObject({
  p50: seconds,
  p90: seconds,
  p95: seconds,
  p95Upper: seconds,
  p99: seconds,
  max: seconds,
});
const row = z.object({
  seed: z.int(),
  verdict: z.string(),
  rtoSeconds: seconds,
  phases: z.record(z.string(), seconds),
  traceSha256: z.string().nullable(),
});
/** `zonefall.sweep/v1`, as it is documented for those who parse it. */
const documentSchema = z.object({
  schema: z.literal('zonefall.sweep/v1'),
  decision: z.enum(['passed', 'failed', 'inconclusive']),
  exitCode: z.int(),
  results: z.array(
    z.object({
      scenario: z.object({ id: z.string(), sha256: z.string() }),
      variant: z.string(),
      seeds: z.int(),
      misses: z.int(),
      plan: z.object({ kind: z.enum(['fixed', 'sprt']), text: z.string() }),
      decision: z.enum(['passed', 'failed', 'inconclusive']),
      claim: z.string(),
      rtoSeconds: percentiles.nullable(),
      phases: z.record(z.string(), percentiles.nullable()),
      worst: z.array(z.object({ seed: z.int(), rtoSeconds: seconds, reproduce: z.string() })),
      budgets: z.array(
        z.object({ id: z.string(), decision: z.string(), claim: z.string(), misses: z.int(), samples: z.int() }),
      ),
      rows: z.array(row),
      wallSeconds: z.number(),
    }),
  ),
  wallSeconds: z.number(),
});

describe('zonefall gate on the three stories of 2011', () => {
  it('passes decided-at-once with 5/208 and says what it claims', async () => {
    const { exitCode, stdout, asked } = await typed({ variant: ['decided-at-once'], plan: plan208 });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /✓ passed {3}with 95 % confidence p95 RTO is below 60 min: 3 of 208 missed; all 3\n +budgets hold/,
    );
    expect(stdout).toMatch(/plan 5\/208 gives 95\.0 % confidence for p95/);
    expect(asked).toHaveLength(208);
    expect(asked[0]).toEqual({ variant: 'decided-at-once', seed: 20110807 });
  });

  it('fails as-it-was, with the line that shows it again', async () => {
    const { exitCode, stdout, asked } = await typed({ variant: ['as-it-was'] });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ FAILED');
    expect(stdout).toContain('2 of 3 budgets fail: rto, decide');
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/no phase alone is enough: recover is the longest, 8 h 20 min of/);
    expect(stdout).toContain(`Reproduce: zonefall run ${scenarioFile} --variant as-it-was --seed 20110810`);
    expect(asked).toHaveLength(6);
  });

  it('says of both-fixes that it fails because of the decision, and that the decision is what is left to shorten', async () => {
    const { exitCode, stdout } = await typed({ variant: ['both-fixes'] });
    expect(exitCode).toBe(1);
    const told = stdout.replaceAll(/\s+/g, ' ');
    expect(told).toContain('both-fixes');
    expect(told).toMatch(/FAIL rto .* FAIL decide /);
    expect(told).toContain(
      'decide is what is left to shorten: within its own 20 min all 6 runs that were late would have been in time',
    );
  });

  it('decides the green one and the red one with a sequential test', async () => {
    const clean = (seed: number) => recovered(seed);
    const green = await typed({ variant: ['decided-at-once'], plan: { kind: 'sprt' } }, clean);
    expect(green).toMatchObject({ exitCode: 0, asked: { length: 72 } });
    expect(green.stdout).toContain('sequential test of p95, 5 % against 1 %: 95.0 % confidence');
    const red = await typed({ variant: ['as-it-was'], plan: { kind: 'sprt' } });
    expect(red).toMatchObject({ exitCode: 1, asked: { length: 2 } });
  });

  it('runs several variants, and fails if one of them does', async () => {
    const { exitCode, stdout } = await typed({ ...asJson, variant: ['decided-at-once', 'as-it-was'] });
    expect(exitCode).toBe(1);
    const { results, decision } = documentSchema.parse(JSON.parse(stdout));
    expect(decision).toBe('failed');
    expect(results.map((result) => [result.variant, result.decision])).toEqual([
      ['decided-at-once', 'passed'],
      ['as-it-was', 'failed'],
    ]);
  });
});

describe('what a gate prints', () => {
  it('is the documented JSON, the same every time but for the wall time', async () => {
    const once = await typed({ ...asJson, variant: ['decided-at-once'] });
    const { results } = documentSchema.parse(JSON.parse(once.stdout));
    expect(results[0]).toMatchObject({ seeds: 208, misses: 3, plan: { text: '5/208' }, decision: 'passed' });
    expect(results[0]!.rows.map(({ seed }) => seed)).toEqual(Array.from({ length: 208 }, (_, at) => 20110807 + at));
    expect(results[0]!.rtoSeconds!.p95Upper).toBe(2280);
    const timeless = (text: string) => text.replaceAll(/"wallSeconds": .*/g, '');
    expect(timeless((await typed({ ...asJson, variant: ['decided-at-once'] })).stdout)).toBe(timeless(once.stdout));
  });

  it('has the bounds of phases with the confidence that was asked for', async () => {
    const bound = async (confidence: number) => {
      const seeds = Array.from({ length: 208 }, (_, at) => at + 1);
      const flags = { ...asJson, seeds, confidence };
      const { stdout } = await typed(flags, (seed) => recovered(seed, { detect: seed }));
      return documentSchema.parse(JSON.parse(stdout)).results[0]!.phases.detect!.p95Upper;
    };
    expect([await bound(95), await bound(99)]).toEqual([203, 205]);
  });

  it('has no bound of a percentile where a failure ended the sample', async () => {
    const { stdout } = await typed({ ...asJson, variant: ['as-it-was'] });
    const [result] = documentSchema.parse(JSON.parse(stdout)).results;
    expect(result!.rtoSeconds).toMatchObject({ p95Upper: null });
    expect(result!.phases.decide).toMatchObject({ p95Upper: null });
    expect(JSON.parse(stdout).results[0].stoppedEarly).toBe('6 of 6 runs missed the budget "rto", 5 of 208 may');
  });

  it('keeps talk off stdout, and says a failure on stderr where no screen does', async () => {
    const { stderr, stdout } = await typed({ ...asJson, variant: ['as-it-was'] });
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toMatch(
      /^FAIL rto p95 573m > 60m \(6 seeds, 6 over\)\. Worst: seed 20110810 \(573m\)\. Reproduce: zonefall run .* --seed 20110810$/m,
    );
  });

  it('is a line for each row and one for each result as NDJSON', async () => {
    const { stdout } = await typed({ variant: ['as-it-was'], output: [{ format: 'ndjson' }] });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind }) => kind)).toEqual([...Array(6).fill('row'), 'result']);
    expect(lines.at(-1)).toMatchObject({ decision: 'failed', variant: 'as-it-was' });
  });

  it('can be JUnit, Markdown and a page at once', async () => {
    const console = testConsole();
    const output = [
      { format: 'junit', file: 'out/gate.xml' },
      { format: 'markdown', file: 'out/gate.md' },
      { format: 'html', file: 'out/gate.html' },
      { format: 'human' },
    ] as const;
    const exitCode = await gate(
      console.context,
      { variant: ['as-it-was'], output },
      [scenarioFile],
      worldsOf(history).run,
    );
    expect(exitCode).toBe(1);
    const written = (name: string) => readFileSync(join(console.context.folder, 'out', name), 'utf8');
    expect(written('gate.xml')).toMatch(/<testsuites[\s>]/);
    expect(written('gate.md')).toContain('as-it-was');
    expect(written('gate.html')).toMatch(/^<!doctype html>/i);
    expect(console.stdout()).toContain('✗ FAILED');
  });

  it('fits 80 columns, but for commands that are there to be copied', async () => {
    for (const variant of ['decided-at-once', 'as-it-was', 'both-fixes']) {
      const { stdout } = await typed({ variant: [variant] });
      for (const line of stdout.split('\n')) {
        if (!line.includes('zonefall ')) expect([...line].length, line).toBeLessThanOrEqual(80);
      }
      expect(stdout).toContain('NEXT');
    }
  });
});

describe('a gate', () => {
  it('is inconclusive when every run is', async () => {
    const { exitCode, stdout } = await typed({}, (seed) =>
      without(seed, 'inconclusive', 'no fault started: nothing was tested'),
    );
    expect(exitCode).toBe(4);
    expect(stdout).toContain('? inconclusive');
  });

  it('is inconclusive with too few seeds for the percentile, and says so before it runs', async () => {
    const { exitCode, stderr, stdout } = await typed({ seeds: [1, 2, 3] }, (seed) => recovered(seed));
    expect(exitCode).toBe(4);
    expect(stderr).toContain('3 seeds are too few to show p95 with 95 % confidence');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('--plan 0/59 has enough');
  });

  it('fails on a finding, though every budget holds', async () => {
    const broken = (seed: number): SweepRow =>
      seed === 20110900
        ? { ...recovered(seed), verdict: 'failed', reasons: ['the invariant "one-couch-master" was broken: two wrote'] }
        : recovered(seed);
    const { exitCode, stdout } = await typed({}, broken);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/FINDINGS/);
    expect(stdout).toMatch(/FAIL {2}seed 20110900: the invariant "one-couch-master" was broken: two wrote/);
    expect(stdout).toContain('--seed 20110900');
  });

  it('runs its whole plan if that is asked for, though it is lost', async () => {
    const { exitCode, asked, stdout } = await typed({ ...asJson, variant: ['as-it-was'], whole: true });
    expect(exitCode).toBe(1);
    expect(asked).toHaveLength(208);
    const [result] = documentSchema.parse(JSON.parse(stdout)).results;
    expect(result!.budgets[0]).toMatchObject({ misses: 208, samples: 208, decision: 'failed' });
    expect(result!.rtoSeconds!.p95Upper).not.toBeNull();
  });

  it('looks at other worlds with every commit', async () => {
    const folder = emptyFolder();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
    const commit = (message: string) =>
      git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-q', '--allow-empty', '-m', message);
    git('init', '-q');
    commit('one');
    const good = (seed: number) => recovered(seed);
    const first = await typed({ seeds: 'commit' }, good, folder);
    expect((await typed({ seeds: 'commit' }, good, folder)).asked).toEqual(first.asked);
    commit('two');
    const second = await typed({ seeds: 'commit' }, good, folder);
    expect(second.asked).toHaveLength(208);
    expect(second.asked).not.toEqual(first.asked);
    await expect(typed({ seeds: 'commit' }, good)).rejects.toThrow(
      /--seeds commit draws the seeds from the commit of HEAD/,
    );
  });

  it('runs a variant once that is named twice', async () => {
    const { asked } = await typed({ variant: ['as-it-was', 'as-it-was'] });
    expect(asked).toHaveLength(6);
  });

  it('refuses plans that contradict each other', async () => {
    await expect(typed({ plan: plan208, runs: 3 })).rejects.toThrow(/--plan says it all/);
    await expect(typed({ misses: 5, runs: 3 })).rejects.toThrow(/--misses 5 of --runs 3/);
    await expect(typed({ plan: plan208, seeds: [1, 2] })).rejects.toThrow(/needs 208 seeds, --seeds names 2/);
    expect((await typed({ misses: 1 }, (seed) => recovered(seed))).asked).toHaveLength(93);
  });
});

describe('pinned seeds', () => {
  const pins = 'worlds.pins';
  const withPins = (text: string) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, pins), text);
    return folder;
  };

  it('run first and fail the gate by themselves, outside of its statistics', async () => {
    const folder = withPins('2011-08-07-eu-west-1 decided-at-once 17  # was late\n2011-08-07-eu-west-1 as-it-was 3\n');
    const flags = { variant: ['decided-at-once'], pins };
    const bad17 = (seed: number) => recovered(seed, seed === 17 ? { recover: 9999 } : {});
    const red = await typed(flags, bad17, folder);
    expect(red.exitCode).toBe(1);
    // Only those of this variant; and a gate that is lost already need not go on.
    expect(red.asked).toEqual([{ variant: 'decided-at-once', seed: 17 }]);
    expect(red.stdout).toMatch(/the pinned seed 17 fails again/);
    expect(red.stdout).toMatch(/pinned for: was late/);
    const json = await typed({ ...flags, ...asJson, whole: true }, bad17, folder);
    const [result] = documentSchema.parse(JSON.parse(json.stdout)).results;
    expect(result).toMatchObject({ decision: 'failed', seeds: 208, misses: 0 });
    expect(json.stderr).toMatch(
      /^FAIL pinned seed 17: .* Reproduce: zonefall run .* --variant decided-at-once --seed 17$/m,
    );
    const green = await typed(flags, (seed) => recovered(seed), folder);
    expect(green.exitCode).toBe(0);
    expect(green.asked).toHaveLength(209);
    expect(green.stdout).toContain('1 of 1 pass; they are no part of the sample');
  });

  it('are added by --pin when a gate fails, each once, and fail the next one at once', async () => {
    const folder = emptyFolder();
    const flags = { variant: ['as-it-was'], pins, pin: true };
    expect((await typed(flags, history, folder)).stderr).toContain('worlds.pins: 6 seeds pinned (as-it-was)');
    const text = readFileSync(join(folder, pins), 'utf8');
    expect(text).toMatch(/^2011-08-07-eu-west-1 as-it-was 20110810 {2}# the budget "rto" was missed/m);
    const again = await typed(flags, history, folder);
    expect(again.asked).toHaveLength(6);
    expect(readFileSync(join(folder, pins), 'utf8')).toBe(text);
  });

  it('are none of those whose runs were inconclusive: they failed nothing', async () => {
    const folder = emptyFolder();
    const row = (seed: number) =>
      seed % 100 === 50
        ? without(seed, 'inconclusive', 'no fault started: nothing was tested')
        : recovered(seed, seed % 25 === 0 ? { recover: 9999 } : {});
    const seeds = Array.from({ length: 208 }, (_, at) => at + 1);
    const { exitCode, stderr } = await typed({ seeds, whole: true, pins, pin: true }, row, folder);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('worlds.pins: 6 seeds pinned (as-it-was)');
    const pinned = readFileSync(join(folder, pins), 'utf8').matchAll(/ as-it-was (\d+)/g);
    expect([...pinned].map(([, seed]) => Number(seed)).sort((a, b) => a - b)).toEqual([25, 75, 100, 125, 175, 200]);
  });

  it('are none of the few that a gate may miss', async () => {
    const folder = emptyFolder();
    const { exitCode, stderr } = await typed({ variant: ['decided-at-once'], pins, pin: true }, history, folder);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('nothing to add');
    expect(existsSync(join(folder, pins))).toBe(false);
  });

  it('lie beside the scenario without a name of their own', async () => {
    const folder = emptyFolder();
    cpSync('scenarios', folder, { recursive: true });
    writeFileSync(join(folder, '2011-08-07-eu-west-1.pins'), '2011-08-07-eu-west-1 as-it-was 4\n');
    const { run, asked } = worldsOf((seed) => recovered(seed));
    await gate(testConsole({ folder }).context, {}, [join(folder, '2011-08-07-eu-west-1.yaml')], run);
    expect(asked[0]).toEqual({ variant: undefined, seed: 4 });
  });

  it('from a file that is not there, or no such file, are a matter of usage', async () => {
    await expect(typed({ pins: 'nowhere.pins' })).rejects.toThrow(/nowhere\.pins: there is no such file/);
    const folder = emptyFolder();
    await expect(typed({ pins: folder })).rejects.toMatchObject({ name: 'UsageError', message: /this is a folder/ });
    await expect(typed({ pins }, history, withPins('what is this\nhm\n'))).rejects.toThrow(/worlds\.pins:1/);
  });
});

describe('what may be typed', () => {
  it('is every flag: a name of one letter would be taken for a file', () => {
    for (const name of Object.keys(gateCommand.parameters.flags ?? {})) expect(name).toMatch(/^[a-z]{2,}/);
  });

  it('is a plan', () => {
    expect(parsePlan('5/208')).toEqual(plan208);
    expect(parsePlan('5')).toEqual({ kind: 'fixed', misses: 5 });
    expect(parsePlan('sprt')).toEqual({ kind: 'sprt' });
    for (const wrong of ['', '5/', '-1/5', 'five', '5/208/3', '5 of 208'])
      expect(() => parsePlan(wrong)).toThrow(/is no plan/);
    expect(() => parsePlan('5/5')).toThrow(/allows every seed to miss/);
    expect(() => parsePlan('0/0')).toThrow(/1 to 100000 seeds/);
  });

  it('is a confidence, or seeds', () => {
    expect([parseConfidence('95'), parseConfidence('99.5%'), parseConfidence('90 %')]).toEqual([95, 99.5, 90]);
    for (const wrong of ['0.95', '100', '50', 'high']) expect(() => parseConfidence(wrong)).toThrow(/is no confidence/);
    expect(parseGateSeeds('commit')).toBe('commit');
    expect(parseGateSeeds('1..3')).toEqual([1, 2, 3]);
  });
});

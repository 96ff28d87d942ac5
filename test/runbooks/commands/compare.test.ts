import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CompareFlags, compare, type RunAll } from '../../../src/runbooks/commands/compare.ts';
import type { RunRequest } from '../../../src/runbooks/commands/engine.ts';
import { loadScenario } from '../../../src/runbooks/files/index.ts';
import type { RunResult } from '../../../src/runbooks/verdict/index.ts';
import { incidentResult } from '../reports/incident.ts';
import { scenarioFile, testConsole } from './console.ts';

const known = new Map<string, Readonly<Record<string, unknown>>>();

/** The values of the variables in a run; files are read once for each. */
function valuesOf({ variant, vars }: RunRequest): Readonly<Record<string, unknown>> {
  const key = JSON.stringify([variant, vars]);
  const values = known.get(key) ?? loadScenario(scenarioFile, { variant, vars }).scenario.vars;
  known.set(key, values);
  return values;
}

/** A world in one line: what each mistake costs, in seconds; a late decision costs more while the kernel is gone. */
function rtoSeconds(request: RunRequest): number {
  const { seed = 0 } = request;
  const values = valuesOf(request);
  const kernel = values.kernelRegion === 'eu-west-1' ? 1800.000001 : 0;
  const views = values.replicaType === 'm1.small' ? 28_800 + seed : 0;
  const decide = values.decideAfter === 'PT38M' ? 1680 : 0;
  return 900 + kernel + views + decide + (kernel > 0 && decide > 0 ? 61 : 0);
}

const resultOf = (request: RunRequest): RunResult => ({
  ...incidentResult,
  recovery: { ...incidentResult.recovery, rtoSeconds: rtoSeconds(request) },
});
const standIn: RunAll = async (requests) => requests.map(resultOf);

async function typed(flags: CompareFlags, worlds: RunAll = standIn) {
  const console = testConsole();
  const exitCode = await compare(console.context, flags, scenarioFile, worlds);
  return { exitCode, stdout: console.stdout(), stderr: console.stderr() };
}
const asJson = { output: [{ format: 'json' }] } as const;

const percentiles = z.strictObject({
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p95Upper: z.number().nullable(),
  p99: z.number(),
  max: z.number(),
});
/** `zonefall.compare/v1`, as it is documented for those who parse it. */
const compareSchema = z.object({
  schema: z.literal('zonefall.compare/v1'),
  variants: z
    .array(
      z.object({
        id: z.string(),
        rtoSeconds: percentiles,
        differenceSeconds: z.strictObject({
          median: z.number(),
          low: z.number().nullable(),
          high: z.number().nullable(),
        }),
      }),
    )
    .min(1),
  causes: z.array(
    z.object({ id: z.string(), minutes: z.number(), share: z.number().nullable(), microseconds: z.int() }),
  ),
  whole: z.object({ minutes: z.number(), microseconds: z.int() }),
});

describe('zonefall compare', () => {
  it('runs every combination of causes once for a seed, and no variant twice', async () => {
    const seen: RunRequest[] = [];
    await typed({}, async (requests) => {
      seen.push(...requests);
      return requests.map(resultOf);
    });
    expect(seen).toHaveLength(8);
    expect(new Set(seen.map((request) => JSON.stringify(valuesOf(request)))).size).toBe(8);
    expect(new Set(seen.map(({ seed }) => seed))).toEqual(new Set([20110807]));
  });

  it('prints the documented JSON; with one seed there is no interval', async () => {
    const { stdout, exitCode } = await typed(asJson);
    const document = compareSchema.parse(JSON.parse(stdout));
    expect(exitCode).toBe(0);
    expect(document.variants.map(({ id }) => id)).toEqual([
      'as-it-was',
      'kernel-elsewhere',
      'replicas-64-bit',
      'both-fixes',
      'decided-at-once',
    ]);
    expect(document.variants[1]!.differenceSeconds).toEqual({ median: -1861.000001, low: null, high: null });
    expect(document.variants[1]!.rtoSeconds.p95Upper).toBeNull();
  });

  it('shares the whole among the causes exactly, to the microsecond', async () => {
    const { causes, whole, variants } = compareSchema.parse(JSON.parse((await typed(asJson)).stdout));
    const saved = variants[0]!.rtoSeconds.p50 - variants.at(-1)!.rtoSeconds.p50;
    expect(whole.microseconds).toBe(Math.round(saved * 1e6));
    expect(causes.reduce((sum, { microseconds }) => sum + microseconds, 0)).toBe(whole.microseconds);
    // The minute that kernel and decision cost together is shared by the two; the views stand alone.
    expect(causes.map(({ id, microseconds }) => [id, microseconds])).toEqual([
      ['kernel-elsewhere', 1_830_500_001],
      ['replicas-64-bit', (28_800 + 20110807) * 1e6],
      [expect.stringContaining('decideAfter'), 1_710_500_000],
    ]);
    expect(causes.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 12);
  });

  it('pairs the seeds: what differs between seeds and not between variants leaves no trace in the interval', async () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const { variants } = compareSchema.parse(JSON.parse((await typed({ ...asJson, seeds })).stdout));
    expect(variants[1]!.differenceSeconds).toEqual({ median: -1861.000001, low: -1861.000001, high: -1861.000001 });
    expect(variants[2]!.differenceSeconds).toEqual({ median: -28_804.5, low: -28_808, high: -28_801 });
    expect(variants[0]!.differenceSeconds).toEqual({ median: 0, low: 0, high: 0 });
  });

  it('names the seeds again as they were typed', async () => {
    expect((await typed({ seeds: [1, 9, 3] })).stdout).toMatch(/ --seeds 1,9,3 -o html=compare\.html\n$/);
    expect((await typed({ seeds: [17] })).stdout).toMatch(/ --seeds 17 -o html=compare\.html\n$/);
  });

  it('is inconclusive when a world never recovers, and says which', async () => {
    const lost: RunAll = async (requests) =>
      requests.map((request) =>
        request.variant === 'both-fixes' && request.seed === 2
          ? { ...resultOf(request), recovery: { ...incidentResult.recovery, recovered: false, rtoSeconds: null } }
          : resultOf(request),
      );
    const { exitCode, stdout, stderr } = await typed({ ...asJson, seeds: [1, 2] }, lost);
    expect(exitCode).toBe(4);
    expect(stderr).toBe('zonefall: inconclusive: both-fixes did not recover with seed 2\n');
    const document = JSON.parse(stdout);
    expect(document.causes).toEqual([]);
    expect(document.variants[3]).toMatchObject({
      id: 'both-fixes',
      unrecovered: 1,
      rtoSeconds: null,
      differenceSeconds: null,
    });
    expect(document.variants[1].differenceSeconds.median).toBeCloseTo(-1861, 3);
  });

  it('prints a table of the variants and a bar for each cause, at most 80 columns wide', async () => {
    const { stdout } = await typed({ seeds: [1, 2, 3, 4, 5, 6] });
    for (const line of stdout.split('\n')) {
      if (/^ +zonefall /.test(line)) continue; // a command is never broken: somebody will copy it
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
    expect(stdout).toMatch(/ zonefall compare \S+ --seeds 1\.\.6 -o html=compare\.html\n$/);
    expect(stdout).toMatch(/^ {2}as-it-was +9 h 14 min +baseline$/m);
    expect(stdout).toMatch(/^ {2}kernel-elsewhere +8 h 43 min +-31 min +-31 min to -31 min$/m);
    expect(stdout).toMatch(/^ {2}replicas-64-bit +480\.1 min +89 % +█+$/m);
    expect(stdout).toMatch(/^ {2}all causes +539\.1 min +100 %/m);
  });
});

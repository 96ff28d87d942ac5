import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OutputChoice } from '../../../src/runbooks/commands/flags.ts';
import { merge } from '../../../src/runbooks/commands/merge.ts';
import { type SweepFlags, sweep } from '../../../src/runbooks/commands/sweep.ts';
import type { SweepFormat } from '../../../src/runbooks/commands/sweep-outputs.ts';
import { smallFolder, smallSeeds } from '../sweep/small-sweep.ts';
import { testConsole } from './console.ts';

/** Types `sweep` in a folder. */
async function typed(folder: string, flags: SweepFlags) {
  const console = testConsole({ folder });
  const exitCode = await sweep(console.context, flags, join(folder, 'small.yaml'));
  return { exitCode, stdout: console.stdout(), stderr: console.stderr() };
}

const formats: readonly SweepFormat[] = ['human', 'json', 'ndjson', 'html', 'blob'];
const allTo = (name: string): OutputChoice<SweepFormat>[] =>
  formats.map((format) => ({ format, file: `${name}.${format}` }));
/** What must be the same; the time that it took cannot be. */
const read = (folder: string, name: string): string[] =>
  formats.map((format) => readFileSync(join(folder, `${name}.${format}`), 'utf8').replace(/"wallSeconds": .*/, ''));

const percentiles = z
  .strictObject(
    Object.fromEntries(['p50', 'p90', 'p95', 'p95Upper', 'p99', 'max'].map((name) => [name, z.number().nullable()])),
  )
  .nullable();
const phases = ['detect', 'decide', 'mobilise', 'recover', 'verify'];
/** `zonefall.sweep/v1`, as it is documented for those who parse it. */
const sweepSchema = z.strictObject({
  schema: z.literal('zonefall.sweep/v1'),
  environment: z.literal('simulated'),
  tool: z.strictObject({ version: z.string(), node: z.string() }),
  results: z.array(
    z.strictObject({
      scenario: z.strictObject({ id: z.string(), sha256: z.string().length(64) }),
      variant: z.string(),
      seeds: z.int(),
      misses: z.int(),
      plan: z.null(),
      decision: z.null(),
      rtoSeconds: percentiles,
      phases: z.strictObject(Object.fromEntries(phases.map((name) => [name, percentiles]))),
      worst: z.array(z.strictObject({ seed: z.int(), verdict: z.string(), rtoSeconds: z.number().nullable() })),
      rows: z.array(
        z.looseObject({
          seed: z.int(),
          verdict: z.string(),
          rtoSeconds: z.number().nullable(),
          phases: z.record(z.string(), z.number().nullable()),
          traceSha256: z.string().length(64).nullable(),
        }),
      ),
    }),
  ),
  wallSeconds: z.number(),
});

describe('zonefall sweep', () => {
  it('gives the same in three shards that are merged as in one go, in every format, byte for byte', async () => {
    const folder = smallFolder();
    const whole = await typed(folder, { seeds: smallSeeds, jobs: 2, output: allTo('whole') });
    expect(whole).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    for (const index of [1, 2, 3]) {
      const output = [{ format: 'blob', file: `shard-${index}.ndjson` }] as const;
      const shard = await typed(folder, { seeds: smallSeeds, jobs: 1, shard: { index, of: 3 }, output });
      expect(shard).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
    const console = testConsole({ folder });
    const blobs = ['shard-3.ndjson', 'shard-1.ndjson', 'shard-2.ndjson'];
    expect(await merge(console.context, { output: allTo('merged') }, ...blobs)).toBe(0);
    expect(read(folder, 'merged')).toEqual(read(folder, 'whole'));
    const [human, json] = read(folder, 'whole') as [string, string];
    const { results } = sweepSchema.parse(JSON.parse(`${json.trim().slice(0, -1)}"wallSeconds": 0}`));
    expect(results[0]).toMatchObject({
      variant: 'none',
      seeds: 4,
      misses: 2,
      rtoSeconds: { p50: expect.any(Number), p95: null },
    });
    for (const line of human.split('\n')) {
      if (!line.includes('zonefall ') && !line.includes(folder)) expect([...line].length, line).toBeLessThanOrEqual(80);
    }
    expect(human).toContain('budget rto 13 min, p95');
    expect(human).toMatch(
      /seed 3 {2}crashed\n {4}the world broke: .*\n(.*\n)? {4}zonefall run \S+small.yaml --seed 3\n/,
    );
  });

  it('prints the rows of several variants as they come, each with its variant', async () => {
    const variants = ['second', 'first', 'second'];
    const flags: SweepFlags = { seeds: [4], variant: variants, output: [{ format: 'ndjson' }] };
    const { stdout, exitCode } = await typed(smallFolder(), flags);
    expect(exitCode).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ variant, seed, verdict }) => [variant, seed, verdict])).toEqual([
      ['second', 4, 'passed'],
      ['first', 4, 'passed'],
    ]);
  });

  it('writes down the plug-ins with which a blob was made: others make another sweep', async () => {
    const folder = smallFolder();
    const plugin = `import { z } from ${JSON.stringify(pathToFileURL(resolve('node_modules/zod/index.js')).href)};
export default {
  probes: { 'acme:one': { doc: 'One', with: z.strictObject({}), example: { with: {}, tolerance: 1 }, measure: async () => 1 } },
};
`;
    const shardWith = async (text: string, index: number): Promise<void> => {
      writeFileSync(join(folder, 'acme.mjs'), text);
      const output = [{ format: 'blob', file: `shard-${index}.ndjson` }] as const;
      const flags: SweepFlags = { seeds: [4, 6], shard: { index, of: 2 }, plugin: ['./acme.mjs'], output };
      expect(await typed(folder, flags)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    };
    await shardWith(plugin, 1);
    await shardWith(plugin, 2);
    const console = testConsole({ folder });
    expect(await merge(console.context, {}, 'shard-1.ndjson', 'shard-2.ndjson')).toBe(0);
    await shardWith(`${plugin}// another\n`, 2);
    await expect(merge(console.context, {}, 'shard-1.ndjson', 'shard-2.ndjson')).rejects.toThrow(
      /is of another sweep: its plugins is .*acme\.mjs/,
    );
  });

  it('is inconclusive when no run recovered: there is no distribution', async () => {
    const { stdout, stderr, exitCode } = await typed(smallFolder(), { seeds: [3, 7] });
    expect(exitCode).toBe(4);
    expect(stderr).toBe('zonefall: inconclusive: no run recovered (2 seeds): there is no distribution\n');
    expect(stdout).toContain('2 crashed (seeds 3, 7)');
    expect(stdout).toContain('no run recovered');
  });

  it.each<[string, SweepFlags, RegExp]>([
    ['more shards than seeds', { seeds: [1, 2], shard: { index: 3, of: 3 } }, /2 seeds make at most 2 shards/],
    ['jobs of a queue', { queue: 'redis://localhost', jobs: 2 }, /the workers run the worlds/],
    ['shards of a queue', { queue: 'redis://localhost', shard: { index: 1, of: 2 } }, /choose one/],
    ['a queue that is no Redis', { queue: 'localhost' }, /--queue needs the URL of a Redis/],
    ['an unknown variant', { variant: ['frist'] }, /first/],
    ['two outputs on stdout', { output: [{ format: 'json' }, { format: 'blob' }] }, /two outputs/],
  ])('refuses %s', async (_, flags, message) => {
    await expect(typed(smallFolder(), flags)).rejects.toThrow(message);
  });

  it('refuses to merge what cannot be read', async () => {
    const { context } = testConsole();
    await expect(merge(context, {}, 'nowhere.ndjson')).rejects.toThrow('nowhere.ndjson: there is no such file');
    await expect(merge(context, {}, '.')).rejects.toThrow('.: this is a folder; a file is expected');
  });
});

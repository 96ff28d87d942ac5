/** What many seeds cost: how two workers compare with one, and a merge of ten thousand rows as a person types it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestOf } from '../src/runbooks/commands/engine.ts';
import { loadScenario } from '../src/runbooks/files/index.ts';
import { type BlobHeader, blobText, runSeeds, type SweepRow } from '../src/runbooks/sweep/index.ts';
import { median, table } from './table.ts';

const SCENARIO = 'scenarios/2011-08-07-eu-west-1.yaml';
const VARIANT = 'decided-at-once';
const SEEDS = Array.from({ length: 24 }, (_, at) => at + 1);
const ROUNDS = 3;
const ROWS = 10_000;
const SHARDS = 16;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

export async function timeSweeps(): Promise<void> {
  await compareJobs();
  timeMerge();
}

/** One worker and two, in turns: what else the machine does falls on both. The start of the threads is in it, as for a person. */
async function compareJobs(): Promise<void> {
  const request = requestOf(loadScenario(join(ROOT, SCENARIO)), { variant: VARIANT });
  const seconds = new Map<number, number[]>([
    [1, []],
    [2, []],
  ]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [jobs, own] of seconds) {
      const start = performance.now();
      for await (const { verdict } of runSeeds(request, SEEDS, { jobs })) {
        if (verdict === 'crashed' || verdict === 'hung') throw new Error(`a seed of ${SCENARIO} gave no result`);
      }
      own.push((performance.now() - start) / 1000);
    }
  }
  const [one, two] = [...seconds.values()].map((own) => median(own)) as [number, number];
  const perSecond = (time: number): string => (SEEDS.length / time).toFixed(2);
  console.log(
    `\n${SEEDS.length} seeds of ${SCENARIO}, ${VARIANT}, median of ${ROUNDS}, ${availableParallelism()} cores`,
  );
  console.log(
    table([
      ['workers', 'seconds', 'seeds/s', 'times one', 'target'],
      ['1', one.toFixed(1), perSecond(one), '1.00', ''],
      ['2', two.toFixed(1), perSecond(two), (one / two).toFixed(2), 'at least 1.75'],
    ]),
  );
}

function timeMerge(): void {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-bench-'));
  try {
    const files = Array.from({ length: SHARDS }, (_, at) => writeShard(folder, at + 1));
    const ms = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      const args = ['src/cli.ts', 'merge', ...files, '-o', `json=${join(folder, 'sweep.json')}`];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
      if (status !== 0) throw new Error(`merge ended with ${status}: ${stderr}`);
      return performance.now() - start;
    });
    console.log(
      `\nzonefall merge of ${ROWS} rows in ${SHARDS} blobs, the whole process: ${median(ms).toFixed(0)} ms (target: under 1 s)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows as large as real ones. */
function writeShard(folder: string, index: number): string {
  const header: BlobHeader = {
    schema: 'zonefall.blob/v1',
    tool: { version: '0.1.0' },
    file: SCENARIO,
    scenario: { id: 'bench', sha256: '0'.repeat(64), title: 'A bench' },
    variant: VARIANT,
    choices: { variant: VARIANT, vars: {} },
    budgets: [{ id: 'rto', measure: 'recovery', maxSeconds: 3600, percentile: 95 }],
    seeds: `1..${ROWS}`,
    shard: { index, of: SHARDS },
  };
  const seeds = Array.from({ length: ROWS }, (_, at) => at + 1).filter((_, at) => at % SHARDS === index - 1);
  const file = join(folder, `shard-${index}.ndjson`);
  writeFileSync(file, blobText({ header, rows: seeds.map(rowLike) }));
  return file;
}

function rowLike(seed: number): SweepRow {
  const seconds = 3000 + (seed % 977) * 1.618033;
  return {
    seed,
    verdict: seconds > 3600 ? 'failed' : 'passed',
    rtoSeconds: seconds,
    phases: { detect: 60, decide: 1500.25, mobilise: 0.133836, recover: seconds - 1680.25, verify: 120.18376 },
    budgets: [
      { id: 'rto', actualSeconds: seconds, passed: seconds <= 3600 },
      { id: 'decide', actualSeconds: 1500.25, passed: false },
      { id: 'rpo', actualSeconds: 0, passed: true },
    ],
    reasons: ['the budget "decide" was missed: phase.decide took 1500.25 s, 300.25 s more than 1200 s'],
    traceSha256: seed.toString(16).padStart(64, '0'),
  };
}

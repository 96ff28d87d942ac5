import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { parseSeeds, parseVar } from '../flags.ts';
import type { SweepFlags } from '../sweep.ts';
import { loads, oneFile, outputs, plugins, text } from './define.ts';
import { jobs } from './jobs.ts';

/** Reads `3/16`. */
export function parseShard(input: string): { readonly index: number; readonly of: number } {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(input)?.map(Number) ?? [];
  if (index === undefined || of === undefined || index < 1 || index > of) {
    throw new UsageError(`"${input}" is no shard; expected i/n with i from 1 to n, such as 3/16`);
  }
  return { index, of };
}

export const sweepCommand = buildCommand<SweepFlags, [string], CliContext>({
  loader: loads<SweepFlags, [string]>(async () => (await import('../sweep.ts')).sweep),
  parameters: {
    positional: oneFile('The scenario, a YAML file', 'SCENARIO'),
    flags: {
      seeds: {
        kind: 'parsed',
        parse: parseSeeds,
        brief: 'Seeds, such as 1..1000 or 1,5,9..12; 1..100 without it',
        placeholder: 'a..b',
        optional: true,
      },
      jobs,
      shard: {
        kind: 'parsed',
        parse: parseShard,
        brief: 'Only every n-th seed, from the i-th; `merge` puts the blobs together',
        placeholder: 'i/n',
        optional: true,
      },
      variant: {
        kind: 'parsed',
        parse: String,
        brief: 'A variant of the scenario; repeatable',
        placeholder: 'name',
        optional: true,
        variadic: true,
      },
      var: {
        kind: 'parsed',
        parse: parseVar,
        brief: 'Sets a variable of the scenario; repeatable',
        placeholder: 'name=value',
        optional: true,
        variadic: true,
      },
      runbook: text("Another runbook than the scenario's", 'FILE'),
      queue: text('Workers on any number of machines run the seeds: a Redis, redis://host:port', 'URL'),
      plugin: plugins,
      output: outputs('human', 'json', 'ndjson', 'blob'),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Run many seeds: the distribution of the recovery time',
    fullDescription: [
      'Runs a scenario with many seeds and shows how the time to recover is distributed, with the worst seeds and how to see them again.',
      'It passes no verdict: exits 0, or 4 if no run recovered. The rows do not depend on jobs, shards, queue or machine.',
    ].join('\n'),
  },
});

import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { formats } from '../formats.ts';
import type { SweepFlags } from '../sweep.ts';
import { jobs, queue, runbook, scenario, seeds, variants, vars } from './choices.ts';
import { loads, outputs, parsed, plugins } from './define.ts';

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
    positional: scenario,
    flags: {
      seeds: seeds('Seeds, such as 1..1000 or 1,5,9..12; 1..100 without it'),
      jobs,
      shard: parsed(parseShard, 'Only every n-th seed, from the i-th; `merge` puts the blobs together', 'i/n'),
      variant: variants('the scenario'),
      var: vars('the scenario'),
      runbook,
      queue,
      plugin: plugins,
      output: outputs(formats.sweep),
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

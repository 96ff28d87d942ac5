import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formats } from '../formats.ts';
import type { MergeFlags } from '../merge.ts';
import { loads, outputs } from './define.ts';

export const mergeCommand = buildCommand<MergeFlags, string[], CliContext>({
  loader: loads<MergeFlags, string[]>(async () => (await import('../merge.ts')).merge),
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'What `sweep --shard i/n -o blob=FILE` wrote', placeholder: 'BLOB', parse: String },
      minimum: 1,
    },
    flags: { output: outputs(formats.sweep) },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Put the shards of a sweep together',
    fullDescription: [
      'Prints of the shards of a sweep what one sweep over all seeds would have printed. Refuses blobs of different sweeps, and seeds that',
      'are missing or there twice. Exits as `sweep` does.',
    ].join('\n'),
  },
});

import { buildCommand } from '@stricli/core';
import type { CompareFlags } from '../compare.ts';
import type { CliContext } from '../context.ts';
import { formats } from '../formats.ts';
import { scenario, seeds, vars } from './choices.ts';
import { loads, outputs, plugins } from './define.ts';

export const compareCommand = buildCommand<CompareFlags, [string], CliContext>({
  loader: loads<CompareFlags, [string]>(async () => (await import('../compare.ts')).compare),
  parameters: {
    positional: scenario,
    flags: {
      seeds: seeds("Seeds, such as 1..20 or 17; the scenario's own seed without it"),
      var: vars('the scenario, in every variant'),
      plugin: plugins,
      output: outputs(formats.compare),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Run the variants on the same seeds: what each cause cost',
    fullDescription: [
      'Runs every variant of a scenario on the same seeds: paired differences to the baseline, with 95 % intervals of their median from six seeds on,',
      'and what each cause cost in minutes: exact Shapley shares over all combinations of causes, which sum to the whole.',
    ].join('\n'),
  },
});

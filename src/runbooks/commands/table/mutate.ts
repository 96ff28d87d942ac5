import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formats } from '../formats.ts';
import type { MutateFlags } from '../mutate.ts';
import { jobs, scenario, seeds, vars } from './choices.ts';
import { loads, outputs, plugins, text } from './define.ts';

export const mutateCommand = buildCommand<MutateFlags, [string], CliContext>({
  loader: loads<MutateFlags, [string]>(async () => (await import('../mutate.ts')).mutate),
  parameters: {
    positional: scenario,
    flags: {
      variant: text('A variant of the scenario: one whose gate is green', 'name'),
      var: vars('the scenario'),
      seeds: seeds('Seeds for each mutant, such as 1..5; 1..3 without it'),
      jobs,
      plugin: plugins,
      output: outputs(formats.mutate),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Break the design on purpose: would the gate notice?',
    fullDescription: [
      'Breaks the design in every way it knows (the kernel in the main zone, 32-bit replicas, a step of the runbook missing, a decision that',
      'comes late ...), runs each on a few seeds, and shows which budget or check notices. What survives is a finding.',
      'Exits 0 if at least one mutant turns the gate red, 1 if none does or the design is red as it is, 4 if there is nothing to break.',
    ].join('\n'),
  },
});

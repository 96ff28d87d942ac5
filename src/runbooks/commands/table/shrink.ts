import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formats } from '../formats.ts';
import type { ShrinkFlags } from '../shrink.ts';
import { jobs, scenario, seed, variant, vars } from './choices.ts';
import { loads, outputs, plugins, text } from './define.ts';

export const shrinkCommand = buildCommand<ShrinkFlags, [string], CliContext>({
  loader: loads<ShrinkFlags, [string]>(async () => (await import('../shrink.ts')).shrink),
  parameters: {
    positional: scenario,
    flags: {
      seed: seed("The seed whose budget is broken; the scenario's own without it"),
      variant,
      var: vars('the scenario'),
      budget: text('The budget that is to stay broken; the first broken one without it', 'id'),
      jobs,
      plugin: plugins,
      output: outputs(formats.shrink),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'The smallest fault plan that still breaks the budget',
    fullDescription: [
      'Drops, shortens and weakens the faults of a scenario as long as the budget stays broken with that seed. What is left is minimal: no',
      'fault of it can go, and none can be a notch shorter or weaker. Prints it as YAML to paste, and why each fault stays.',
      'Exits 0 if there is such a plan, 4 if the seed breaks no budget.',
    ].join('\n'),
  },
});

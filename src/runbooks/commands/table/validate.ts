import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { PluginFlags } from '../plugins.ts';
import { loads, plugins } from './define.ts';

export const validateCommand = buildCommand<PluginFlags, string[], CliContext>({
  loader: loads<PluginFlags, string[]>(async () => (await import('../validate.ts')).validate),
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'A scenario or a runbook, a YAML file', placeholder: 'FILE', parse: String },
    },
    flags: { plugin: plugins },
  },
  docs: {
    brief: 'Check scenarios and runbooks without running them',
    fullDescription: 'Checks files. Prints a line for each mistake, with its place, and exits 2 if there is one.',
  },
});

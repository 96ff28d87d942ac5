import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { loads, type NoFlags } from './define.ts';

export const validateCommand = buildCommand<NoFlags, string[], CliContext>({
  loader: loads<NoFlags, string[]>(async () => (await import('../validate.ts')).validate),
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'A scenario or a runbook, a YAML file', placeholder: 'FILE', parse: String },
    },
    flags: {},
  },
  docs: {
    brief: 'Check scenarios and runbooks without running them',
    fullDescription: 'Checks files. Prints a line for each mistake, with its place, and exits 2 if there is one.',
  },
});

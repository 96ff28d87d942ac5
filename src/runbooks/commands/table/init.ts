import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { loads, type NoFlags } from './define.ts';

export const initCommand = buildCommand<NoFlags, string[], CliContext>({
  loader: loads<NoFlags, string[]>(async () => (await import('../init.ts')).init),
  parameters: {
    positional: {
      kind: 'array',
      maximum: 1,
      parameter: { brief: 'Where they go; the folder you are in without it', placeholder: 'FOLDER', parse: String },
    },
    flags: {},
  },
  docs: {
    brief: 'Write a small scenario and its runbook, to begin with',
    fullDescription: 'Writes first-drill.yaml and first-drill.runbook.yaml, which run and pass. Overwrites nothing.',
  },
});

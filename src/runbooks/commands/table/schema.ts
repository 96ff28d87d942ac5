import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { PluginFlags } from '../plugins.ts';
import { loads, plugins } from './define.ts';

export const schemaCommand = buildCommand<PluginFlags, string[], CliContext>({
  loader: loads<PluginFlags, string[]>(async () => (await import('../schema.ts')).schema),
  parameters: {
    positional: {
      kind: 'array',
      maximum: 1,
      parameter: {
        brief: 'scenario or runbook; without it one schema for both',
        placeholder: 'KIND',
        parse: String,
        proposeCompletions: () => ['scenario', 'runbook'],
      },
    },
    flags: { plugin: plugins },
  },
  docs: {
    brief: 'Print the JSON Schema of scenario and runbook files, for editors',
    fullDescription: [
      'Prints JSON Schema (2020-12): an editor with a YAML language server completes keys and kinds of steps from it, and shows what they do.',
      'A first line "# yaml-language-server: $schema=runbook.schema.json" in a file names the schema that it goes by.',
    ].join('\n'),
  },
});

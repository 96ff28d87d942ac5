import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { loads, type NoFlags } from './define.ts';

export const completionCommand = buildCommand<NoFlags, [string], CliContext>({
  loader: loads<NoFlags, [string]>(async () => (await import('../completion.ts')).completion),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'bash or zsh', placeholder: 'SHELL', parse: String, proposeCompletions: async () => ['bash', 'zsh'] },
      ],
    },
    flags: {},
  },
  docs: {
    brief: 'Print the completion script of a shell',
    fullDescription:
      'For bash: source <(zonefall completion bash). For zsh: source <(zonefall completion zsh). In ~/.bashrc or ~/.zshrc it lasts.',
  },
});

import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { PluginFlags } from '../plugins.ts';
import { loads, oneFile, plugins, startedEngine } from './define.ts';

export const replayCommand = buildCommand<PluginFlags, [string], CliContext>({
  loader: loads<PluginFlags, [string]>(async () => {
    const engine = await startedEngine();
    const { replay } = await import('../replay.ts');
    return (context, flags, file) => replay(context, flags, file, engine);
  }),
  parameters: { positional: oneFile('A journal that `run` wrote', 'JOURNAL'), flags: { plugin: plugins } },
  docs: {
    brief: 'Run a journal again and find the first event that differs',
    fullDescription: [
      'Holds a journal to its chain of hashes, runs it again from the files inside it, and compares event by event.',
      'Exits 0 if they are the same and 6 at the first event that is not.',
    ].join('\n'),
  },
});

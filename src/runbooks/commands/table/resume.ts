import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { ResumeFlags } from '../resume.ts';
import { loads, oneFile, outputs, startedEngine } from './define.ts';

export const resumeCommand = buildCommand<ResumeFlags, [string], CliContext>({
  loader: loads<ResumeFlags, [string]>(async () => {
    const engine = await startedEngine();
    const { resume } = await import('../resume.ts');
    return (context, flags, name) => resume(context, flags, name, engine);
  }),
  parameters: {
    positional: oneFile('A journal, or the name of one in .zonefall', 'RUN'),
    flags: { output: outputs('human', 'json', 'ndjson') },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Go on with a run that was killed, crashed or stopped',
    fullDescription: [
      'Goes on with a run where its journal ends: after a crash, a kill, a reboot or Ctrl-C.',
      'Everything recorded is run again and compared (exit 6 at the first event that differs), and what comes after it is added:',
      'the journal, the output and the exit code are those of a run that nothing interrupted.',
    ].join('\n'),
  },
});

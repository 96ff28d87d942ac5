import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { formats } from '../formats.ts';
import type { ResumeFlags } from '../resume.ts';
import { loads, oneFile, outputs, parsed, plugins, repeatable, startedEngine, text } from './define.ts';

export const resumeCommand = buildCommand<ResumeFlags, [string], CliContext>({
  loader: loads<ResumeFlags, [string]>(async () => {
    const engine = await startedEngine();
    const { resume } = await import('../resume.ts');
    return (context, flags, name) => resume(context, flags, name, engine);
  }),
  parameters: {
    positional: oneFile('A journal, or the name of one in .zonefall', 'RUN'),
    flags: {
      retry: steps('In wall time: does a step again that was in the middle, or failed; repeatable'),
      skip: steps('In wall time: leaves such a step out, for a --reason; repeatable'),
      markDone: steps('In wall time: such a step was done by hand, for a --reason; repeatable'),
      reason: text('Why; it stands in the journal', 'TEXT'),
      outputs: parsed(parseOutputs, 'What the step that was done by hand hands on', 'JSON'),
      by: text('Who says so; the user of this machine without it', 'NAME'),
      decisions: text('In wall time: answers that are given without a terminal, as YAML', 'FILE'),
      plugin: plugins,
      output: outputs(formats.run),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Go on with a run that was killed, crashed or stopped',
    fullDescription: [
      'Goes on with a run where its journal ends: after a crash, a kill, a reboot or Ctrl-C.',
      'Everything recorded is run again and compared (exit 6 at the first event that differs), and what comes after it is added:',
      'the journal, the output and the exit code are those of a run that nothing interrupted.',
      '',
      'A runbook in wall time is not done again: what is finished is answered from the journal. A step that was in the middle is done again',
      'by itself only if it looks only or is declared safe to repeat; of any other you say what becomes of it (exit 7 until you do).',
    ].join('\n'),
  },
});

function steps(brief: string) {
  return repeatable(String, brief, 'STEP');
}

function parseOutputs(input: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(input);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`expected a JSON object, such as '{"address":"10.0.0.1"}'`);
}

import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formats } from '../formats.ts';
import type { ReportFlags } from '../report.ts';
import { loads, oneFile, outputs, plugins } from './define.ts';

export const reportCommand = buildCommand<ReportFlags, [string], CliContext>({
  loader: loads<ReportFlags, [string]>(async () => (await import('../report.ts')).report),
  parameters: {
    positional: oneFile('A journal that `run` wrote, or the name of one in .zonefall', 'JOURNAL'),
    flags: {
      output: outputs(formats.report),
      plugin: plugins,
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Report on a journal: screen, JSON, JUnit, Markdown, a page of HTML, the Chaos Toolkit',
    fullDescription: [
      'Makes reports from a journal and from nothing else: no scenario file is read, and nothing is run again.',
      'html is one file without network or scripts: timeline, zones, decisions with what was known, budgets, and the evidence.',
      'markdown is for a step summary, chaostoolkit is the journal.json that `chaos run` would have written.',
      '',
      'Exits 0 when it is written, whatever the verdict was; 2 if it is no journal, 6 if a byte of it was changed.',
    ].join('\n'),
  },
});

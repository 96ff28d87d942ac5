/** The reports of one run that are rooms of their own: each is loaded when somebody asks for it. */
import { readJournal } from '../journal/index.ts';
import type { ReportedRun } from '../reports/debrief/index.ts';
import { type DocumentFormat, documentFormats } from './formats.ts';
import { jsonText } from './outputs.ts';
import { toolStamp } from './tool.ts';

export interface Documented {
  /** The whole journal: every document is made from it and from nothing else. */
  journal(): string;
  /** The command that shows this run again. */
  readonly again: string;
  readonly wallSeconds?: number;
}

/** What was asked for, written; nothing is made of the run where nobody asked. */
export async function runDocuments(
  outputs: readonly { readonly format: string }[],
  { journal, again, wallSeconds }: Documented,
): Promise<Readonly<Record<DocumentFormat, () => string>>> {
  const asked = documentFormats.filter((format) => outputs.some((output) => output.format === format));
  const texts: Partial<Record<DocumentFormat, string>> = {};
  if (asked.length > 0) {
    const { reportedRun } = await import('../reports/debrief/index.ts');
    const run = reportedRun(readJournal(journal()), { again, tool: toolStamp() });
    for (const format of asked) texts[format] = await writers[format](run, wallSeconds);
  }
  const textOf = (format: DocumentFormat) => () => texts[format] ?? '';
  return {
    junit: textOf('junit'),
    markdown: textOf('markdown'),
    chaostoolkit: textOf('chaostoolkit'),
    html: textOf('html'),
  };
}

type Writer = (run: ReportedRun, wallSeconds: number | undefined) => Promise<string>;

const writers: Readonly<Record<DocumentFormat, Writer>> = {
  junit: async ({ result, again: reproduce }, wallSeconds) =>
    (await import('../reports/junit.ts')).junitOfRun(result, { reproduce, wallSeconds }),
  markdown: async (run) => (await import('../reports/markdown.ts')).markdownOfRun(run),
  chaostoolkit: async (run) => jsonText((await import('../reports/chaostoolkit.ts')).chaosToolkitOfRun(run)),
  html: async (run) => (await import('../reports/html/index.ts')).htmlOfRun(run),
};

/** The reports of one run that are rooms of their own: each is loaded when somebody asks for it. */
import type { ReportedRun } from '../reports/debrief/index.ts';
import { jsonText } from './outputs.ts';

export const documentFormats = ['markdown', 'html', 'chaostoolkit'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** What was asked for, written; nothing is made of the run where nobody asked. */
export async function runDocuments(
  outputs: readonly { readonly format: string }[],
  runOf: () => ReportedRun | Promise<ReportedRun>,
): Promise<Readonly<Record<DocumentFormat, () => string>>> {
  const asked = documentFormats.filter((format) => outputs.some((output) => output.format === format));
  const texts: Partial<Record<DocumentFormat, string>> = {};
  if (asked.length > 0) {
    const run = await runOf();
    for (const format of asked) texts[format] = await writers[format](run);
  }
  const textOf = (format: DocumentFormat) => () => texts[format] ?? '';
  return { markdown: textOf('markdown'), html: textOf('html'), chaostoolkit: textOf('chaostoolkit') };
}

const writers: Readonly<Record<DocumentFormat, (run: ReportedRun) => Promise<string>>> = {
  markdown: async (run) => (await import('../reports/markdown.ts')).markdownOfRun(run),
  html: async (run) => (await import('../reports/html/index.ts')).htmlOfRun(run),
  chaostoolkit: async (run) => jsonText((await import('../reports/chaostoolkit.ts')).chaosToolkitOfRun(run)),
};

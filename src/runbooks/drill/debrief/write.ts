import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journalCommandLine } from '../../commands/invocation.ts';
import { toolStamp } from '../../commands/tool.ts';
import { reportedRun } from '../../reports/debrief/index.ts';
import type { WriteOptions } from './options.ts';

/**
 * Writes a debrief as a page and as Markdown, and gives the paths as they are shown to people. Rejects with the error of the file system
 * where that is not possible.
 */
export async function writeDebrief(options: WriteOptions): Promise<readonly string[]> {
  const { debrief, events, headHash, forks, fork, journalPath, folder, name } = options;
  const again = journalCommandLine('replay', journalPath);
  const run = reportedRun({ events, headHash }, { again, tool: toolStamp() });
  const drilled = { debrief, forks, fork };
  const [{ htmlOfDrill }, { markdownOfDrill }] = await Promise.all([
    import('../../reports/html/index.ts'),
    import('../../reports/markdown.ts'),
  ]);
  const texts = [
    ['html', htmlOfDrill(run, drilled)],
    ['md', markdownOfDrill(run, drilled)],
  ] as const;
  if (folder !== '') await mkdir(folder, { recursive: true });
  const paths = texts.map(([ending]) => join(folder, `${name}.${ending}`));
  await Promise.all(texts.map(([, text], index) => writeFile(paths[index]!, text)));
  return paths;
}

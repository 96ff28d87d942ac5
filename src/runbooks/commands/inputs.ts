import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CliContext } from './context.ts';
import { UsageError } from './failures.ts';

/** The text of a file that was named on the command line. Throws UsageError where it cannot be read: a folder in its place, say. */
export function readText({ folder }: Pick<CliContext, 'folder'>, file: string): string {
  try {
    return readFileSync(resolve(folder, file), 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const whats: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'this is a folder; a file is expected',
    };
    throw new UsageError(`${file}: ${whats[code] ?? `cannot be read (${code})`}`);
  }
}

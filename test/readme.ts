import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The lines of README.md that show a part of what a command prints: from `heading`, which begins the line, to the first empty line or
 * the end of the code.
 */
export function readmeBlock(heading: string): string {
  const lines = readFileSync(resolve('README.md'), 'utf8').split('\n');
  const from = lines.findIndex((line) => line.startsWith(heading));
  if (from < 0) throw new Error(`README.md shows no ${heading}`);
  const length = lines.slice(from).findIndex((line) => line === '' || line.startsWith('```'));
  return lines.slice(from, from + length).join('\n');
}

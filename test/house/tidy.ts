/** The shape of our files: small enough to read, with a doc at every door, and nothing left for later. */
import type { SourceFile } from './source.ts';

const LINES_MAX = 320;
const COLUMNS_MAX = 140;
/** Split, so that this file itself is tidy. */
const LEFT_FOR_LATER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);

/** One line for each fault of the file's text. */
export function untidyLines(file: SourceFile): string[] {
  const lines = file.text.split('\n');
  const faults: string[] = [];
  if (lines.length - 1 > LINES_MAX)
    faults.push(`${file.path}: ${lines.length - 1} lines, at most ${LINES_MAX}: split the idea`);
  lines.forEach((line, at) => {
    const where = `${file.path}:${at + 1}`;
    if (withoutTexts(line).length > COLUMNS_MAX)
      faults.push(`${where}: ${line.length} characters, at most ${COLUMNS_MAX}`);
    const left = LEFT_FOR_LATER.exec(line);
    if (left) faults.push(`${where}: ${left[0]}: do it, or open an issue`);
  });
  return faults;
}

/** A message or a pattern stays in one piece, so that it can be searched for. */
function withoutTexts(line: string): string {
  return /^\s*(\*|\/\/|\/\*)/.test(line) ? line : line.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''");
}

/** The first file of a folder is what a reader opens: it says what the room is. */
export function missingModuleDocs(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => /\/index\.tsx?$/.test(file.path) && !/^(#!.*\n)?\/\*\*[\s\S]{40,}?\*\//.test(file.text))
    .map((file) => `${file.path}: opens without a module doc`);
}

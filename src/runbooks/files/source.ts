import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { FileProblems, type Problem } from './problems.ts';

/** A file as it was read: a journal embeds its sources, so that a replay needs no files. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Of the text's UTF-8 bytes, in hexadecimal. */
  readonly sha256: string;
}

/** The largest file that is read. The largest scenario that anybody has written by hand is 12 KiB. */
export const sourceBytesMax = 1024 * 1024;

/** Reads a file. Throws FileProblems if there is none, if it is too large or if it is no text. */
export function readSource(path: string): Source {
  let size: number;
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw refuse(path, 'this is a directory, not a file');
    size = stat.size;
    if (size > sourceBytesMax) throw refuse(path, tooLarge(size));
    return textSource(path, readFileSync(path));
  } catch (error) {
    if (error instanceof FileProblems) throw error;
    throw refuse(path, systemMessage(error));
  }
}

/** Makes a source of a text that is already at hand. Throws FileProblems if it is too large or no text. */
export function makeSource(path: string, text: string): Source {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > sourceBytesMax) throw refuse(path, tooLarge(bytes.length));
  return textSource(path, bytes);
}

function textSource(path: string, bytes: Buffer): Source {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  // U+FFFD stands for bytes that are no UTF-8; control characters other than tab and line ends are in no text.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const bad = /[\uFFFD\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.exec(text);
  if (bad !== null) {
    const before = text.slice(0, bad.index).split('\n');
    const place = { line: before.length, column: before.at(-1)!.length + 1 };
    throw refuse(path, 'this is no UTF-8 text (a binary file?)', place);
  }
  return { path, text, sha256: createHash('sha256').update(text, 'utf8').digest('hex') };
}

function tooLarge(bytes: number): string {
  return `the file has ${(bytes / 1024 / 1024).toFixed(1)} MiB; at most 1 MiB is read`;
}

function systemMessage(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this file may not be read';
  return `the file cannot be read (${code ?? 'unknown error'})`;
}

function refuse(file: string, message: string, place = { line: 0, column: 0 }): FileProblems {
  const problem: Problem = { file, ...place, message, path: '' };
  return new FileProblems([problem]);
}

/** Whether a file says that it is a runbook. A file that cannot be read is none: whoever reads it says why. */
export function isRunbookFile(path: string): boolean {
  try {
    return /^kind:\s*["']?runbook["']?\s*(#.*)?$/m.test(readSource(path).text);
  } catch {
    return false;
  }
}

/** Plug-ins of one run: loaded before there is a world, stamped for its journal, and blamed for what they may not do. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileProblems } from '../files/problems.ts';
import { loadPlugins } from './load.ts';

/** What a journal says about a plug-in: which file it was. The file itself is code, and stays where it is. */
export interface PluginStamp {
  readonly file: string;
  /** Of its text. */
  readonly sha256: string;
}

export interface Taken {
  readonly stamps: readonly PluginStamp[];
  /**
   * What an error that ended the run is told as: a real call inside a simulated world that a plug-in made is a mistake in its file, with
   * line and column. Any other error is itself.
   */
  blamed(error: unknown): unknown;
}

/** Loads the plug-ins of a run by their absolute paths. Throws FileProblems as `loadPlugins` does. */
export async function takePlugins(paths: readonly string[]): Promise<Taken> {
  await loadPlugins(paths, process.cwd());
  return { stamps: stampsOf(paths), blamed: (error) => blamed(error, paths) };
}

/** What a journal says about plug-ins, by their absolute paths. */
export function stampsOf(paths: readonly string[]): readonly PluginStamp[] {
  return paths.map(stampOf);
}

function stampOf(path: string): PluginStamp {
  return { file: basename(path), sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

function blamed(error: unknown, paths: readonly string[]): unknown {
  if (!(error instanceof Error) || error.name !== 'TripwireError') return error;
  const { resource, message: stack } = error as Error & { resource: string };
  for (const [, url, line, column] of stack.matchAll(/(file:\/\/[^\s()]+|\/[^\s()]+):(\d+):(\d+)/g)) {
    const path = url!.startsWith('file:') ? fileURLToPath(url!) : url!;
    if (!paths.includes(path)) continue;
    const message = `${resource} would leave the simulated world; use the clock and the fetch that a kind is handed`;
    const place = { file: relative(process.cwd(), path), line: Number(line), column: Number(column) };
    return new FileProblems([{ ...place, message, path: '' }]);
  }
  return error;
}

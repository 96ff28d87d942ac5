/**
 * Bringing plug-ins into this thread. A world's thread is handed the paths that the command's own thread found, so that both know the same
 * kinds.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FileProblems } from '../files/problems.ts';
import { register } from './register.ts';

/** What this thread has loaded, by path: a plug-in that is named twice is loaded once. */
export const loaded = new Map<string, Promise<void>>();

/**
 * Loads plug-ins, each a file (relative to `folder`) or the name of a package that is installed there. Returns their absolute paths, for
 * `RunRequest.plugins`. Throws FileProblems: no such file or package, no plug-in, a name that is taken.
 */
export async function loadPlugins(given: readonly string[], folder: string): Promise<readonly string[]> {
  const found = new Map(given.map((each) => [locate(each, folder), each]));
  for (const [path, shown] of found) await loadPlugin(path, shown);
  return [...found.keys()];
}

/** Loads one by its absolute path. `shown` is how people know it. */
function loadPlugin(path: string, shown: string): Promise<void> {
  let loading = loaded.get(path);
  if (loading === undefined) loaded.set(path, (loading = load(path, shown)));
  return loading;
}

async function load(path: string, shown: string): Promise<void> {
  if (extname(path).endsWith('ts') && !process.features.typescript) {
    throw refuse(shown, `Node ${process.version} reads no TypeScript: use Node 22.18 or later, or compile it to .js`);
  }
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw refuse(shown, `it cannot be loaded: ${message.split('\n')[0]}`);
  }
  register(module.default, `--plugin ${shown}`);
}

/** The file that is meant. What looks like a file is one; anything else is a package. */
function locate(given: string, folder: string): string {
  const file = resolve(folder, given);
  const looksLikeFile = given.startsWith('.') || isAbsolute(given) || /\.[cm]?[jt]s$/.test(given);
  if (looksLikeFile || existsSync(file)) {
    if (!existsSync(file)) throw refuse(given, 'there is no such file');
    if (statSync(file).isDirectory())
      throw refuse(given, 'this is a directory; name the plug-in itself, such as ./plugin.ts');
    return file;
  }
  const found = packageEntry(given, folder);
  if (found === undefined)
    throw refuse(given, `there is no package "${given}" in ${folder} (a file would be ./${given})`);
  return found;
}

function packageEntry(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name);
  } catch (error) {
    // A package for `import` alone: where its entry is stands in its package.json.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    for (let at = folder; ; at = dirname(at)) {
      const home = join(at, 'node_modules', name);
      if (existsSync(join(home, 'package.json'))) return importEntry(home);
      if (at === dirname(at)) return undefined;
    }
  }
}

function importEntry(home: string): string | undefined {
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { exports?: unknown };
  let entry: unknown = (exports as Record<string, unknown> | undefined)?.['.'] ?? exports;
  while (entry !== null && typeof entry === 'object') {
    const conditions = entry as Record<string, unknown>;
    entry = conditions.node ?? conditions.import ?? conditions.default;
  }
  return typeof entry === 'string' ? join(home, entry) : undefined;
}

function refuse(file: string, message: string): FileProblems {
  return new FileProblems([{ file: `--plugin ${file}`, line: 0, column: 0, message, path: '' }]);
}

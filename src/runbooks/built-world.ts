/**
 * Loads the built world (`rolldown.config.js`) with the code that V8 made of it in an earlier process.
 *
 * Node's own compile cache keeps what is compiled before a file runs: of the world's one file little more than its outline, and
 * everything that a world calls is parsed again in each process. Kept here is what the first world called that came to its end: a tenth
 * less work for the first world of every later process. It stands in the folder of Node's cache, one for each version of Node.
 */
import { hash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';
import { threadId } from 'node:worker_threads';

/** A part of the built world, as `require` gives it. */
export interface Built<Exports> {
  readonly exports: Exports;
  /** Keeps for the next process what has been called so far (50 ms), if none was kept; without a folder for it nothing is done. */
  keepCode(): void;
}

/** The compiled counterparts of `world.ts` and `drill-world.ts`, from dist. */
export function loadBuilt<Exports>(name: 'world' | 'drill-world'): Built<Exports> {
  const entry = fileURLToPath(new URL(`../${name}.cjs`, import.meta.url));
  const require = createRequire(entry);
  const script = runOnce(join(dirname(entry), 'world', 'worlds.cjs'));
  return { exports: require(entry) as Exports, keepCode: () => script.keepCode() };
}

/** Runs a file as `require` would, and leaves it where `require` finds it. */
function runOnce(file: string): { keepCode(): void } {
  const source = readFileSync(file, 'utf8');
  const folder = nodeModule.getCompileCacheDir?.();
  const kept = folder === undefined ? undefined : join(folder, `zonefall-${hash('sha1', source)}`);
  const cachedData = kept === undefined ? undefined : readIfThere(kept);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const require = createRequire(file);
  const module = new nodeModule(file);
  module.filename = file;
  require.cache[file] = module;
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  module.loaded = true;
  let missing = kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true);
  return {
    keepCode() {
      if (missing) write(kept!, script.createCachedData());
      missing = false;
    },
  };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** At once or not at all, for other processes may be reading. A folder that cannot be written keeps nothing. */
function write(file: string, data: Buffer): void {
  const beside = `${file}.${process.pid}-${threadId}`;
  try {
    writeFileSync(beside, data);
    renameSync(beside, file);
  } catch {}
}

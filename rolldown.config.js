/**
 * Puts what a world's thread loads into one file for `dist/world.cjs` (and what a drill's adds, for `dist/drill-world.cjs`): six hundred
 * modules take half a second longer to load than one, and of client-ec2's seven hundred commands only those in use are kept. What is
 * loaded only when it is called (reading files, credentials of real clouds) stands beside it. The same for the screen of a drill, with
 * Ink and React in it: `dist/screen/index.js`, and beside it what it loads only when it is called; and for the command line,
 * `dist/app/cli.js`, with a file for each room that a command loads when it is called. Threads and plug-ins load what tsc wrote.
 *
 * Run by `npm run build` itself, for rolldown's own command cannot be told to be quiet.
 */
import { relative, resolve } from 'node:path';
import { build } from 'rolldown';

/** Files of the command line find others beside them: each keeps the address that it had before it was put into one of a few. */
const whereItWas = {
  name: 'where-it-was',
  transform: {
    filter: { code: 'import.meta.url' },
    handler: (code, id) => {
      const from = relative('dist', id);
      if (from.startsWith('..')) return;
      return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(`../${from}`)}, import.meta.url).href`);
    },
  },
};

/** A library that is asked for with `createRequire` is put into the file as well, and still runs only when it is asked for. */
const onDemand = {
  name: 'on-demand',
  transform: {
    filter: { code: "createRequire(import.meta.url)('@marcbachmann/cel-js')" },
    handler: (code) => code.replace('createRequire(import.meta.url)(', 'require('),
  },
};

/** Text of one byte a character is half as long in memory, and read and hashed in half the time: other characters are written as escapes. */
const oneByte = {
  name: 'one-byte',
  generateBundle: (_, bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replace(/[^\x00-\x7f]/g, escaped);
    }
  },
};

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** In the files of every command. The rest of the libraries stays where it is: one command loads them, or threads do. */
const libraries = ['@marcbachmann/cel-js', '@stricli/core', 'fastest-levenshtein', 'string-width', 'yaml', 'zod'];
const isLibrary = (id) => libraries.some((name) => id === name || id.startsWith(`${name}/`));

/** The modules that `dist/world.cjs` loads at once. */
let worlds;
const isOfWorld = (id, context) => {
  if (worlds === undefined) {
    worlds = new Set([resolve('dist/runbooks/world.js')]);
    for (const one of worlds) for (const imported of context.getModuleInfo(one)?.importedIds ?? []) worlds.add(imported);
  }
  return worlds.has(id);
};

await build({
  input: { world: 'dist/runbooks/world.js', 'drill-world': 'dist/runbooks/drill-world.js' },
  platform: 'node',
  // The ES modules of the libraries, of which what nobody calls can be left out.
  resolve: { mainFields: ['module', 'main'] },
  // What a drill needs at once, a run loads when it is called.
  checks: { ineffectiveDynamicImport: false },
  plugins: [onDemand, oneByte],
  output: {
    dir: 'dist',
    // Of which compiled code can be kept: see `src/runbooks/built-world.ts`.
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'world/[name].cjs',
    // All that every world needs at once is one file, whoever else shares parts of it.
    codeSplitting: {
      groups: [{ debugName: 'worlds', tags: ['$initial'], name: (id, context) => (isOfWorld(id, context) ? 'worlds' : null) }],
    },
  },
});

await build({
  input: 'dist/cli.js',
  platform: 'node',
  external: (id, from) => !/^[./]/.test(id) && !isLibrary(id) && !from?.includes('node_modules'),
  resolve: { mainFields: ['module', 'main'] },
  plugins: [onDemand, whereItWas],
  output: { dir: 'dist/app', format: 'esm', chunkFileNames: '[name].js' },
});

await build({
  input: 'dist/tui/index.js',
  platform: 'node',
  resolve: { mainFields: ['module', 'main'] },
  // React's other half, which only warns, and Ink's window into a debugger that is not installed.
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  plugins: [
    {
      name: 'without-devtools',
      resolveId: (id) => (id === 'react-devtools-core' ? '\0nothing' : undefined),
      load: (id) => (id === '\0nothing' ? 'export default undefined;' : undefined),
    },
  ],
  output: { dir: 'dist/screen', format: 'esm', entryFileNames: 'index.js', chunkFileNames: '[name].js' },
});

/**
 * Puts what a world's thread loads into one file, `dist/world.js`: six hundred modules take half a second longer to load
 * than one, and of client-ec2's seven hundred commands only those in use are kept. The same for the screen of a drill, with
 * Ink and React in it: `dist/screen/index.js`, and beside it what it loads only when it is called. Everything else is loaded
 * as tsc wrote it.
 *
 * Run by `npm run build` itself, for rolldown's own command cannot be told to be quiet.
 */
import { build } from 'rolldown';

await build({
  input: 'dist/runbooks/world.js',
  platform: 'node',
  // The ES modules of the libraries, of which what nobody calls can be left out.
  resolve: { mainFields: ['module', 'main'] },
  output: { file: 'dist/world.js', format: 'esm', codeSplitting: false },
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

/**
 * Puts what a world's thread loads into one file, `dist/world.js`: six hundred modules take half a second longer to load
 * than one, and of client-ec2's seven hundred commands only those in use are kept. Everything else is loaded as tsc wrote it.
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

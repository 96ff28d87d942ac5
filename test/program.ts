import { resolve } from 'node:path';

/** The program as it is built: `test/build.ts` did it before the first test. */
export const program = resolve('dist/app/cli.js');

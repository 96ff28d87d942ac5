import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      // What a plug-in imports, as it stands in the source.
      { find: 'zonefall/plugin', replacement: here('src/runbooks/plugin/index.ts') },
      // What a user's tests import.
      { find: 'zonefall/mock', replacement: here('src/sim/mock/index.ts') },
      { find: /^.*\/thread-files\.ts$/, replacement: here('test/thread-files.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}', 'examples/**/*.test.ts'],
    // A thread per file would share the process's patched globals: forks keep every test file in a process of its own.
    pool: 'forks',
    globalSetup: ['test/build.ts'],
    // On two cores: many wait for terminals, browsers and other processes.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

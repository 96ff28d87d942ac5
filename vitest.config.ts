import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What a plug-in imports, as it stands in the source.
  resolve: { alias: { 'zonefall/plugin': new URL('src/runbooks/plugin/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // A thread per file would share the process's patched globals: forks keep every test file in a process of its own.
    pool: 'forks',
    globalSetup: ['test/build.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

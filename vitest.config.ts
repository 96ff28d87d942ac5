import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      // What a plug-in imports, as it stands in the source.
      { find: 'zonefall/plugin', replacement: here('src/runbooks/plugin/index.ts') },
      { find: /^.*\/thread-files\.ts$/, replacement: here('test/thread-files.ts') },
    ],
  },
  test: {
    globalSetup: ['test/build.ts'],
    // Threads would share the process, and with it the globals that a world patches.
    pool: 'forks',
    // On two cores: many wait for terminals, browsers and other processes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['test/**/*.test.{ts,tsx}'],
    // Files share the modules that one of them has loaded and warmed up: to load client-ec2, zod, Ink and the rest anew for each takes
    // longer than most of their tests.
    isolate: false,
    setupFiles: ['test/forget-plugins.ts'],
  },
});

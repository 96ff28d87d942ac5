import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Files that leave nothing behind share a process and the modules that one of them has loaded: to load client-ec2, zod and the rest anew for
 * each takes longer than most of their tests. The others drive terminals, browsers, kills and threads, each in a process of its own.
 */
const together = [
  'test/{platform,sim}/**/*.test.ts',
  'test/runbooks/{audit,compare,files,gate,journal,probes,reports,runner,steps,testbed,verdict,watch}/**/*.test.ts',
  'test/runbooks/drill/{console,debrief,views}/**/*.test.ts',
];

export default defineConfig({
  resolve: {
    alias: [
      // What a plug-in imports, as it stands in the source.
      { find: 'zonefall/plugin', replacement: here('src/runbooks/plugin/index.ts') },
      { find: /^.*\/thread-files\.ts$/, replacement: here('test/thread-files.ts') },
    ],
  },
  test: {
    // Threads would share the process, and with it the globals that a world patches.
    pool: 'forks',
    // On two cores: many wait for terminals, browsers and other processes.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'together', include: together, isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: together,
          globalSetup: ['test/build.ts'],
        },
      },
    ],
  },
});

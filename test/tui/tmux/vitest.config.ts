import { defineConfig } from 'vitest/config';
import suite from '../../../vitest.config.ts';

/** `npm run test:tui`: 7 August in full at each of three sizes, one after the other. The suite plays it whole at the smallest only. */
export default defineConfig({
  ...suite,
  test: {
    ...suite.test,
    projects: undefined,
    include: ['test/tui/tmux/*.{test,whole}.ts'],
    maxWorkers: 1,
    testTimeout: 300_000,
  },
});

import { afterAll, expect } from 'vitest';
import { addedProbes, addedSteps } from '../src/runbooks/files/catalogue/added.ts';
import { typedPlugins } from '../src/runbooks/plugin/typed.ts';

/** The next file in this process must find no plug-in: one that loads them belongs to `alone` in vitest.config.ts. */
afterAll(() => {
  expect([...addedSteps.keys(), ...addedProbes.keys(), ...typedPlugins]).toEqual([]);
});

import { afterAll } from 'vitest';
import { addedProbes, addedSteps } from '../src/runbooks/files/catalogue/added.ts';
import { probeKinds, stepKinds } from '../src/runbooks/plugin/kinds.ts';
import { loaded } from '../src/runbooks/plugin/load.ts';
import { typedPlugins } from '../src/runbooks/plugin/typed.ts';

/** A plug-in stays in its thread until that ends. Test files share threads, and each is to find none but its own. */
afterAll(() => {
  for (const kept of [addedSteps, addedProbes, stepKinds, probeKinds, loaded, typedPlugins]) kept.clear();
});

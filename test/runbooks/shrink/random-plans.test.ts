import fc from 'fast-check';
import { expect, it } from 'vitest';
import { execute } from '../../../src/runbooks/execute.ts';
import { parseScenario } from '../../../src/runbooks/files/index.ts';
import { type DrawnPlan, faultPlans, withFaults } from '../../../src/runbooks/shrink/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

const { position: _, ...plan } = parseScenario([{ path: 'small.yaml', text: SCENARIO }]);
const scenario = { ...plan.scenario, clock: { ...plan.scenario.clock, horizonSeconds: 4 * 3600 } };

const told = (drawn: DrawnPlan, seed: number) =>
  execute({ sources: plan.sources, plan: { ...plan, scenario: withFaults(scenario, drawn) }, seed });

it('whatever breaks, a world comes to its end, and the same plan breaks it the same way again', async () => {
  await fc.assert(
    fc.asyncProperty(faultPlans(fc, scenario), fc.nat(1000), async (drawn, seed) => {
      const once = await told(drawn, seed);
      expect(['passed', 'failed', 'inconclusive']).toContain(once.result.verdict);
      expect((await told(drawn, seed)).journal).toEqual(once.journal);
    }),
    { numRuns: 8, seed: 20110807, endOnFailure: true },
  );
});

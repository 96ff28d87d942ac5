import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, parseScenario } from '../../../src/runbooks/files/index.ts';
import { type FaultPlan, faultPlans, knobsOf, methodYaml, reduce } from '../../../src/runbooks/shrink/index.ts';
import { notchDown } from '../../../src/runbooks/shrink/knobs.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

const { scenario } = parseScenario([{ path: 'small.yaml', text: SCENARIO }]);

const power = (name: string, forSeconds: number): Fault => ({
  name,
  uses: 'host:power',
  target: name,
  atSeconds: 0,
  forSeconds,
  with: {},
});

/** Reduces with an oracle instead of a world, and counts what was asked of it. */
async function reduced(plan: FaultPlan, breaks: (plan: FaultPlan) => boolean) {
  const asked: FaultPlan[] = [];
  const left = await reduce(plan, async (plans) => {
    const found = plans.findIndex(breaks);
    asked.push(...(found < 0 ? plans : plans.slice(0, found + 1)));
    return found < 0 ? undefined : found;
  });
  return { left, asked };
}

/** All plans that are one move smaller: one fault less, or one number one notch down. */
function oneMoveSmaller(plan: FaultPlan): FaultPlan[] {
  const dropped = plan.map((fault) => plan.filter((other) => other !== fault)).filter(({ length }) => length > 0);
  const weaker = plan.flatMap((fault, at) =>
    knobsOf(fault).map((knob) => plan.map((each, index) => (index === at ? knob.set(notchDown(knob)) : each))),
  );
  return [...dropped, ...weaker];
}

describe('a fault plan that is made smaller', () => {
  it('keeps the two of forty that break together, no longer than they must last', async () => {
    const plan = Array.from({ length: 40 }, (_, at) => power(`m${at}`, 3600));
    const both = (left: FaultPlan) =>
      ['m7', 'm31'].every((name) => left.some((fault) => fault.name === name && fault.forSeconds! >= 900));
    const { left, asked } = await reduced(plan, both);
    expect(left).toEqual([power('m7', 900), power('m31', 900)]);
    expect(asked.length).toBeLessThan(120);
  });

  it('stays as it is when nothing of it can go', async () => {
    const plan = [power('a', 1), power('b', 1)];
    expect((await reduced(plan, (left) => left.length === 2)).left).toEqual(plan);
  });

  it('is 1-minimal, whatever breaks: no move from it breaks any more', async () => {
    // An oracle that no world would be: any function of the plan at all, not even one in which more breaks more.
    const oracle = fc.func(fc.boolean());
    await fc.assert(
      fc.asyncProperty(faultPlans(fc, scenario), oracle, async ({ method }, draw) => {
        const breaks = (plan: FaultPlan) => plan === method || draw(JSON.stringify(plan));
        const { left } = await reduced(method, breaks);
        expect(breaks(left)).toBe(true);
        for (const smaller of oneMoveSmaller(left)) expect(breaks(smaller)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

it.each([
  [745, 720],
  [720, 660],
  [64, 60],
  [60, 50],
  [600.5, 600],
  [9, 8],
])('a fault of %d s is turned down to %d s next: no number between is passed over', (from, to) => {
  const [knob] = knobsOf(power('a', from));
  expect(notchDown(knob!)).toBe(to);
});

it('a plan on paper reads as the plan that it is', () => {
  fc.assert(
    fc.property(faultPlans(fc, scenario), ({ targets, method }) => {
      const aims = Object.entries(targets).map(([name, target]) => `  ${name}: ${JSON.stringify(target)}\n`);
      const block = aims.length === 0 ? '' : `targets:\n${aims.join('')}`;
      const text = SCENARIO.replace(
        'steady-state-hypothesis:',
        `${block}${methodYaml(method)}steady-state-hypothesis:`,
      );
      expect(parseScenario([{ path: 'drawn.yaml', text }]).scenario.method).toEqual(method);
    }),
    { numRuns: 100 },
  );
});

/**
 * The smallest fault plan that still breaks a budget, for one seed: faults are dropped, shortened and weakened as long as the budget stays
 * broken. What is left is 1-minimal, and each fault in it says what would happen without it.
 *
 * ```ts
 * const shrunk = await shrink({ sources, plan, seed: 17 }, { budget: 'rto' });
 * if (shrunk) console.log(methodYaml(shrunk.kept.map(({ fault }) => fault)));
 * ```
 *
 * `reduce.ts` decides which plan to try next, as a function of what broke so far; `trials.ts` runs worlds side by side and remembers them;
 * `knobs.ts` knows the numbers of a fault; `fault-plans.ts` draws plans at random, for those who have none that breaks.
 */
export { type DrawnPlan, faultPlans, withFaults } from './fault-plans.ts';
export { type Knob, knobsOf } from './knobs.ts';
export { methodYaml } from './method-yaml.ts';
export { type FaultPlan, reduce } from './reduce.ts';
export { type Kept, type Measured, type ShrinkOptions, type Shrunk, shrink } from './shrink.ts';

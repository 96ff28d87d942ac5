import type { Fault } from '../files/index.ts';
import { type Knob, knobsOf, notchDown, onGrid } from './knobs.ts';

export type FaultPlan = readonly Fault[];

/** The index of the first of these plans that still breaks what is to be broken; undefined when none does. */
export type FirstBreaking = (plans: readonly FaultPlan[]) => Promise<number | undefined>;

/**
 * Makes a fault plan smaller as long as it still breaks: first faults are dropped, then what is left lasts shorter and hits less.
 *
 * What comes out is 1-minimal: whichever one fault is dropped, or one number is turned down by one notch, the plan breaks no more. That is
 * not the smallest plan of all, which nobody could find without trying every one.
 */
export async function reduce(plan: FaultPlan, firstBreaking: FirstBreaking): Promise<FaultPlan> {
  let current = plan;
  for (let round = 1; ; round += 1) {
    const dropped = await dropAll(current, firstBreaking);
    const weaker = await weakenAll(dropped, round, firstBreaking);
    // Nothing moved in a whole round: every single move from here was tried, and none breaks.
    if (weaker === current) return current;
    current = weaker;
  }
}

/** Halves go first, then quarters, down to single faults: most of a long plan is gone after a few looks. */
async function dropAll(plan: FaultPlan, firstBreaking: FirstBreaking): Promise<FaultPlan> {
  let current = plan;
  for (let size = Math.max(1, Math.floor(plan.length / 2)); ; size = Math.floor(size / 2)) {
    for (;;) {
      const smaller = withoutChunks(current, size);
      const found = await firstBreaking(smaller);
      if (found === undefined) break;
      current = smaller[found]!;
    }
    if (size === 1) return current;
  }
}

/** The plan without each of its chunks. A plan of nothing breaks nothing, and is left out. */
function withoutChunks(plan: FaultPlan, size: number): FaultPlan[] {
  const chunks = Array.from({ length: Math.ceil(plan.length / size) }, (_, at) => at * size);
  return chunks.map((from) => [...plan.slice(0, from), ...plan.slice(from + size)]).filter(({ length }) => length > 0);
}

async function weakenAll(plan: FaultPlan, round: number, firstBreaking: FirstBreaking): Promise<FaultPlan> {
  let current = plan;
  for (const [at, fault] of plan.entries()) {
    for (const { name } of knobsOf(fault)) {
      const knob = knobsOf(current[at]!).find((each) => each.name === name);
      if (knob === undefined) continue;
      // What was turned down before is at its end, unless something else moved meanwhile: one look at the next notch tells.
      if (round > 1 && (await firstBreaking([withKnob(current, at, knob, notchDown(knob))])) === undefined) continue;
      current = await turnDown(current, at, knob, firstBreaking);
    }
  }
  return current;
}

/**
 * One number as far down as it goes: the floor first, then thirds of what lies between a value that breaks and one that does not, the
 * smaller first, and in the end the next notch.
 */
async function turnDown(plan: FaultPlan, at: number, knob: Knob, firstBreaking: FirstBreaking): Promise<FaultPlan> {
  const planWith = (value: number): FaultPlan => withKnob(plan, at, knob, value);
  if ((await firstBreaking([planWith(knob.floor)])) !== undefined) return planWith(knob.floor);
  let holds = knob.floor;
  let breaks = knob.value;
  for (;;) {
    const next = notchDown({ ...knob, value: breaks });
    if (next <= holds) return breaks === knob.value ? plan : planWith(breaks);
    const third = (breaks - holds) / 3;
    const between = [holds + third, holds + 2 * third].map((value) => onGrid(value, knob.notch));
    const tried = [...new Set([...between.filter((value) => value > holds && value < next), next])].slice(0, 2);
    const found = await firstBreaking(tried.map(planWith));
    if (found === undefined) holds = tried.at(-1)!;
    else {
      holds = found === 0 ? holds : tried[found - 1]!;
      breaks = tried[found]!;
    }
  }
}

function withKnob(plan: FaultPlan, at: number, knob: Knob, value: number): FaultPlan {
  return plan.map((fault, index) => (index === at ? knob.set(value) : fault));
}

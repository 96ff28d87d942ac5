/** Fault plans at random: valid for a scenario, drawn and shrunk by fast-check. */
import type { Arbitrary, default as FastCheck } from 'fast-check';
import { type Fault, type FaultName, faultEntry, faultNames, type Scenario, type Target } from '../files/index.ts';
import { knobsOf, onGrid } from './knobs.ts';

/** Faults with the targets that they are aimed at. */
export type DrawnPlan = Pick<Scenario, 'targets' | 'method'>;

export interface DrawnPlanOptions {
  /** How many faults at most; 6 without it. */
  readonly faultsMax?: number;
  /** When the last one begins at the latest, in minutes; 60 without it. */
  readonly minutesMax?: number;
}

/**
 * Plans that a scenario could hold: kinds of faults from the catalogue, aimed at zones, machines and links of its world. fast-check's own
 * shrinking drops, advances, shortens and weakens them.
 *
 * ```ts
 * fc.assert(fc.asyncProperty(faultPlans(fc, scenario), async (drawn) => ...));
 * ```
 */
export function faultPlans(
  fc: typeof FastCheck,
  scenario: Scenario,
  { faultsMax = 6, minutesMax = 60 }: DrawnPlanOptions = {},
): Arbitrary<DrawnPlan> {
  const fault = fc.constantFrom(...faultNames).chain((uses) => oneFault(fc, scenario, uses, minutesMax));
  return fc.array(fault, { minLength: 1, maxLength: faultsMax }).map((drawn) => ({
    targets: Object.fromEntries(
      drawn.flatMap(({ target }, at) => (target === undefined ? [] : [[`t${at + 1}`, target]])),
    ),
    method: drawn.map(({ fault: each, target }, at) => ({
      ...each,
      name: `f${at + 1}`,
      ...(target !== undefined && { target: `t${at + 1}` }),
    })),
  }));
}

/** The scenario with other faults. */
export function withFaults(scenario: Scenario, { targets, method }: DrawnPlan): Scenario {
  return { ...scenario, targets: { ...scenario.targets, ...targets }, method };
}

interface Drawn {
  readonly fault: Fault;
  readonly target: Target | undefined;
}

function oneFault(fc: typeof FastCheck, scenario: Scenario, uses: FaultName, minutesMax: number): Arbitrary<Drawn> {
  const entry = faultEntry(uses);
  const minutes = fc.integer({ min: 1, max: minutesMax });
  const lasts = entry.duration === 'never' ? fc.constant(undefined) : minutes;
  return fc
    .record({
      at: fc.nat({ max: minutesMax }),
      lasts: entry.duration === 'optional' ? fc.option(lasts, { nil: undefined }) : lasts,
      target: targets(fc, scenario, entry.target),
      given: places(fc, scenario, entry.with.parse(entry.example)),
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ at, lasts: forMinutes, target, given, strength }) => {
      const fault = {
        name: 'drawn',
        uses,
        atSeconds: at * 60,
        ...(forMinutes !== undefined && { forSeconds: forMinutes * 60 }),
        with: given,
      } as Fault;
      return { fault: atStrength(fault, strength), target };
    });
}

/** Every number under `with` so far between its floor and the value of the catalogue's example. */
function atStrength(fault: Fault, strength: number): Fault {
  return knobsOf(fault)
    .filter(({ name }) => name !== 'for')
    .reduce((so, { name }) => {
      const knob = knobsOf(so).find((each) => each.name === name);
      if (knob === undefined) return so;
      return knob.set(Math.max(knob.floor, onGrid(knob.floor + strength * (knob.value - knob.floor), knob.notch)));
    }, fault);
}

/** The names of places in a `with`, put where the scenario has some. */
function places(fc: typeof FastCheck, scenario: Scenario, example: object): Arbitrary<object> {
  const regions = Object.keys(scenario.world.regions);
  const zones = Object.values(scenario.world.regions).flatMap((region) => region.zones);
  const choices: Readonly<Record<string, readonly string[]>> = {
    region: regions,
    zone: zones,
    account: Object.keys(scenario.world.accounts),
    installation: Object.keys(scenario.world.installations),
    process: ['couchdb', 'redis', 'frontend', 'worker', 'bus', 'agent'],
  };
  return fc.record(
    Object.fromEntries(
      Object.entries(example).map(([key, value]) => [
        key,
        typeof value === 'string' && choices[key] !== undefined ? fc.constantFrom(...choices[key]) : fc.constant(value),
      ]),
    ),
  );
}

function targets(fc: typeof FastCheck, scenario: Scenario, type: Target['type'] | null): Arbitrary<Target | undefined> {
  const regions = Object.keys(scenario.world.regions);
  const zones = Object.values(scenario.world.regions).flatMap((region) => region.zones);
  const machines = Object.entries(scenario.world.installations).flatMap(([name, { roles }]) => [
    name,
    ...Object.keys(roles).map((role) => `${name}/${role}`),
  ]);
  switch (type) {
    case null:
      return fc.constant(undefined);
    case 'zone':
      return fc.constantFrom(...zones).map((id) => ({ type, ids: [id] }));
    case 'region':
      return fc.constantFrom(...regions).map((id) => ({ type, ids: [id] }));
    case 'host':
      return fc.constantFrom(...machines).map((id) => ({ type, ids: [id] }));
    case 'link': {
      const ends = [...zones, ...regions, ...Object.keys(scenario.world.offices)];
      return fc
        .shuffledSubarray(ends, { minLength: 2, maxLength: 2 })
        .map(([a, b]) => ({ type, between: [a!, b!] as const }));
    }
  }
}

/**
 * A fault as somebody asks for it over HTTP: the words of a scenario's method as JSON. What it is aimed at stands in it, in a word
 * (`"zone": "euw1-az1"`) or as a target, or is a target of the scenario by name; `at` counts from now; a name is given to it where it has
 * none.
 */
import type { PlannedFault } from '../../sim/faults/index.ts';
import type { World } from '../../sim/world.ts';
import { plannedFault } from '../fault-plan.ts';
import type { Fault, Scenario, Target } from '../files/index.ts';
import { fault as faultSchema, target as targetSchema } from '../files/schemas/scenario.ts';
import { Misread } from './misread.ts';

type Named = Pick<Scenario, 'targets' | 'world'>;

/** `{"uses": "zone:power-interruption", "zone": "euw1-az1", "for": "PT10M"}`, or a list of such. */
export function readFaults(body: unknown, scenario: Named, nextName: () => string, world: World): PlannedFault[] {
  const list = Array.isArray(body) ? body : [body];
  if (list.length === 0) throw new Misread('expected a fault, or a list of faults');
  return list.map((each) => readFault(each, scenario, nextName, world));
}

function readFault(body: unknown, scenario: Named, nextName: () => string, world: World): PlannedFault {
  if (typeof body !== 'object' || body === null) throw new Misread('expected an object, such as {"uses": "..."}');
  const { target, zone, region, host, between, ...rest } = body as Record<string, unknown>;
  const name = typeof rest.name === 'string' ? rest.name : nextName();
  const words = Object.entries({ zone, region, host }).filter(([, word]) => word !== undefined);
  const given = [
    ...(target === undefined ? [] : [target]),
    ...(between === undefined ? [] : [{ type: 'link', between }]),
    ...words.map(([type, word]) => ({ type, ids: Array.isArray(word) ? word : [word] })),
  ];
  if (given.length > 1) throw new Misread(`${name}: give one of target, zone, region, host and between`);
  const aimed = given.length === 0 ? undefined : readTarget(given[0], scenario, name, world);
  const fault: Fault = read(faultSchema, { at: 'PT0S', ...rest, name, ...(aimed && { target: name }) });
  const targets = aimed ? { [name]: aimed } : {};
  return plannedFault({ ...scenario, targets }, fault);
}

function readTarget(target: unknown, { targets }: Named, name: string, world: World): Target {
  const aimed = typeof target === 'string' ? targets[target] : read(targetSchema, target);
  if (!aimed) throw new Misread(`${name}: the scenario has no target ${target}: ${Object.keys(targets).join(', ')}`);
  const { regions } = world.topology;
  const known = { zone: regions.flatMap((region) => world.topology.zones(region)), region: regions };
  for (const id of aimed.type === 'zone' || aimed.type === 'region' ? aimed.ids : []) {
    const there = known[aimed.type as 'zone' | 'region'];
    if (!there.includes(id)) throw new Misread(`${name}: no ${aimed.type} ${id}: there are ${there.join(', ')}`);
  }
  return aimed;
}

function read<T>(schema: { safeParse(value: unknown): Parsed<T> }, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new Misread(lines.join('\n'));
}

type Parsed<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };

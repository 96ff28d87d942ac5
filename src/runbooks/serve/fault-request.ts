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
  for (const [what, there] of Object.entries(namesIn(world))) {
    const meant = (fault.with as Readonly<Record<string, unknown>>)[what];
    if (typeof meant === 'string') checkName(name, what, meant, there);
  }
  const targets = aimed ? { [name]: aimed } : {};
  return plannedFault({ ...scenario, targets }, fault);
}

/** What there is of each kind of thing that a fault is aimed at by its name. */
function namesIn({ topology }: World): Readonly<Record<'zone' | 'region' | 'account', readonly string[]>> {
  const { regions, accounts } = topology;
  return { zone: regions.flatMap((region) => topology.zones(region)), region: regions, account: accounts };
}

/** Said when it is asked for: once its time has come there is nobody to tell. */
function checkName(fault: string, what: string, meant: string, there: readonly string[]): void {
  if (!there.includes(meant)) throw new Misread(`${fault}: no ${what} ${meant}: there are ${there.join(', ')}`);
}

function readTarget(target: unknown, { targets, world: { installations } }: Named, name: string, world: World): Target {
  const aimed = typeof target === 'string' ? targets[target] : read(targetSchema, target);
  if (!aimed) throw new Misread(`${name}: the scenario has no target ${target}: ${Object.keys(targets).join(', ')}`);
  const names = namesIn(world);
  if (aimed.type === 'zone' || aimed.type === 'region')
    for (const id of aimed.ids) checkName(name, aimed.type, id, names[aimed.type]);
  // Machines of an installation are an end of a link, too.
  const places = [...names.region, ...world.network.sites.keys(), ...Object.keys(installations)];
  if (aimed.type === 'link') for (const end of aimed.between) checkName(name, 'place', end.split('/')[0]!, places);
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

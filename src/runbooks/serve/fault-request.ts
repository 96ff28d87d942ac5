/**
 * A fault as somebody asks for it over HTTP: the words of a scenario's method as JSON. Its target stands in it, or is one of the
 * scenario's by name; `at` counts from now; a name is given to it where it has none.
 */
import type { PlannedFault } from '../../sim/faults/index.ts';
import type { World } from '../../sim/world.ts';
import { plannedFault } from '../fault-plan.ts';
import type { Fault, Scenario, Target } from '../files/index.ts';
import { fault as faultSchema, target as targetSchema } from '../files/schemas/scenario.ts';

/** What was asked for is no fault; the message says what is wrong, a line for each mistake. */
export class FaultMisread extends Error {
  override readonly name = 'FaultMisread';
}

type Named = Pick<Scenario, 'targets' | 'world'>;

/** `{"uses": "zone:power-interruption", "target": {"type": "zone", "ids": ["euw1-az1"]}, "for": "PT10M"}`, or a list of such. */
export function readFaults(body: unknown, scenario: Named, nextName: () => string, world: World): PlannedFault[] {
  const list = Array.isArray(body) ? body : [body];
  if (list.length === 0) throw new FaultMisread('expected a fault, or a list of faults');
  return list.map((each) => readFault(each, scenario, nextName, world));
}

function readFault(body: unknown, scenario: Named, nextName: () => string, world: World): PlannedFault {
  if (typeof body !== 'object' || body === null) throw new FaultMisread('expected an object, such as {"uses": "..."}');
  const { target, ...rest } = body as { target?: unknown; name?: unknown };
  const name = typeof rest.name === 'string' ? rest.name : nextName();
  const aimed = readTarget(target, scenario, name, world);
  const fault: Fault = read(faultSchema, { at: 'PT0S', ...rest, name, ...(aimed && { target: name }) });
  const targets = aimed ? { [name]: aimed } : {};
  return plannedFault({ ...scenario, targets } as Scenario, fault);
}

function readTarget(target: unknown, { targets }: Named, name: string, world: World): Target | undefined {
  if (target === undefined) return undefined;
  const aimed = typeof target === 'string' ? targets[target] : read(targetSchema, target);
  if (!aimed)
    throw new FaultMisread(`${name}: the scenario has no target ${target}: ${Object.keys(targets).join(', ')}`);
  const known = [...world.network.sites.keys()];
  for (const id of aimed.type === 'zone' ? aimed.ids : []) {
    if (!known.includes(id)) throw new FaultMisread(`${name}: no physical zone ${id}: there are ${known.join(', ')}`);
  }
  return aimed;
}

function read<T>(schema: { safeParse(value: unknown): Parsed<T> }, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new FaultMisread(lines.join('\n'));
}

type Parsed<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };

import type { Document } from '../document.ts';
import { own } from '../own.ts';
import { formatPath, hint, type Path, type Problem } from '../problems.ts';
import type { Scenario, World } from '../scenario-types.ts';
import { namesOf, unknownName } from './names.ts';

/** Targets that are not in the world. */
export function targetProblems(scenario: Scenario, document: Document): Problem[] {
  const names = namesOf(scenario);
  const problems: Problem[] = [];
  for (const [name, target] of Object.entries(scenario.targets)) {
    const path = ['targets', name];
    const say = (at: Path, mistake: string | undefined) => {
      if (mistake !== undefined) problems.push(document.problem(at, `${formatPath(at)}: ${mistake}`));
    };
    if (target.type === 'link') {
      const places = [...names.region!, ...names.zone!, ...names.office!];
      for (const [index, end] of target.between.entries()) {
        if (!places.includes(end)) say([...path, 'between', index], endMistake(scenario.world, end, places));
      }
      continue;
    }
    for (const [index, id] of target.ids.entries()) {
      const mistake = target.type === 'host' ? hostMistake(scenario.world, id) : unknownName(target.type, id, names);
      say([...path, 'ids', index], mistake);
    }
  }
  for (const [index, fault] of scenario.method.entries()) {
    if (fault.uses !== 'zone:network-impairment') continue;
    for (const [at, id] of fault.with.except.entries()) {
      const path = ['method', index, 'with', 'except', at];
      const mistake = hostMistake(scenario.world, id);
      if (mistake !== undefined) problems.push(document.problem(path, `${formatPath(path)}: ${mistake}`));
    }
  }
  return problems;
}

function endMistake(world: World, end: string, places: readonly string[]): string | undefined {
  const installations = Object.keys(world.installations);
  const isHost = end.includes('/') || installations.includes(end);
  if (isHost) return hostMistake(world, end);
  return `"${end}" is no region, zone, office or machine${hint(end, [...places, ...installations])}`;
}

/** What is wrong with `installation`, `installation/role` or `installation/role/n`. */
function hostMistake(world: World, text: string): string | undefined {
  const [name = '', role, number, ...rest] = text.split('/');
  const installations = Object.keys(world.installations);
  if (rest.length > 0) return `"${text}" is no machine; write installation/role/number, such as main/couch-master/1`;
  const installation = own(world.installations, name);
  if (installation === undefined) return `unknown installation "${name}"${hint(name, installations)}`;
  if (role === undefined) return undefined;
  const machines = own(installation.roles as Record<string, { count: number }>, role);
  if (machines === undefined) return `${name} has no role "${role}"${hint(role, Object.keys(installation.roles))}`;
  if (number === undefined) return undefined;
  const nth = /^[1-9]\d*$/.test(number) ? Number(number) : 0;
  if (nth >= 1 && nth <= machines.count) return undefined;
  return `${name} has ${machines.count} machine${machines.count === 1 ? '' : 's'} of role ${role}, counted from 1; there is no ${number}`;
}

import { faultEntry } from '../catalogue/faults.ts';
import { builtInEventNames, phaseNames, plainMeasureNames } from '../catalogue/names.ts';
import { numericProbeNames } from '../catalogue/probes.ts';
import type { Document } from '../document.ts';
import { own } from '../own.ts';
import { formatPath, hint, type Path, type Problem } from '../problems.ts';
import type { Scenario } from '../scenario-types.ts';
import { scenarioSchema, schemaOfWith } from '../schemas/scenario.ts';
import { expressionProblems } from '../templates.ts';
import { assignmentProblems } from '../variables.ts';
import { namesOf, referenceProblems } from './names.ts';
import { targetProblems } from './targets.ts';
import { worldProblems } from './world.ts';

/** What a scenario says that cannot be, though each value on its own is valid. `filled` is the file with its variables put in. */
export function scenarioProblems(scenario: Scenario, document: Document, filled: unknown): Problem[] {
  const names = namesOf(scenario);
  return [
    ...referenceProblems(scenarioSchema, filled, document, [], names),
    ...withProblems(filled, document, scenario),
    ...worldProblems(scenario.world, document),
    ...targetProblems(scenario, document),
    ...faultTargetProblems(scenario, document),
    ...duplicateProblems(scenario, document),
    ...stopConditionProblems(scenario, document),
    ...causesProblems(scenario, document),
  ];
}

/** References in what probes and faults are given. */
function withProblems(filled: unknown, document: Document, scenario: Scenario): Problem[] {
  const names = namesOf(scenario);
  const places: Path[] = [
    ...scenario.steadyState.probes.map((_, index) => ['steady-state-hypothesis', 'probes', index]),
    ...scenario.invariants.map((_, index) => ['invariants', index]),
    ...scenario.method.map((_, index) => ['method', index]),
  ];
  return places.flatMap((path) => {
    let item = filled;
    for (const part of path) item = (item as Record<string | number, unknown>)[part];
    const { uses, with: given } = item as { uses: string; with?: unknown };
    const schema = schemaOfWith(uses);
    if (schema === undefined || given === undefined) return [];
    return referenceProblems(schema, given, document, [...path, 'with'], names);
  });
}

function faultTargetProblems(scenario: Scenario, document: Document): Problem[] {
  return scenario.method.flatMap((fault, index) => {
    const target = fault.target === undefined ? undefined : own(scenario.targets, fault.target);
    const wanted = faultEntry(fault.uses).target;
    if (target === undefined || wanted === null || target.type === wanted) return [];
    const path = ['method', index, 'target'];
    const message = `"${fault.uses}" aims at a ${wanted}; "${fault.target}" is a ${target.type}`;
    return [document.problem(path, `${formatPath(path)}: ${message}`)];
  });
}

function duplicateProblems(scenario: Scenario, document: Document): Problem[] {
  const probes = [
    ...scenario.steadyState.probes.map((probe, index) => ({
      name: probe.name,
      path: ['steady-state-hypothesis', 'probes', index, 'name'],
    })),
    ...scenario.invariants.map((probe, index) => ({ name: probe.name, path: ['invariants', index, 'name'] })),
  ];
  const faults = scenario.method.map((fault, index) => ({ name: fault.name, path: ['method', index, 'name'] }));
  const budgets = scenario.budgets.map((budget, index) => ({ name: budget.id, path: ['budgets', index, 'id'] }));
  return [
    ...repeated(probes, 'probe', document),
    ...repeated(faults, 'fault', document),
    ...repeated(budgets, 'budget', document),
  ];
}

/** The names that were given before in the same list. */
export function repeated(
  items: readonly { readonly name: string; readonly path: Path }[],
  what: string,
  document: Document,
): Problem[] {
  const first = new Map<string, Path>();
  const problems: Problem[] = [];
  for (const { name, path } of items) {
    const before = first.get(name);
    if (before === undefined) first.set(name, path);
    else {
      const { line } = document.position(before);
      problems.push(
        document.problem(path, `${formatPath(path)}: there is a ${what} "${name}" already, in line ${line}`),
      );
    }
  }
  return problems;
}

function stopConditionProblems(scenario: Scenario, document: Document): Problem[] {
  const own = [...scenario.steadyState.probes, ...scenario.invariants]
    .filter((probe) => (numericProbeNames() as readonly string[]).includes(probe.uses))
    .map((probe) => probe.name);
  const known = { vars: Object.keys(scenario.variables), probes: [...numericProbeNames(), ...own] };
  return scenario.stopConditions.flatMap((condition, index) =>
    expressionProblems(document, condition.when, ['stop-conditions', index, 'when'], known),
  );
}

function causesProblems(scenario: Scenario, document: Document): Problem[] {
  const causes = (document.value as { causes?: { baseline: string; each: (string | object)[] } }).causes;
  if (causes === undefined) return [];
  const variants = Object.keys(scenario.variants);
  const unknown = (name: string, path: Path): Problem[] =>
    variants.includes(name)
      ? []
      : [document.problem(path, `${formatPath(path)}: unknown variant "${name}"${hint(name, variants)}`)];
  return [
    ...unknown(causes.baseline, ['causes', 'baseline']),
    ...causes.each.flatMap((cause, index) => {
      const path = ['causes', 'each', index];
      if (typeof cause === 'string') return unknown(cause, path);
      return assignmentProblems(scenario.variables, cause as never, document, path, 'variable');
    }),
  ];
}

/** Budgets and anchors that measure what no run can have. `milestones` are the events that the runbooks declare. */
export function eventProblems(scenario: Scenario, document: Document, milestones: readonly string[]): Problem[] {
  const events = [...builtInEventNames, ...milestones];
  const measures = [
    ...plainMeasureNames,
    ...phaseNames.map((phase) => `phase.${phase}`),
    ...events.map((event) => `milestone.${event}`),
  ];
  const check = (name: string, valid: readonly string[], what: string, path: Path): Problem[] =>
    valid.includes(name)
      ? []
      : [document.problem(path, `${formatPath(path)}: unknown ${what} "${name}"${hint(name, valid)}`)];
  return [
    ...scenario.fit.flatMap((anchor, index) => check(anchor.event, events, 'event', ['fit', index, 'event'])),
    ...scenario.budgets.flatMap((budget, index) =>
      check(budget.measure, measures, 'measure', ['budgets', index, 'measure']),
    ),
  ];
}

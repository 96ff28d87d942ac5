import { stepEntry } from '../catalogue/steps.ts';
import type { Document } from '../document.ts';
import type { KnownNames, Scope } from '../expressions.ts';
import { problemsOf, valueAt } from '../issues.ts';
import { own } from '../own.ts';
import { formatPath, hint, type Path, type Problem } from '../problems.ts';
import { actionsOf, type FoundAction, stepsOf, toleranceProblems } from '../runbook-parse.ts';
import type { Runbook, Step } from '../runbook-types.ts';
import type { Scenario } from '../scenario-types.ts';
import { expressionProblems, fillDocument } from '../templates.ts';
import { letterMistake, type NamesOf, namesOf, namesWithoutScenario, referenceProblems, unknownName } from './names.ts';
import { repeated } from './scenario.ts';

/** What is wrong with the plan of a runbook, whoever calls it: ids, needs, roles, conditions. */
export function planProblems(runbook: Runbook, document: Document): Problem[] {
  return [
    ...idProblems(runbook, document),
    ...listProblems(runbook.activate, ['activate'], document),
    ...listProblems(runbook.postRecovery, ['post-recovery'], document),
    ...roleProblems(runbook, document),
    ...conditionProblems(runbook, document),
    ...toleranceProblems(runbook, document),
  ];
}

function idProblems(runbook: Runbook, document: Document): Problem[] {
  const steps = [...stepsOf(runbook)].map(({ step, path }) => ({ name: step.id, path: [...path, 'id'] }));
  const checks = runbook.preflight.map((check, index) => ({ name: check.id, path: ['preflight', index, 'id'] }));
  return repeated([...checks, ...steps], 'step', document);
}

/** `needs` inside one list of steps, and in the lists below it. */
function listProblems(steps: readonly Step[], path: Path, document: Document): Problem[] {
  const ids = steps.map((step) => step.id);
  const problems: Problem[] = [];
  for (const [index, step] of steps.entries()) {
    const at = [...path, index];
    for (const [nth, need] of step.needs.entries()) {
      if (ids.includes(need)) continue;
      const place = [...at, 'needs', nth];
      const others = ids.filter((id) => id !== step.id);
      problems.push(
        document.problem(place, `${formatPath(place)}: no step "${need}" in this list${hint(need, others)}`),
      );
    }
    if ('parallel' in step) problems.push(...listProblems(step.parallel, [...at, 'parallel'], document));
    if (step.onFailure) problems.push(...listProblems(step.onFailure.steps, [...at, 'on-failure', 'steps'], document));
  }
  const cycle = findCycle(steps);
  if (cycle !== undefined) {
    const at = [...path, ids.indexOf(cycle[0]!), 'needs'];
    const message = `these steps wait for each other: ${[...cycle, cycle[0]].join(' -> ')}`;
    problems.push(document.problem(at, `${formatPath(at)}: ${message}`));
  }
  return problems;
}

/** The steps of the first circle of needs, beginning with the one that stands first in the file. */
function findCycle(steps: readonly Step[]): string[] | undefined {
  const needsOf = new Map(steps.map((step) => [step.id, step.needs]));
  const done = new Set<string>();
  const visit = (id: string, trail: string[]): string[] | undefined => {
    const seen = trail.indexOf(id);
    if (seen >= 0) return trail.slice(seen);
    if (done.has(id)) return undefined;
    for (const need of needsOf.get(id) ?? []) {
      const cycle = visit(need, [...trail, id]);
      if (cycle !== undefined) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const step of steps) {
    const cycle = visit(step.id, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function roleProblems(runbook: Runbook, document: Document): Problem[] {
  const roles = Object.keys(runbook.roles);
  return [...stepsOf(runbook)].flatMap(({ step, path }) => {
    const named = [
      { role: step.role, at: [...path, 'role'] },
      { role: escalatesTo(step), at: [...path, 'with', 'escalate', 'to'] },
    ];
    return named.flatMap(({ role, at }) => {
      if (role === undefined || roles.includes(role)) return [];
      return [document.problem(at, `${formatPath(at)}: unknown role "${role}"${hint(role, roles)}`)];
    });
  });
}

/** The role that is asked when nobody decides; what is no text is a mistake of the step's schema. */
function escalatesTo(step: Step): string | undefined {
  if (!('uses' in step) || step.uses !== 'people:approve') return undefined;
  const to = (step.with.escalate as { to?: unknown } | undefined)?.to;
  return typeof to === 'string' ? to : undefined;
}

function conditionProblems(runbook: Runbook, document: Document): Problem[] {
  const known = knownNames(runbook);
  return [...stepsOf(runbook)].flatMap(({ step, path }) =>
    step.if === undefined ? [] : expressionProblems(document, step.if, [...path, 'if'], known),
  );
}

/** What expressions in a runbook may use. */
function knownNames(runbook: Runbook): KnownNames {
  const steps: Record<string, readonly string[]> = {};
  for (const { step } of stepsOf(runbook)) {
    steps[step.id] = 'uses' in step ? Object.keys(stepEntry(step.uses).outputs) : [];
  }
  return { inputs: Object.keys(runbook.inputs), steps };
}

/** A call of another runbook, with what it is given. */
export interface FoundCall {
  readonly file: string;
  /** The inputs as far as they are known before the run. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether every input is known. */
  readonly complete: boolean;
  readonly path: Path;
}

/**
 * What is wrong with the things that the steps of a runbook are given, when it is called with these inputs.
 * Without `scope.inputs` (they are not known) expressions are checked, and the values that they make are not.
 */
export function givenProblems(
  runbook: Runbook,
  document: Document,
  scope: Scope,
  scenario: Scenario | undefined,
): { problems: Problem[]; calls: FoundCall[] } {
  const known = knownNames(runbook);
  const names = scenario === undefined ? namesWithoutScenario : namesOf(scenario);
  const problems: Problem[] = [];
  const calls: FoundCall[] = [];
  for (const found of actionsOf(runbook)) {
    const base = withPath(found);
    const schema = stepEntry(found.action.uses).with;
    const filled = fillDocument(document, found.action.with, base, scope, known);
    const inherited = inheritedKeys(found, document).map((key) => formatPath([...base, key]));
    const excused = (path: Path) => filled.open.has(formatPath(path)) || inherited.some((each) => isBelow(path, each));
    problems.push(...filled.problems.filter((problem) => !inherited.includes(problem.path)));
    const result = schema.safeParse(filled.value);
    if (!result.success) {
      problems.push(...problemsOf(result.error.issues, { document, schema, value: filled.value, base, excused }));
    }
    problems.push(...referenceProblems(schema, filled.value, document, base, names, excused));
    if (!result.success) continue;
    problems.push(...defaultProblems(found, result.data, document, names));
    if (scenario !== undefined) problems.push(...letterProblems(result.data, document, base, scenario));
    if (found.action.uses === 'runbook:run') {
      const { file, inputs } = result.data as { file: string; inputs: Record<string, unknown> };
      const complete = ![...filled.open].some((path) => path.startsWith(`${formatPath(base)}.inputs`));
      calls.push({ file, inputs, complete, path: base });
    }
  }
  return { problems, calls };
}

/** The settings that an undo takes from its step: a mistake in one is reported at the step. */
function inheritedKeys(found: FoundAction, document: Document): string[] {
  const written = (valueAt(document.value, withPath(found)) ?? {}) as object;
  return Object.keys(found.action.with).filter((key) => !Object.hasOwn(written, key));
}

function isBelow(path: Path, above: string): boolean {
  const text = formatPath(path);
  return text === above || text.startsWith(`${above}.`) || text.startsWith(`${above}[`);
}

function withPath(found: FoundAction): Path {
  return [...found.path, 'with'];
}

/** Settings that were left out and whose default is no name of this scenario. */
function defaultProblems(found: FoundAction, result: object, document: Document, names: NamesOf): Problem[] {
  return (['installation', 'account'] as const).flatMap((key) => {
    const value = (result as Record<string, unknown>)[key];
    if (typeof value !== 'string' || found.action.with[key] !== undefined) return [];
    if (unknownName(key, value, names) === undefined) return [];
    const message = `there is no ${key} "${value}"; say which with "${key}"`;
    return [document.problem([...found.path, 'uses'], `${formatPath(found.path)}: ${message}`)];
  });
}

/** A zone letter among the settings: of the account that is named, or of the installation's. */
function letterProblems(result: object, document: Document, base: Path, scenario: Scenario): Problem[] {
  const given = result as { zone?: string; region?: string; account?: string; installation?: string };
  if (given.zone === undefined || given.region === undefined) return [];
  const account = given.account ?? own(scenario.world.installations, given.installation ?? '')?.account ?? '';
  const mistake = letterMistake(scenario.world, account, given.region, given.zone);
  if (mistake === undefined) return [];
  const at = [...base, 'zone'];
  return [document.problem(at, `${formatPath(at)}: ${mistake}`)];
}

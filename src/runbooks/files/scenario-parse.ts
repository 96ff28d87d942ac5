import { z } from 'zod';
import type { Document } from './document.ts';
import { named } from './fields.ts';
import { problemsOf, valueAt } from './issues.ts';
import { distinct, FileProblems, hint, type Problem } from './problems.ts';
import type { Causes, Scenario, World } from './scenario-types.ts';
import { type ReadScenario, scenarioSchema } from './schemas/scenario.ts';
import { bareExpression, fillDocument, isTemplate } from './templates.ts';
import {
  assignmentProblems,
  assignments,
  type Declarations,
  declarations,
  mergeValues,
  readOverrides,
  type Values,
} from './variables.ts';

/** What a caller may choose about a scenario. */
export interface Choices {
  /** The name of a variant. By default the baseline of `causes`, where the file has one. */
  readonly variant?: string;
  /** Values of variables as text, as `--var name=value` gives them. They win over the variant. */
  readonly vars?: Readonly<Record<string, string>>;
}

/** A scenario and the file's data with the variables put in, for the checks that follow. */
export interface ParsedScenario {
  readonly scenario: Scenario;
  readonly filled: unknown;
}

/**
 * Reads one scenario file by its schema, with its variables put in. Throws FileProblems. Names that point elsewhere are
 * not checked here.
 */
export function readScenario(document: Document, choices: Choices): ParsedScenario {
  const { declared, variant, vars } = readVariables(document, choices);
  const { filled, excused, problems } = fill(document, declared, vars);
  const result = scenarioSchema.safeParse(filled);
  if (!result.success) {
    const reading = { document, schema: scenarioSchema, value: filled, base: [], excused };
    problems.push(...problemsOf(result.error.issues, reading));
  }
  if (problems.length > 0) throw new FileProblems(distinct(problems));
  return { scenario: finish(result.data!, vars, variant), filled };
}

/** The part of the file that says which variables there are: read first, because the rest is made of them. */
const variablesSchema = z.object({
  variables: declarations(),
  variants: named(assignments()).default({}),
  causes: z.object({ baseline: z.string() }).optional().catch(undefined),
});

function readVariables(document: Document, choices: Choices) {
  const result = variablesSchema.safeParse(document.value);
  if (!result.success) {
    const reading = { document, schema: variablesSchema, value: document.value, base: [] };
    throw new FileProblems(problemsOf(result.error.issues, reading));
  }
  const { variables: declared, variants, causes } = result.data;
  const problems = Object.entries(variants).flatMap(([name, values]) =>
    assignmentProblems(declared, values, document, ['variants', name], 'variable'),
  );
  if (problems.length > 0) throw new FileProblems(distinct(problems));

  const variant = choices.variant ?? causes?.baseline;
  if (choices.variant !== undefined && !Object.hasOwn(variants, choices.variant)) {
    throw unknownVariant(choices.variant, Object.keys(variants));
  }
  const vars = mergeValues(declared, variants[variant ?? ''] ?? {}, readOverrides(declared, choices.vars ?? {}));
  const without = Object.keys(declared).filter((name) => !Object.hasOwn(vars, name));
  if (without.length > 0) {
    throw new FileProblems(
      without.map((name) => {
        const message = `the variable "${name}" has no default: give it a value with --var ${name}=...`;
        return document.problem(['variables', name], message, 'key');
      }),
    );
  }
  return { declared, variant: variant !== undefined && Object.hasOwn(variants, variant) ? variant : undefined, vars };
}

function unknownVariant(name: string, valid: readonly string[]): FileProblems {
  const message = `unknown variant "${name}"${hint(name, valid)}`;
  return new FileProblems([{ file: `--variant ${name}`, line: 0, column: 0, message, path: name }]);
}

/** The parts that are not made of variables: they declare them, or are evaluated while a run goes on. */
const leftAsWritten = ['variables', 'variants', 'causes', 'stop-conditions'];

function fill(document: Document, declared: Declarations, vars: Values) {
  const known = { vars: Object.keys(declared) };
  const problems: Problem[] = [];
  const open = new Set<string>();
  const filled: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(document.value as object)) {
    if (leftAsWritten.includes(key)) {
      filled[key] = value;
      continue;
    }
    const part = fillDocument(document, value, [key], { vars }, known);
    filled[key] = part.value;
    problems.push(...part.problems);
    for (const path of part.open) open.add(path);
  }
  // A text that still holds an expression was refused above: it is one mistake, not two.
  const excused = (path: readonly (string | number)[]) => open.size > 0 && isTemplate(valueAt(filled, path));
  return { filled, problems, excused };
}

function finish(read: ReadScenario, vars: Values, variant: string | undefined): Scenario {
  const { version: _, kind: __, steadyStateHypothesis, variables, causes, stopConditions, ...rest } = read;
  const offices = withOffice(read.world);
  const [firstOffice = 'office'] = Object.keys(offices);
  return {
    ...rest,
    ...(variant !== undefined && { variant }),
    variables,
    vars,
    world: { ...read.world, offices },
    monitoring: { ...read.monitoring, from: read.monitoring.from ?? firstOffice },
    people: { ...read.people, from: read.people.from ?? firstOffice },
    steadyState: steadyStateHypothesis,
    stopConditions: stopConditions.map(({ name, when }) => ({ name, when: bareExpression(when) })),
    ...(causes !== undefined && { causes: readCauses(causes, read.variants) }),
  };
}

/** Somebody must sit somewhere: without offices there is one, near the first region. */
function withOffice(world: ReadScenario['world']): World['offices'] {
  if (Object.keys(world.offices).length > 0) return world.offices;
  return { office: { near: Object.keys(world.regions)[0] ?? '', latencyMs: 15 } };
}

function readCauses(read: NonNullable<ReadScenario['causes']>, variants: ReadScenario['variants']): Causes {
  const each = read.each.map((cause) => {
    if (typeof cause === 'string') return { id: cause, values: variants[cause] ?? {} };
    const id = Object.entries(cause)
      .map(([name, value]) => `${name}=${value}`)
      .join(',');
    return { id, values: cause };
  });
  return { baseline: read.baseline, each };
}

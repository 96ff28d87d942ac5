import { z } from 'zod';
import type { Document } from './document.ts';
import { parseDuration } from './duration.ts';
import { textMax } from './expression-limits.ts';
import { named, oneOf } from './fields.ts';
import { describe } from './issues.ts';
import { FileProblems, formatPath, hint, type Path, type Problem } from './problems.ts';

export type VariableType = 'string' | 'duration' | 'number' | 'integer' | 'boolean';

/** A duration is kept as text (`PT38M`): it is read where it is used. */
export type VariableValue = string | number | boolean;

/** A variable of a scenario, or an input of a runbook. */
export interface VariableDeclaration {
  readonly type: VariableType;
  /** Without a default the caller must give a value. */
  readonly default?: VariableValue;
  readonly enum?: readonly VariableValue[];
  readonly description?: string;
}

export type Declarations = Readonly<Record<string, VariableDeclaration>>;
export type Values = Readonly<Record<string, VariableValue>>;

const value = z.union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number, true or false' });

const declaration = z
  .strictObject({
    type: oneOf('type', ['string', 'duration', 'number', 'integer', 'boolean']),
    default: value.optional(),
    enum: z.array(value).min(1).optional(),
    description: z.string().optional(),
  })
  .superRefine((declared, context) => {
    for (const [index, choice] of (declared.enum ?? []).entries()) {
      const wrong = typeMistake(declared.type, choice);
      if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong, path: ['enum', index] });
    }
    if (declared.default === undefined) return;
    const wrong = valueMistake(declared, declared.default);
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong, path: ['default'] });
  });

/** The schema of `variables` and of a runbook's `inputs`. */
export const declarations = () => named(declaration).default({});

/** What a patch of variables looks like, before the names and values in it are checked. */
export const assignments = () => z.record(z.string(), value);

function typeMistake(type: VariableType, given: VariableValue): string | undefined {
  const fits = {
    string: () => typeof given === 'string',
    duration: () => typeof given === 'string' && parseDuration(given) !== undefined,
    number: () => typeof given === 'number' && Number.isFinite(given),
    integer: () => Number.isSafeInteger(given),
    boolean: () => typeof given === 'boolean',
  }[type]();
  if (fits) return undefined;
  const words = {
    string: 'a text',
    duration: 'a duration such as PT10M',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
  };
  return `expected ${words[type]}, got ${describe(given)}`;
}

/** What is wrong with a value for a variable: its type, or that it is not among the choices. */
export function valueMistake(declared: VariableDeclaration, given: VariableValue): string | undefined {
  const wrong = typeMistake(declared.type, given);
  if (wrong !== undefined) return wrong;
  if (typeof given === 'string' && given.length > textMax) {
    return `a text of ${given.length} letters is too long; at most ${textMax}`;
  }
  if (declared.enum === undefined || declared.enum.includes(given)) return undefined;
  return `${describe(given)} is not among the choices${hint(String(given), declared.enum.map(String))}`;
}

/** The problems of a patch that stands in a file: names that are not declared, values that do not fit. */
export function assignmentProblems(
  declared: Declarations,
  given: Values,
  document: Document,
  path: Path,
  what: 'variable' | 'input',
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, entry] of Object.entries(given)) {
    const known = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const at = [...path, name];
    if (known === undefined) {
      const message = `unknown ${what} "${name}" in ${formatPath(path)}${hint(name, Object.keys(declared))}`;
      problems.push(document.problem(at, message, 'key'));
    } else {
      const wrong = valueMistake(known, entry);
      if (wrong !== undefined) problems.push(document.problem(at, `${formatPath(at)}: ${wrong}`));
    }
  }
  return problems;
}

/** Reads `--var name=value` texts by the types of their variables. Throws FileProblems that name the option. */
export function readOverrides(declared: Declarations, given: Readonly<Record<string, string>>): Values {
  const values: Record<string, VariableValue> = {};
  const problems: Problem[] = [];
  for (const [name, text] of Object.entries(given)) {
    const known = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const mistake =
      known === undefined
        ? `unknown variable "${name}"${hint(name, Object.keys(declared))}`
        : valueMistake(known, (values[name] = fromText(known.type, text)));
    if (mistake !== undefined) {
      problems.push({ file: `--var ${name}=${text}`, line: 0, column: 0, message: mistake, path: name });
    }
  }
  if (problems.length > 0) throw new FileProblems(problems);
  return values;
}

function fromText(type: VariableType, text: string): VariableValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if ((type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  return text;
}

/** Defaults, then each patch in turn. A variable without any value is left out. */
export function mergeValues(declared: Declarations, ...patches: readonly Values[]): Values {
  const values: Record<string, VariableValue> = {};
  for (const [name, { default: fallback }] of Object.entries(declared)) {
    if (fallback !== undefined) values[name] = fallback;
  }
  return Object.assign(values, ...patches);
}

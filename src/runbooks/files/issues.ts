import type { z } from 'zod';
import type { Document } from './document.ts';
import { distinct, formatPath, hint, nearest, type Path, type Problem } from './problems.ts';
import { validKeys } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

/** What a schema was asked to read, and where it stands. */
export interface Reading {
  readonly document: Document;
  readonly schema: z.ZodType;
  /** The value that the schema saw: variables are put in. */
  readonly value: unknown;
  /** Where `value` stands in the document. */
  readonly base: Path;
  /** Paths whose value is not known yet, or wrong in a way that was reported already. */
  readonly excused?: (path: Path) => boolean;
}

/** Every issue that zod found, as a problem with its place: one for each mistake. */
export function problemsOf(issues: readonly Issue[], reading: Reading): Problem[] {
  const flat = issues.flatMap(flatten).map((issue) => ({ ...issue, path: issue.path.filter(isKey) }));
  const unknown = flat.filter((issue): issue is UnknownKeys => issue.code === 'unrecognized_keys');
  const problems: Problem[] = [];
  for (const issue of flat) {
    const path = [...reading.base, ...issue.path];
    if (reading.excused?.(path) === true) continue;
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) problems.push(unknownKey(reading, issue, key));
    } else if (isMissing(reading.value, issue.path)) {
      const key = String(issue.path.at(-1));
      const parent = issue.path.slice(0, -1);
      // "regoin" instead of "region" is one mistake: the unknown key says it all.
      const misspelt = unknown.some(
        (other) =>
          formatPath(other.path) === formatPath(parent) &&
          other.keys.some((wrong) => nearest(wrong, validKeysOf(reading, other)) === key),
      );
      if (!misspelt) problems.push(missingKey(reading, parent, key));
    } else if (issue.code === 'custom' && unknown.some((other) => formatPath(other.path) === formatPath(issue.path))) {
      // What a mapping lacks as a whole cannot be said while one of its keys is misspelt.
    } else {
      const message = `${formatPath(path)}: ${messageOf(issue, valueAt(reading.value, issue.path))}`;
      const where = issue.code === 'invalid_key' ? 'key' : 'value';
      problems.push(reading.document.problem(path, `${message}${origin(reading, path)}`, where));
    }
  }
  return distinct(problems);
}

function isKey(part: PropertyKey): part is string | number {
  return typeof part !== 'symbol';
}

/** A union fails with the issues of each of its choices: keep those of the one that the value was meant to be. */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.filter(
    (errors) => !errors.some((error) => error.code === 'invalid_type' && error.path.length === 0),
  );
  if (meant.length !== 1) return [issue];
  return meant[0]!.map((error) => ({ ...error, path: [...issue.path, ...error.path] })).flatMap(flatten);
}

type UnknownKeys = Extract<Issue, { code: 'unrecognized_keys' }> & {
  readonly path: (string | number)[];
  /** What the keys could be, where the schema of the file does not tell: it depends on `uses`. */
  readonly valid?: readonly string[];
};

function validKeysOf(reading: Reading, issue: UnknownKeys): readonly string[] {
  return issue.valid ?? validKeys(reading.schema, issue.path);
}

function unknownKey(reading: Reading, issue: UnknownKeys, key: string): Problem {
  const path = [...reading.base, ...issue.path];
  const message = `unknown key "${key}" in ${formatPath(path)}${hint(key, validKeysOf(reading, issue))}`;
  return reading.document.problem([...path, key], message, 'key');
}

function missingKey(reading: Reading, parent: Path, key: string): Problem {
  const path = [...reading.base, ...parent];
  return reading.document.problem(path, `"${key}" is missing in ${formatPath(path)}`, 'key');
}

/** The value at a path; undefined if the path leaves it. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

function isMissing(value: unknown, path: Path): boolean {
  const last = path.at(-1);
  if (typeof last !== 'string') return false;
  const parent = valueAt(value, path.slice(0, -1));
  if (parent === undefined) return true;
  return parent !== null && typeof parent === 'object' && !Object.hasOwn(parent, last);
}

/** Where a value came from, if an expression made it. */
function origin(reading: Reading, path: Path): string {
  const written = valueAt(reading.document.value, path);
  if (typeof written !== 'string' || !written.includes('${{')) return '';
  return ` (from ${written})`;
}

function messageOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${expected(issue)}, got ${describe(value)}`;
    case 'too_small':
      return sizeMessage('at least', Number(issue.minimum), issue.origin);
    case 'too_big':
      return sizeMessage('at most', Number(issue.maximum), issue.origin);
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'this is no name';
    case 'invalid_union':
    case 'invalid_value':
    case 'custom':
    case 'invalid_format':
      return issue.message === 'Invalid input' ? `${describe(value)} does not fit here` : issue.message;
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function expected(issue: Extract<Issue, { code: 'invalid_type' }>): string {
  if (!issue.message.startsWith('Invalid input')) return issue.message;
  return `expected ${typeWords[issue.expected] ?? issue.expected}`;
}

function sizeMessage(word: string, limit: number, origin: string): string {
  if (origin === 'array') return `needs ${word} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  if (origin === 'string') return limit === 1 ? 'must not be empty' : `needs ${word} ${limit} letters`;
  return `must be ${word} ${limit}`;
}

/** A value as people read it in a sentence. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return value.length <= 40 ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, 40)).slice(0, -1)}..."`;
}

/**
 * `key=value` words read by the schema of a kind: what a file would say as YAML, on one line. `a.b=c` is `c` in the mapping `a`, `a=b,c` a
 * list where the schema wants one.
 */
import type { z } from 'zod';
import { problemsOf } from '../../files/issues.ts';
import type { Path, Problem } from '../../files/problems.ts';
import { ConsoleMistake, type Word } from './words.ts';

/** What was typed, by its key. */
export interface Pair {
  readonly key: string;
  readonly value: string;
  readonly quoted: boolean;
  readonly column: number;
  readonly valueColumn: number;
}

/** Throws a ConsoleMistake for a word that is no pair, and for a key that stands there twice. */
export function pairsOf(words: readonly Word[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const { text, column, quoted } of words) {
    const at = text.indexOf('=');
    if (at < 1) throw new ConsoleMistake(`expected key=value, not "${text}"`, column);
    const key = text.slice(0, at);
    if (pairs.has(key)) throw new ConsoleMistake(`"${key}" stands there twice`, column);
    pairs.set(key, { key, value: text.slice(at + 1), quoted, column, valueColumn: column + at + 1 });
  }
  return pairs;
}

/** Takes a pair out of the others. */
export function take(pairs: Map<string, Pair>, key: string): Pair | undefined {
  const pair = pairs.get(key);
  pairs.delete(key);
  return pair;
}

type Value = unknown;
type Mapping = { [key: string]: Value };

/** How the text of a pair is to be understood; a schema that wants it otherwise says so. */
type Reading = 'guess' | 'text' | 'list';

const READINGS_MAX = 4;

/**
 * What a file would say: validated by the schema, and not changed by it. `what` is the kind, for messages; `end` the column behind the
 * line, for what is missing. Throws a ConsoleMistake at the first thing that does not fit.
 */
export function readPairs(
  schema: z.ZodType,
  pairs: ReadonlyMap<string, Pair>,
  { what, end }: { what: string; end: number },
): Mapping {
  const readings = new Map<string, Reading>();
  for (let tries = 1; ; tries++) {
    const value = mappingOf(pairs, readings);
    const result = schema.safeParse(value);
    if (result.success) return value;
    const reread = result.error.issues.filter((issue) => readAnew(issue, pairs, readings));
    if (reread.length === 0 || tries === READINGS_MAX)
      throw mistakeOf(result.error, { schema, value, pairs, what, end });
  }
}

function mappingOf(pairs: ReadonlyMap<string, Pair>, readings: ReadonlyMap<string, Reading>): Mapping {
  const mapping: Mapping = {};
  for (const pair of pairs.values()) {
    const path = pair.key.split('.');
    let inner = mapping;
    for (const part of path.slice(0, -1)) {
      const next = Object.hasOwn(inner, part) ? inner[part] : undefined;
      if (next !== undefined && (typeof next !== 'object' || next === null)) {
        throw new ConsoleMistake(`"${part}" is given as a value and as a mapping`, pair.column);
      }
      inner = (next as Mapping | undefined) ?? put(inner, part, {});
    }
    put(inner, path.at(-1)!, understood(pair, readings.get(pair.key) ?? 'guess'));
  }
  return mapping;
}

function put<T>(mapping: Mapping, key: string, value: T): T {
  Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

function understood({ value, quoted }: Pair, reading: Reading): Value {
  if (reading === 'list') return value === '' ? [] : value.split(',').map((item) => item.trim());
  return reading === 'text' || quoted ? value : guess(value);
}

/** As YAML understands a scalar: a number, a truth, or a text. */
export function guess(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Whether the schema wants a pair otherwise than it was understood so far. */
function readAnew(issue: z.core.$ZodIssue, pairs: ReadonlyMap<string, Pair>, readings: Map<string, Reading>): boolean {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_union' && issue.code !== 'invalid_value') return false;
  const key = issue.path.join('.');
  const before = readings.get(key) ?? 'guess';
  if (!pairs.has(key)) return false;
  const wanted: Reading = issue.code === 'invalid_type' && issue.expected === 'array' ? 'list' : 'text';
  if (wanted === before || before === 'list') return false;
  readings.set(key, wanted);
  return true;
}

function mistakeOf(
  error: z.ZodError,
  given: { schema: z.ZodType; value: Mapping; pairs: ReadonlyMap<string, Pair>; what: string; end: number },
): ConsoleMistake {
  const { schema, value, pairs, what, end } = given;
  const columnOf = (path: Path, at: 'key' | 'value' = 'value') => {
    const key = path.slice(1).join('.');
    const pair = pairs.get(key) ?? [...pairs.values()].find((each) => each.key.startsWith(`${key}.`));
    if (key === '' || pair === undefined) return end;
    return at === 'key' ? pair.column : pair.valueColumn;
  };
  const problem = (path: Path, message: string, at?: 'key' | 'value'): Problem => ({
    ...{ file: what, line: 1, column: columnOf(path, at), message, path: path.join('.') },
  });
  const position = (path: Path) => ({ file: what, line: 1, column: columnOf(path) });
  const document = { file: what, value, problem, position, positionInside: position };
  const [first] = problemsOf(error.issues, { document, schema, value, base: [what] });
  return new ConsoleMistake(first?.message ?? 'this does not fit', first?.column ?? end);
}

/** A mapping as pairs: what one types for the `with` of a file. */
export function pairsText(mapping: object, prefix = ''): string[] {
  return Object.entries(mapping).flatMap(([key, value]) => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [`${prefix}${key}=${quotedIfNeeded(value.join(','))}`];
    if (typeof value === 'object') return pairsText(value, `${prefix}${key}.`);
    return [`${prefix}${key}=${quotedIfNeeded(String(value))}`];
  });
}

function quotedIfNeeded(text: string): string {
  return /[\s'"\\]/.test(text) ? `"${text.replace(/(["\\])/g, '\\$1')}"` : text;
}

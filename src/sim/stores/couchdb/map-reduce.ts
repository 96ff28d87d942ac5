/** Map and reduce functions: JavaScript source out of design documents, compiled once, run over real documents. */
import { isObject } from './document.ts';
import { CouchError } from './errors.ts';

export type Emit = (key: unknown, value: unknown) => void;
export type MapFunction = (document: object, emit: Emit) => void;
/** `keys` is null in a rereduce; otherwise pairs of key and document id. */
export type ReduceFunction = (keys: [unknown, string][] | null, values: unknown[], rereduce: boolean) => unknown;

/** What CouchDB's query server offers to functions; everything of the host is hidden behind parameters of the same name. */
const TIMERS = ['Timeout', 'Interval', 'Immediate'].map((kind) => `set${kind}`);
const HIDDEN = ['process', 'globalThis', 'global', 'fetch', 'queueMicrotask', ...TIMERS];

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const isArray = Array.isArray;
const toJSON = JSON.stringify;

function compile(source: string, emit: Emit, log: (message: unknown) => void): (...args: unknown[]) => unknown {
  let compiled: unknown;
  try {
    const make = new Function(
      'emit',
      'sum',
      'isArray',
      'toJSON',
      'log',
      ...HIDDEN,
      `return (${source.trim().replace(/;+$/, '')}\n);`,
    );
    compiled = make(emit, sum, isArray, toJSON, log);
  } catch (error) {
    throw new CouchError(500, 'compilation_error', `${(error as Error).message} (${source})`);
  }
  if (typeof compiled === 'function') return compiled as (...args: unknown[]) => unknown;
  throw new CouchError(500, 'compilation_error', `Expression does not eval to a function. (${source})`);
}

const compiledMaps = new Map<string, MapFunction>();
const COMPILED_MAX = 500;

/** Compiles a map function; once for all servers that have it, whose views are mostly the same. Throws `compilation_error`. */
export function compileMap(source: string): MapFunction {
  const known = compiledMaps.get(source);
  if (known) return known;
  let emit: Emit = () => {};
  const map = compile(
    source,
    (key, value) => emit(key, value),
    () => {},
  );
  const compiled: MapFunction = (document, emitNow) => {
    emit = emitNow;
    map(document);
  };
  if (compiledMaps.size >= COMPILED_MAX) compiledMaps.clear();
  compiledMaps.set(source, compiled);
  return compiled;
}

/** A built-in (`_sum`, `_count`, `_stats`) or JavaScript. Throws `compilation_error` or, for an unknown built-in, `invalid_reduce`. */
export function compileReduce(source: string): ReduceFunction {
  const name = source.trim();
  if (name === '_count') return (_keys, values, rereduce) => (rereduce ? sum(values as number[]) : values.length);
  if (name === '_sum') return (_keys, values) => values.reduce(add, 0);
  if (name === '_stats') return (_keys, values, rereduce) => stats(values, rereduce);
  if (name.startsWith('_')) throw new CouchError(400, 'invalid_reduce', `Unknown built-in reduce: ${name}`);
  const noEmit = (): never => {
    throw new Error('emit() called in a reduce function');
  };
  const run = compile(source, noEmit, () => {}) as ReduceFunction;
  return (keys, values, rereduce) => {
    try {
      return run(keys, values, rereduce) ?? null;
    } catch (error) {
      throw new CouchError(500, 'reduce_error', (error as Error).message);
    }
  };
}

/** `_sum` adds numbers, arrays element by element, and objects member by member. */
function add(total: unknown, value: unknown): unknown {
  if (typeof total === 'number' && typeof value === 'number') return total + value;
  if (Array.isArray(total) || Array.isArray(value)) return addArrays(asArray(total), asArray(value));
  if (isObject(value) && (total === 0 || isObject(total))) return addObjects(isObject(total) ? total : {}, value);
  throw notSummable('_sum', 'numbers, arrays of numbers, or objects of them', value);
}

const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function addArrays(a: unknown[], b: unknown[]): unknown[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => add(a[i] ?? 0, b[i] ?? 0));
}

function addObjects(a: { [member: string]: unknown }, b: { [member: string]: unknown }): { [member: string]: unknown } {
  const result = { ...a };
  for (const member of Object.keys(b)) result[member] = member in result ? add(result[member], b[member]) : b[member];
  return result;
}

interface Stats {
  sum: number;
  count: number;
  min: number;
  max: number;
  sumsqr: number;
}

function stats(values: unknown[], rereduce: boolean): Stats {
  const parts = rereduce ? (values as Stats[]) : values.map(statsOfOne);
  return parts.reduce((a, b) => ({
    sum: a.sum + b.sum,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sumsqr: a.sumsqr + b.sumsqr,
  }));
}

function statsOfOne(value: unknown): Stats {
  if (typeof value !== 'number') throw notSummable('_stats', 'numbers', value);
  return { sum: value, count: 1, min: value, max: value, sumsqr: value * value };
}

const notSummable = (builtIn: string, wanted: string, value: unknown): CouchError =>
  new CouchError(
    500,
    'builtin_reduce_error',
    `The ${builtIn} function requires that map values be ${wanted}, not '${JSON.stringify(value)}'`,
  );

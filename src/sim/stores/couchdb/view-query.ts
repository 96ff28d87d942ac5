/** The questions one can ask of a view: parsing them as CouchDB does, and answering them from sorted rows. */
import { toIndexableString } from 'pouchdb-collate';
import { badRequest, queryParseError } from './errors.ts';
import type { ReduceFunction } from './map-reduce.ts';
import type { Row } from './view-index.ts';

export interface ViewQuery {
  keys: unknown[] | undefined;
  /** Undefined means open; a key of `null` is a key. */
  start: { sortKey: string; id: string | undefined } | undefined;
  end: { sortKey: string; id: string | undefined } | undefined;
  inclusiveEnd: boolean;
  descending: boolean;
  limit: number;
  skip: number;
  includeDocs: boolean;
  conflicts: boolean;
  reduce: boolean;
  /** 0: one value for all; Infinity: one for each key; n: one for each first n elements of an array key. */
  groupLevel: number;
  /** How fresh: wait for the index, take it as it is, or take it and update afterwards. */
  update: 'true' | 'false' | 'lazy';
  updateSeq: boolean;
}

export type Parameters = { readonly [name: string]: unknown };

/** Reads query parameters (`value` JSON still to be parsed) and, for POST, members of the body (parsed already). */
export function parseViewQuery(url: Readonly<Record<string, string>>, body: Parameters = {}): ViewQuery {
  const json = (...names: string[]): unknown => {
    for (const name of names) {
      if (body[name] !== undefined) return body[name];
      if (url[name] !== undefined) return parseJson(url[name], name);
    }
    return undefined;
  };
  const text = (name: string): string | undefined => (body[name] === undefined ? url[name] : String(body[name]));
  const flag = (name: string, otherwise: boolean): boolean => booleanOf(name, text(name), otherwise);
  const key = json('key');
  const keys = json('keys');
  if (keys !== undefined && !Array.isArray(keys)) throw badRequest('`keys` body member must be an array.');
  const start = key === undefined ? json('startkey', 'start_key') : key;
  const end = key === undefined ? json('endkey', 'end_key') : key;
  return {
    keys: keys as unknown[] | undefined,
    start: boundary(start, text('startkey_docid') ?? text('start_key_doc_id')),
    end: boundary(end, text('endkey_docid') ?? text('end_key_doc_id')),
    inclusiveEnd: key !== undefined || flag('inclusive_end', true),
    descending: flag('descending', false),
    limit: countOf('limit', text('limit'), Number.POSITIVE_INFINITY),
    skip: countOf('skip', text('skip'), 0),
    includeDocs: flag('include_docs', false),
    conflicts: flag('conflicts', false),
    reduce: flag('reduce', true),
    groupLevel: flag('group', false) ? Number.POSITIVE_INFINITY : countOf('group_level', text('group_level'), 0),
    update: freshness(text('update'), text('stale')),
    updateSeq: flag('update_seq', false),
  };
}

export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw queryParseError(`Invalid value for ${name}: ${text} is not JSON`);
  }
}

const boundary = (key: unknown, id: string | undefined): { sortKey: string; id: string | undefined } | undefined =>
  key === undefined ? undefined : { sortKey: toIndexableString(key), id };

export function booleanOf(name: string, text: string | undefined, otherwise: boolean): boolean {
  if (text === undefined) return otherwise;
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw queryParseError(`Invalid boolean parameter for ${name}: "${text}"`);
}

export function countOf(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  throw queryParseError(`Invalid value for integer parameter ${name}: "${text}"`);
}

function freshness(update: string | undefined, stale: string | undefined): ViewQuery['update'] {
  if (stale !== undefined && stale !== 'ok' && stale !== 'update_after') {
    throw queryParseError(`Invalid value for stale: "${stale}"`);
  }
  if (update === 'true' || update === 'false' || update === 'lazy') return update;
  if (update !== undefined) throw queryParseError(`Invalid value for update: "${update}"`);
  return stale === 'ok' ? 'false' : stale === 'update_after' ? 'lazy' : 'true';
}

export interface Selection {
  rows: Row[];
  /** Rows of the view before the first one shown. */
  offset: number | null;
}

/** The rows that a query is about, in its order, before skip and limit. */
export function select(rows: readonly Row[], query: ViewQuery): Selection {
  if (query.keys !== undefined) {
    const found = query.keys.flatMap((key) => {
      const at = { sortKey: toIndexableString(key), id: undefined };
      const same = rows.slice(position(rows, at, false), position(rows, at, true));
      return query.descending ? same.reverse() : same;
    });
    return { rows: found, offset: null };
  }
  const [low, high] = query.descending ? [query.end, query.start] : [query.start, query.end];
  const lowOpen = query.descending && !query.inclusiveEnd;
  const highOpen = !query.descending && !query.inclusiveEnd;
  if (low !== undefined && high !== undefined && low.sortKey > high.sortKey) {
    throw queryParseError(
      'No rows can match your key range, reverse your start_key and end_key or set descending=true',
    );
  }
  const first = low === undefined ? 0 : position(rows, low, lowOpen);
  const end = high === undefined ? rows.length : position(rows, high, !highOpen);
  const range = rows.slice(first, Math.max(first, end));
  if (!query.descending) return { rows: range, offset: first };
  return { rows: range.reverse(), offset: rows.length - Math.max(first, end) };
}

/** Index of the first row at the boundary, or (`after`) of the first one behind it. */
function position(rows: readonly Row[], at: { sortKey: string; id: string | undefined }, after: boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compare(rows[middle]!, at);
    if (order < 0 || (after && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(row: Row, at: { sortKey: string; id: string | undefined }): number {
  if (row.sortKey !== at.sortKey) return row.sortKey < at.sortKey ? -1 : 1;
  if (at.id === undefined || row.id === at.id) return 0;
  return row.id < at.id ? -1 : 1;
}

/** CouchDB reduces node by node of a B-tree and then rereduces: a function that cannot do that is found out here too. */
const ROWS_IN_A_NODE = 100;

/** One row for each group, in the order of the rows. */
export function reduceRows(
  rows: readonly Row[],
  query: ViewQuery,
  reduce: ReduceFunction,
): { key: unknown; value: unknown }[] {
  const groups: { key: unknown; sortKey: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const key = groupKey(row.key, query.groupLevel);
    const sortKey = query.groupLevel === 0 ? '' : key === row.key ? row.sortKey : toIndexableString(key);
    const last = groups.at(-1);
    if (last?.sortKey === sortKey) last.rows.push(row);
    else groups.push({ key, sortKey, rows: [row] });
  }
  return groups.map((group) => ({ key: group.key, value: reduceGroup(group.rows, reduce) }));
}

function groupKey(key: unknown, level: number): unknown {
  if (level === 0) return null;
  return Array.isArray(key) && key.length > level ? key.slice(0, level) : key;
}

function reduceGroup(rows: readonly Row[], reduce: ReduceFunction): unknown {
  const parts: unknown[] = [];
  for (let i = 0; i < rows.length; i += ROWS_IN_A_NODE) {
    const node = rows.slice(i, i + ROWS_IN_A_NODE);
    parts.push(
      reduce(
        node.map((row) => [row.key, row.id]),
        node.map((row) => row.value),
        false,
      ),
    );
  }
  return parts.length === 1 ? parts[0] : reduce(null, parts, true);
}

/**
 * Finds who answers a path of CouchDB's, for Hono.
 *
 * CouchDB's paths are ambiguous for Hono's fast router (`/db/_changes` is one of `/db/document`, too), and its other one weighs all
 * patterns for each request. Here the paths are a tree: a literal name wins over a parameter, which wins over the rest of a path.
 */
import type { Params, Result, Router } from 'hono/router';

interface Branch<Handler> {
  readonly literals: Map<string, Branch<Handler>>;
  parameter: Branch<Handler> | undefined;
  /** Of paths that end here, by method. */
  readonly ends: Map<string, End<Handler>>;
  /** Of paths with anything behind this, by method: its last parameter is all that is left. */
  readonly rests: Map<string, End<Handler>>;
}

interface End<Handler> {
  readonly handler: Handler;
  /** Of the parameters, in their order. */
  readonly names: readonly string[];
}

const REST = '{.+}';

export class PathRouter<Handler> implements Router<Handler> {
  readonly name = 'PathRouter';
  readonly #root = branch<Handler>();

  /** `path` is of literals and `:name`; the last may be `:name{.+}`, which takes what is left. */
  add(method: string, path: string, handler: Handler): void {
    const parts = path.split('/').slice(1);
    const names = parts.filter((part) => part.startsWith(':')).map((part) => part.slice(1).replace(REST, ''));
    const rest = parts.at(-1)!.endsWith(REST);
    let at = this.#root;
    for (const part of rest ? parts.slice(0, -1) : parts) at = part.startsWith(':') ? under(at) : literal(at, part);
    const ends = rest ? at.rests : at.ends;
    // As everywhere in Hono: who came first answers.
    if (!ends.has(method)) ends.set(method, { handler, names });
  }

  match(method: string, path: string): Result<Handler> {
    const parts = path.split('/');
    const values: string[] = [];
    const end = find(this.#root, method, parts, 1, values);
    if (end === undefined) return [[]];
    const params: Params = {};
    for (const [i, name] of end.names.entries()) params[name] = values[i]!;
    return [[[end.handler, params]]];
  }
}

/** Leaves in `values` what the parameters stand for. */
function find<Handler>(
  at: Branch<Handler>,
  method: string,
  parts: readonly string[],
  from: number,
  values: string[],
): End<Handler> | undefined {
  if (from === parts.length) return at.ends.get(method);
  const part = parts[from]!;
  const next = at.literals.get(part);
  const found = next && find(next, method, parts, from + 1, values);
  if (found !== undefined || part === '') return found;
  const depth = values.length;
  values.push(part);
  const named = at.parameter && find(at.parameter, method, parts, from + 1, values);
  if (named !== undefined) return named;
  values.length = depth;
  const rest = at.rests.get(method);
  if (rest !== undefined) values.push(parts.slice(from).join('/'));
  return rest;
}

const branch = <Handler>(): Branch<Handler> => ({
  literals: new Map(),
  parameter: undefined,
  ends: new Map(),
  rests: new Map(),
});

function under<Handler>(at: Branch<Handler>): Branch<Handler> {
  return (at.parameter ??= branch<Handler>());
}

function literal<Handler>(at: Branch<Handler>, part: string): Branch<Handler> {
  let next = at.literals.get(part);
  if (next === undefined) at.literals.set(part, (next = branch<Handler>()));
  return next;
}

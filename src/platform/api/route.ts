/** How a route of the API is declared: path, rule, shapes and handler in one place. See index.ts. */
import type { z } from 'zod';
import type { AnyDocument, Cloud, PermissionLevel, User } from '../documents/index.ts';
import type { DocumentOf } from '../store.ts';
import type { Frontend } from './parts.ts';

/**
 * Who may call a route. A level is what the user must at least hold in the cloud of the path, to which roles, instances,
 * applications and deployments belong as well; an admin holds every level. `self` is an admin, or the user of the path.
 * `user` is everybody with a token: the handler shows no more than that user may see.
 */
export const rules = ['public', 'user', 'self', 'admin', 'show', 'deploy', 'manage'] as const;
export type Rule = (typeof rules)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The names after a colon in a path. */
export type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** Documents that belong to a cloud. */
export type ChildType = Extract<AnyDocument, { cluster_id: string }>['type'];
/** Documents that belong to an account and to no cloud. */
export type OwnedType = Exclude<Extract<AnyDocument, { account_id: string }>['type'], 'cloud' | ChildType>;

/** What the ids of a path stand for, and the cloud that they belong to. */
export type Found<Path extends string> = {
  [Name in Extract<Names<Path>, AnyDocument['type']>]: DocumentOf<Name>;
} & ([Extract<Names<Path>, ChildType | 'cloud'>] extends [never] ? object : { cloud: Cloud });

export interface Request<Path extends string = string, Of extends Rule = Rule, Body = unknown, Query = unknown> {
  /** Who asks; nobody in particular on a public route. */
  user: Of extends 'public' ? undefined : User;
  found: Found<Path>;
  body: Body;
  query: Query;
}

export interface Answer {
  status: 200 | 201 | 202;
  body: unknown;
  /** Path below `/api`. */
  location?: string;
}

interface Shared {
  method: Method;
  rule: Rule;
  /** One line for the OpenAPI document. */
  summary: string;
  /** What a good answer looks like, by its status. */
  answers: Readonly<Partial<Record<Answer['status'], z.ZodType>>>;
}

export interface Declaration<Path extends string, Of extends Rule, Body extends z.ZodType, Query extends z.ZodType>
  extends Shared {
  path: Path;
  rule: Of;
  /** A JSON object; without it a route takes no body. Messages are predicates: `is not in the region of the cloud`. */
  body?: Body;
  /** A body that passes, for the document. */
  example?: z.input<Body>;
  query?: Query;
  handle(frontend: Frontend, request: Request<Path, Of, z.output<Body>, z.output<Query>>): Promise<Answer> | Answer;
}

/** A declaration whose types have done their work. */
export interface Route extends Shared {
  path: string;
  /** The names in the path, in their order. */
  names: readonly string[];
  body?: z.ZodType;
  example?: unknown;
  query?: z.ZodType;
  handle(frontend: Frontend, request: unknown): Promise<Answer> | Answer;
}

export function route<
  const Path extends string,
  const Of extends Rule,
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(declaration: Declaration<Path, Of, Body, Query>): Route {
  const names = [...declaration.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  return { ...declaration, names, handle: declaration.handle as Route['handle'] };
}

export const isLevel = (rule: Rule): rule is Extract<Rule, PermissionLevel> =>
  rule === 'show' || rule === 'deploy' || rule === 'manage';

export const ok = (body: unknown): Answer => ({ status: 200, body });
/** Something new, and where it is. */
export const created = (location: string, body: unknown): Answer => ({ status: 201, body, location });
/** Done, or to be done soon; `location` is what it was done to. */
export const accepted = (location: string, body: unknown): Answer => ({ status: 202, body, location });

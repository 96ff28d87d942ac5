/** The OpenAPI 3.1 document of a table of routes: https://spec.openapis.org/oas/v3.1.1.html */
import { z } from 'zod';
import type { InstallationConfig } from '../installation.ts';
import { mediaType } from './errors.ts';
import type { Route } from './route.ts';

export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: object;
}

export interface Operation {
  operationId: string;
  summary: string;
  /** The rule of the route: who may call it. */
  'x-scalarium-rule': string;
  security?: object[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema; example?: unknown }> };
  responses: Record<string, object>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: JsonSchema;
}

export type JsonSchema = Record<string, unknown>;

export function openApi(routes: readonly Route[], config: Pick<InstallationConfig, 'version'>): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Scalarium', version: config.version, description },
    servers: [{ url: '/api' }],
    paths,
    components: { securitySchemes, responses, schemas },
  };
}

function operation(route: Route): Operation {
  const { rule, summary, names, query, body, example } = route;
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^A-Za-z]+(\w)/g, (_, letter) => letter.toUpperCase())}`,
    summary,
    'x-scalarium-rule': rule,
    security: rule === 'public' ? [] : [{ token: [] }],
    parameters: [...names.map(pathParameter), ...(query ? queryParameters(query) : [])],
    ...(body && {
      requestBody: {
        required: requiredOf(body).length > 0,
        content: { 'application/json': { schema: inputOf(body), ...(example !== undefined && { example }) } },
      },
    }),
    responses: { ...goodAnswers(route), ...badAnswers(route) },
  };
}

const pathParameter = (name: string): Parameter => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
});

function queryParameters(query: z.ZodType): Parameter[] {
  const { properties = {} } = inputOf(query) as { properties?: Record<string, JsonSchema> };
  const required = requiredOf(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

const inputOf = (schema: z.ZodType): JsonSchema => jsonSchema(schema, 'input');
const requiredOf = (schema: z.ZodType): string[] => (inputOf(schema).required as string[] | undefined) ?? [];

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io }) as JsonSchema;
  return rest;
}

function goodAnswers({ answers }: Route): Record<string, object> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: { 200: 'What was asked for', 201: 'Made', 202: 'Done, or under way' }[status] ?? 'Done',
        ...(status !== '200' && { headers: { Location: { schema: { type: 'string' } } } }),
        content: { 'application/json': { schema: jsonSchema(schema, 'output') } },
      },
    ]),
  );
}

/** What each kind of route may answer when it does not do what it was asked. */
function badAnswers({ rule, names, body, query, method }: Route): Record<string, object> {
  if (rule === 'public') return {};
  const codes = [
    '401',
    ...(rule === 'user' && method === 'GET' ? [] : ['403']),
    ...(names.length > 0 ? ['404'] : []),
    '406',
    ...(body || query || method !== 'GET' ? ['412'] : []),
    ...(body ? ['413', '415'] : []),
    '429',
    '503',
  ];
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/responses/${code}` }]));
}

const description = `Every request carries a user's token in X-Scalarium-Token and Accept: ${mediaType}; bodies are sent with \
Content-Type: application/json. x-scalarium-rule says who may call: a level (show, deploy, manage) is the least that a user \
must hold in the cloud of the path, and admins hold every level.`;

const securitySchemes = { token: { type: 'apiKey', in: 'header', name: 'X-Scalarium-Token' } };

const error = (text: string, headers: object = {}) => ({
  description: text,
  headers,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});
const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 1 } } };

const responses = {
  401: error('No token, an unknown one, or API access is off'),
  403: error('No permission'),
  404: error('Resource not found'),
  406: error(`Accept is not ${mediaType}`),
  412: {
    description: 'What was sent is not valid, or the present state forbids it',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Errors' } } },
  },
  413: error('The body is too large'),
  415: error('The body is not sent as JSON'),
  429: error('Too many requests with this token', retryAfter),
  503: error('A store is out of reach', retryAfter),
};

const schemas = {
  Error: {
    type: 'object',
    required: ['error'],
    properties: { error: { type: 'string' }, reason: { type: 'string' } },
  },
  Errors: {
    type: 'object',
    required: ['errors'],
    properties: { errors: { type: 'array', minItems: 1, items: { type: 'string' } } },
  },
};

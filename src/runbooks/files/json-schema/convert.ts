import { z } from 'zod';
import { listsOfNow, referenceKinds } from '../fields.ts';

/** As much of JSON Schema as is used here. */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  not?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  default?: unknown;
  examples?: unknown[];
  minLength?: number;
  minProperties?: number;
  maxProperties?: number;
  $defs?: Record<string, JsonSchema>;
}

/** What a file may hold, by the schema that reads it: durations are texts, kebab-case keys are kebab-case. */
export function convert(schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    // A plug-in's schema may use what JSON cannot say: then anything goes there.
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => improve(zodSchema as unknown as z.ZodType, jsonSchema as JsonSchema),
  });
  const { $schema: _, ...plain } = made as JsonSchema;
  return plain;
}

/** Converts a schema into a definition; definitions of its own (it may contain itself) come along under its name. */
export function define(
  defs: Record<string, JsonSchema>,
  name: string,
  schema: z.ZodType,
  change = (made: JsonSchema) => made,
): void {
  const text = JSON.stringify(convert(schema)).replaceAll('"#/$defs/', `"#/$defs/${name}-`);
  const { $defs = {}, ...made } = JSON.parse(text) as JsonSchema;
  defs[name] = change(made);
  for (const [inner, definition] of Object.entries($defs)) defs[`${name}-${inner}`] = definition;
}

function improve(schema: z.ZodType, json: JsonSchema): void {
  const list = listsOfNow.get(schema);
  if (list !== undefined) {
    const docOf = list.docOf as ((word: string) => string) | undefined;
    if (docOf === undefined) json.enum = [...list.words()];
    else json.oneOf = list.words().map((word) => ({ const: word, description: docOf(word) }));
  }
  const reference = referenceKinds.get(schema);
  if (reference !== undefined) json.description ??= words[reference.to];
  // zod drops the examples of what it transforms; ours are as files write them.
  const examples = z.globalRegistry.get(schema)?.examples as unknown[] | undefined;
  if (examples !== undefined) json.examples = examples;
  // zod's limit of whole numbers says nothing to anybody.
  const bounds = json as { maximum?: number; minimum?: number };
  if (bounds.maximum === Number.MAX_SAFE_INTEGER) delete bounds.maximum;
  if (bounds.minimum === Number.MIN_SAFE_INTEGER) delete bounds.minimum;
  const keys = json.propertyNames;
  if (keys !== undefined && Object.keys(keys).join() === 'type') delete json.propertyNames;
}

const words = {
  region: 'A region of the world',
  zone: 'A physical zone, such as euw1-az1',
  account: 'An account of the world',
  installation: 'An installation of the world',
  office: 'An office of the world',
  decision: 'A decision of `people.decides`',
  work: 'A piece of work of `people.does`',
  target: 'A target of the scenario',
  operation: 'An action of EC2, such as RunInstances',
} as const;

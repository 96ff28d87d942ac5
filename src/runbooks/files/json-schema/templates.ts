import type { JsonSchema } from './convert.ts';

/** A text with an expression in it. */
export const expressionSchema: JsonSchema = {
  description: 'An expression of CEL in double braces: of variables in a scenario, of inputs and outputs in a runbook',
  type: 'string',
  pattern: '\\$\\{\\{',
};

const expression: JsonSchema = { $ref: '#/$defs/expression' };

/** The same schema, where an expression may stand in place of every value; mappings and lists stay what they are. */
export function withTemplates(schema: JsonSchema): JsonSchema {
  const { properties, items, additionalProperties, anyOf, oneOf } = schema;
  const inside: JsonSchema = {
    ...schema,
    ...(properties && { properties: mapped(properties) }),
    ...(items && { items: withTemplates(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: withTemplates(additionalProperties) }),
    ...(anyOf && { anyOf: anyOf.map((each) => (isMapping(each) ? withTemplates(each) : each)) }),
  };
  if (takesAnyText(schema) || isMapping(schema) || items !== undefined) return inside;
  if (anyOf !== undefined) return { ...inside, anyOf: [...inside.anyOf!, expression] };
  // `uses` says what else is valid: it is never computed.
  if (oneOf !== undefined) return inside;
  const { description, examples, default: fallback, ...value } = inside;
  const about = { ...(description && { description }), ...(examples && { examples }) };
  return { ...about, ...(fallback !== undefined && { default: fallback }), anyOf: [value, expression] };
}

function mapped(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withTemplates(value)]));
}

function isMapping({ type }: JsonSchema): boolean {
  return type === 'object';
}

function takesAnyText({
  type,
  pattern,
  enum: words,
  const: only,
  format,
  anyOf,
  oneOf,
  $ref,
  ...rest
}: JsonSchema): boolean {
  if ($ref !== undefined || anyOf !== undefined || oneOf !== undefined) return false;
  const anything = type === undefined && words === undefined && only === undefined && rest.items === undefined;
  return (
    anything ||
    (type === 'string' && pattern === undefined && words === undefined && only === undefined && format === undefined)
  );
}

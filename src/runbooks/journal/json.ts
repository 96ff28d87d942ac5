/** What a line of the journal can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const depthMax = 8;
const textMax = 4_000;

/**
 * Makes anything that a step handler or a library returned fit for the journal: functions and symbols go, numbers that
 * JSON has no name for become their name, errors become their message, dates their ISO text, and what is too long or
 * too deep is cut and says so.
 */
export function toJson(value: unknown, depth = 0): Json {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'string':
      return value.length <= textMax ? value : `${value.slice(0, textMax)}… (${value.length} characters)`;
    case 'bigint':
      return String(value);
    case 'object':
      return depth >= depthMax ? '…' : objectToJson(value, depth + 1);
    default:
      return null;
  }
}

function objectToJson(value: object, depth: number): Json {
  if (value instanceof Error) return value.message;
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString();
  if (value instanceof Map) return toJson(Object.fromEntries(value), depth);
  if (value instanceof Set) return toJson([...value], depth);
  const json: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && typeof item !== 'function' && typeof item !== 'symbol') json[key] = toJson(item, depth);
  }
  return json;
}

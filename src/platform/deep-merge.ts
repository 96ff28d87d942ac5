export type JsonObject = Record<string, unknown>;

/**
 * Merges layers of JSON, later ones over earlier ones: objects key by key, arrays and everything else as a whole. The
 * layers stay as they are.
 */
export function deepMerge(...layers: readonly JsonObject[]): JsonObject {
  const merged: JsonObject = {};
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer)) {
      if (key === '__proto__') continue;
      const before = merged[key];
      merged[key] = isObject(before) && isObject(value) ? deepMerge(before, value) : value;
    }
  }
  return merged;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that `text` holds, {} when it is blank, undefined when it is no JSON object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Plain data as lines. */
export function showValue(value: unknown): string[] {
  if (value === undefined || value === null) return ['done'];
  if (typeof value === 'string') return value.split('\n');
  if (Array.isArray(value)) return value.length === 0 ? ['none'] : value.flatMap(showItem);
  if (typeof value !== 'object') return [String(value)];
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return ['done'];
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, each]) => `${key.padEnd(width)}  ${inline(each)}`);
}

function showItem(item: unknown): string[] {
  return typeof item === 'string' ? item.split('\n') : [inline(item)];
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inline).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

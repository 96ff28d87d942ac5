/** Reading what a request brings along. */
import type { Context } from 'hono';
import { InvalidError } from '../errors.ts';

/** The body as a JSON object; 412 when it is anything else. */
export async function bodyOf(context: Context): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidError(['Body must be a JSON object']);
  }
  return body as Record<string, unknown>;
}

/** The named field as text; undefined when it is missing, null or blank. */
export function text(body: Record<string, unknown>, field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

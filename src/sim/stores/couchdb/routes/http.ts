/** The little HTTP that all routes share: JSON in, JSON out, CouchDB's headers. */
import type { Context } from 'hono';
import type { Core } from '../core.ts';
import { isObject } from '../document.ts';
import { badRequest, CouchError } from '../errors.ts';

export const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'must-revalidate' };

export function reply(status: number, value: unknown, headers?: Record<string, string>): Response {
  return replyText(status, JSON.stringify(value), headers);
}

export function replyText(status: number, text: string, headers?: Record<string, string>): Response {
  return new Response(`${text}\n`, {
    status,
    headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers },
  });
}

export function replyError(error: CouchError): Response {
  return reply(error.status, { error: error.error, reason: error.reason });
}

/** Parses the body. A process that ends while the body is still coming in never goes on. */
export async function readJson(c: Context, core: Core): Promise<unknown> {
  const text = await readText(c, core);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('invalid UTF-8 JSON');
  }
}

/** Like `readJson`, for bodies that must be objects. */
export async function readObject(c: Context, core: Core): Promise<{ [member: string]: unknown }> {
  const value = await readJson(c, core);
  if (!isObject(value)) throw badRequest('Request body must be a JSON object');
  return value;
}

/** Like `readObject`, where no body at all is an empty one. */
export async function readOptionalObject(c: Context, core: Core): Promise<{ [member: string]: unknown }> {
  const text = await readText(c, core);
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('invalid UTF-8 JSON');
  }
  if (!isObject(value)) throw badRequest('Request body must be a JSON object');
  return value;
}

async function readText(c: Context, core: Core): Promise<string> {
  const text = await c.req.raw.text();
  return core.closed ? new Promise<never>(() => {}) : text;
}

/** CouchDB takes a POST only as JSON. */
export function requireJsonContent(c: Context): void {
  const type = c.req.raw.headers.get('content-type');
  if (type?.startsWith('application/json')) return;
  throw new CouchError(415, 'bad_content_type', 'Content-Type must be application/json');
}

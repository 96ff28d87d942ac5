/** Reading what a request brings along. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { isObject } from '../deep-merge.ts';
import { InvalidError } from '../errors.ts';
import { TooLargeError, UnsupportedMediaTypeError } from './errors.ts';
import { checked } from './problems.ts';

const charactersMax = 1024 * 1024;

/** The body as `schema` reads it. No body is an empty object; 412 for what does not fit, 413 and 415 for what is not read at all. */
export async function bodyOf<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  // What says how long it is is refused unread.
  if (Number(context.req.header('Content-Length') ?? 0) > charactersMax) throw new TooLargeError(charactersMax);
  const text = await context.req.text();
  if (text.length > charactersMax) throw new TooLargeError(charactersMax);
  if (text.trim() === '') return checked(schema, {});
  if (!isJson(context.req.header('Content-Type'))) throw new UnsupportedMediaTypeError();
  const body = parsed(text);
  if (!isObject(body)) throw new InvalidError(['Body must be a JSON object']);
  return checked(schema, body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isJson = (type: string | undefined): boolean => /^application\/json *(;|$)/i.test(type ?? '');

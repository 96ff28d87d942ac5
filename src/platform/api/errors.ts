/** What the API answers when it does not do what it was asked. The texts of 403, 404 and 412 are Scalarium's; the `error` key is ours. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ConflictError, InvalidError, UnavailableError } from '../errors.ts';

export class UnauthorizedError extends HTTPException {
  constructor() {
    super(401, { message: 'Unauthorized' });
  }
}

export class ForbiddenError extends HTTPException {
  constructor() {
    super(403, { message: 'No permission' });
  }
}

export class NotFoundError extends HTTPException {
  constructor() {
    super(404, { message: 'Resource not found' });
  }
}

export class NotAcceptableError extends HTTPException {
  constructor() {
    super(406, { message: `Accept: ${mediaType} is required` });
  }
}

export class UnsupportedMediaTypeError extends HTTPException {
  constructor() {
    super(415, { message: 'Content-Type: application/json is required' });
  }
}

export class TooLargeError extends HTTPException {
  constructor(charactersMax: number) {
    super(413, { message: `Body is too large (maximum is ${charactersMax} characters)` });
  }
}

/** Asked too often; the caller hears when the next request is welcome. */
export class TooManyRequestsError extends HTTPException {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(429, { message: 'Too many requests' });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const mediaType = 'application/vnd.scalarium-v1+json';
const unavailableForSeconds = 5;

/** Turns what a handler threw into an answer. What is none of the known kinds is thrown on. */
export function answerError(error: unknown, context: Context): Response {
  if (error instanceof TooManyRequestsError) context.header('Retry-After', String(error.retryAfterSeconds));
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
  if (error instanceof InvalidError) return context.json({ errors: error.errors }, 412);
  if (error instanceof ConflictError) return unavailable(context, 'many requests change the same document at once');
  if (error instanceof UnavailableError) return unavailable(context, error.message);
  throw error;
}

function unavailable(context: Context, reason: string): Response {
  context.header('Retry-After', String(unavailableForSeconds));
  return context.json({ error: 'unavailable', reason }, 503);
}

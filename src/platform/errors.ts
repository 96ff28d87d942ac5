/** The kinds of failure that the platform tells apart, because each is answered differently. */

/** A store has not answered in time, cannot be reached, or refuses: wait and ask again. Frontends answer 503 with the reason. */
export class UnavailableError extends Error {
  /** The view that was asked for, where it was one. */
  readonly view: string | undefined;
  constructor(reason: string, view?: string) {
    super(reason);
    this.name = 'UnavailableError';
    this.view = view;
  }
}

/** The document has changed since it was read (CouchDB's 409): read again, decide again. */
export class ConflictError extends Error {
  constructor(documentId: string) {
    super(`document ${documentId} has changed since it was read: read it again and decide again`);
    this.name = 'ConflictError';
  }
}

/** Another job works on the same instance or cloud: come back a little later. */
export class LockBusyError extends Error {
  constructor(subject: string) {
    super(`${subject} is locked by another job: come back later`);
    this.name = 'LockBusyError';
  }
}

/** A wish that the present state of things forbids; the API answers 412 with the messages. */
export class InvalidError extends Error {
  readonly errors: readonly string[];
  constructor(errors: readonly string[]) {
    super(errors.join('; '));
    this.name = 'InvalidError';
    this.errors = errors;
  }
}

/** What went wrong, in a line, whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** An answer in CouchDB's own words: a status with `{"error": ..., "reason": ...}`. */
export class CouchError extends Error {
  override readonly name = 'CouchError';
  readonly status: number;
  readonly error: string;
  readonly reason: string;

  constructor(status: number, error: string, reason: string) {
    super(`${status} ${error}: ${reason}`);
    this.status = status;
    this.error = error;
    this.reason = reason;
  }
}

/** Raised by engine calls (not by HTTP) that name a database which this server does not hold. */
export class NoSuchDatabaseError extends Error {
  override readonly name = 'NoSuchDatabaseError';

  constructor(database: string, known: Iterable<string>) {
    super(`CouchDB holds no database "${database}" (it holds: ${[...known].join(', ') || 'none'}); PUT it first`);
  }
}

/** A request reached a server whose process has ended; whoever connects hosts should have refused the connection. */
export class ServerClosedError extends Error {
  override readonly name = 'ServerClosedError';

  constructor() {
    super('this CouchDB process has ended: start a new CouchServer and adopt() the files of this one');
  }
}

export const badRequest = (reason: string): CouchError => new CouchError(400, 'bad_request', reason);
export const queryParseError = (reason: string): CouchError => new CouchError(400, 'query_parse_error', reason);
export const notFound = (reason: string): CouchError => new CouchError(404, 'not_found', reason);
export const conflict = (): CouchError => new CouchError(409, 'conflict', 'Document update conflict.');
export const attachmentsNotSimulated = (): CouchError =>
  new CouchError(501, 'not_implemented', 'Attachments are not simulated; keep the content in the document');

/** A document as it comes in: which members are CouchDB's own, which are content, and what its next revision is called. */
import { hash } from 'node:crypto';
import { attachmentsNotSimulated, badRequest, CouchError } from './errors.ts';

/** The content of a document without `_id`, `_rev` and the other members that are CouchDB's own. */
export type DocumentBody = { readonly [member: string]: unknown };

export interface IncomingDocument {
  id: string | undefined;
  rev: string | undefined;
  deleted: boolean;
  /** The path of a revision that was made elsewhere, newest first. */
  revisions: { start: number; ids: string[] } | undefined;
  body: DocumentBody;
}

const REVISION = /^[0-9]+-[0-9a-zA-Z]+$/;
/** Members that a GET may have added; they are dropped when they come back. */
const ECHOED = new Set(['_revs_info', '_conflicts', '_deleted_conflicts', '_local_seq']);

export function isObject(value: unknown): value is { [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws CouchDB's own 400 for anything that is not a document. */
export function readDocument(value: unknown): IncomingDocument {
  if (!isObject(value)) throw badRequest('Document must be a JSON object');
  const body: { [member: string]: unknown } = {};
  const document: IncomingDocument = { id: undefined, rev: undefined, deleted: false, revisions: undefined, body };
  for (const member of Object.keys(value)) {
    if (member.charCodeAt(0) !== 95 /* _ */) body[member] = value[member];
    else readSpecial(document, body, member, value[member]);
  }
  return document;
}

function readSpecial(
  document: IncomingDocument,
  body: { [member: string]: unknown },
  member: string,
  value: unknown,
): void {
  if (member === '_id') document.id = validId(value);
  else if (member === '_rev') document.rev = value === undefined || value === null ? undefined : validRevision(value);
  else if (member === '_deleted') document.deleted = value === true;
  else if (member === '_revisions') document.revisions = readRevisions(value);
  else if (member.startsWith('_replication_')) body[member] = value;
  else if (member === '_attachments') refuseAttachments(value);
  else if (!ECHOED.has(member)) throw new CouchError(400, 'doc_validation', `Bad special document member: ${member}`);
}

function refuseAttachments(value: unknown): void {
  if (isObject(value) && Object.keys(value).length === 0) return;
  throw attachmentsNotSimulated();
}

export function validId(value: unknown): string {
  if (typeof value !== 'string') throw new CouchError(400, 'illegal_docid', 'Document id must be a string');
  if (value === '') throw new CouchError(400, 'illegal_docid', 'Document id must not be empty');
  if (value.startsWith('_') && !/^_(design|local)\/./.test(value)) {
    throw new CouchError(400, 'illegal_docid', 'Only reserved document ids may start with underscore.');
  }
  return value;
}

export function validRevision(value: unknown): string {
  if (typeof value !== 'string' || !REVISION.test(value)) throw badRequest('Invalid rev format');
  return value;
}

function readRevisions(value: unknown): { start: number; ids: string[] } {
  if (isObject(value) && Number.isInteger(value.start) && Array.isArray(value.ids) && value.ids.length > 0) {
    return { start: value.start as number, ids: value.ids.map(String) };
  }
  throw new CouchError(400, 'doc_validation', "_revisions.ids isn't a array.");
}

/** The hash of a revision depends on nothing but its parent and its content, so that two servers given the same writes agree. */
export function revisionHash(parent: string, deleted: boolean, bodyJson: string): string {
  return hash('md5', `${deleted ? 'd' : 'a'}${parent}\n${bodyJson}`);
}

/** What every document of an installation has. Deleting is soft, as SimplyStored's was: `deleted_at` is set and the views leave it out. */

export interface Document {
  _id: string;
  _rev?: string;
  type: string;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

/** The identity of a new document: ids are 32 hexadecimal digits, as CouchDB's were. */
export interface Identity {
  id: string;
  nowMs: number;
}

export function documentBase<Type extends string>(type: Type, { id, nowMs }: Identity): Document & { type: Type } {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new RangeError(`a document's id is 32 hexadecimal digits, not ${id}`);
  const now = timestamp(nowMs);
  return { _id: id, type, created_at: now, updated_at: now, deleted_at: null };
}

/** A new document with the fields of another, but for `changes`. */
export function copyOf<D extends Document>(document: D, identity: Identity, changes: Partial<D> = {}): D {
  const { _rev, ...fields } = document;
  return { ...fields, ...documentBase(document.type, identity), ...changes } as D;
}

/** `2010/03/25 19:49:44 +0000`, as in the API of that time; UTC, whole seconds. */
export function timestamp(nowMs: number): string {
  const iso = new Date(nowMs).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)} +0000`;
}

/** A document as the API shows it: `id` in place of CouchDB's own fields. */
export function presented<D extends Document>(document: D): Record<string, unknown> {
  const { _id, _rev, type: _type, ...fields } = document;
  return { id: _id, ...fields };
}

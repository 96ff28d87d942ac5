declare module 'pouchdb-collate' {
  /** What CouchDB stores for a key: `undefined`, NaN and infinities become null, dates become strings. */
  export function normalizeKey(key: unknown): unknown;
  /** A string whose order among such strings (by code unit) is the order of the keys in a view. */
  export function toIndexableString(key: unknown): string;
}

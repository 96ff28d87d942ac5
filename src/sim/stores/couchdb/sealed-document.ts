/**
 * A revision as maps see it and as answers show it, with `_id` and `_rev`: made once, for all views of all servers that
 * have it, because a revision never changes.
 */
const sealedDocuments = new WeakMap<object, { id: string; rev: string; document: object }>();

export function sealedDocument(id: string, rev: string, body: object): object {
  const known = sealedDocuments.get(body);
  if (known?.id === id && known.rev === rev) return known.document;
  const document = deepFreeze({ _id: id, _rev: rev, ...body });
  sealedDocuments.set(body, { id, rev, document });
  return document;
}

/** CouchDB seals documents before it maps them, so that one view cannot change what the next one sees. */
function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return value;
}

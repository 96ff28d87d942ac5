/** How a stored document looks in an answer. */
import { bodyText } from '../body-text.ts';
import type { StoredDocument } from '../database.ts';
import { ancestors, type Branch, leafPosition, leafRevision } from '../revision-tree.ts';
import { sealedDocument } from '../sealed-document.ts';

export interface DocumentExtras {
  revs?: boolean;
  revsInfo?: boolean;
  conflicts?: boolean;
  localSeq?: boolean;
}

export function documentJson(stored: StoredDocument, branch: Branch, extras: DocumentExtras = {}): object {
  const { revs, revsInfo, conflicts, localSeq } = extras;
  const plain = !(branch.deleted || revs || revsInfo || conflicts || localSeq);
  if (plain) return sealedDocument(stored.id, leafRevision(branch), branch.body);
  const json: { [member: string]: unknown } = { _id: stored.id, _rev: leafRevision(branch), ...branch.body };
  if (branch.deleted) json._deleted = true;
  if (revs) json._revisions = { start: leafPosition(branch), ids: [...branch.hashes].reverse() };
  if (revsInfo) {
    const older = ancestors(branch).map((rev) => ({ rev, status: 'missing' }));
    json._revs_info = [{ rev: leafRevision(branch), status: branch.deleted ? 'deleted' : 'available' }, ...older];
  }
  if (conflicts) {
    const others = conflictsOf(stored);
    if (others.length > 0) json._conflicts = others;
  }
  if (localSeq) json._local_seq = stored.seq;
  return json;
}

/** The JSON text of a revision without extras. */
export function documentText(stored: StoredDocument, branch: Branch): string {
  return `${opening(stored, branch)}}`;
}

/** As `documentText`, with `_revisions`: what a replicator asks for. */
export function textWithRevisions(stored: StoredDocument, branch: Branch): string {
  const path = branch.hashes.toReversed().join('","');
  return `${opening(stored, branch)},"_revisions":{"start":${leafPosition(branch)},"ids":["${path}"]}}`;
}

/** All of the text but its closing brace. The content's own is kept, because a revision never changes. */
function opening(stored: StoredDocument, branch: Branch): string {
  const content = bodyText(branch.body).slice(1, -1);
  const own = `{"_id":${JSON.stringify(stored.id)},"_rev":"${leafRevision(branch)}"`;
  return `${own}${content === '' ? '' : `,${content}`}${branch.deleted ? ',"_deleted":true' : ''}`;
}

/** The living leaves that lost. */
export function conflictsOf(stored: StoredDocument): string[] {
  if (stored.branches.length === 1) return [];
  return stored.branches.filter((branch) => branch !== stored.winner && !branch.deleted).map(leafRevision);
}

export function findLeaf(stored: StoredDocument, rev: string): Branch | undefined {
  return stored.branches.find((branch) => leafRevision(branch) === rev);
}

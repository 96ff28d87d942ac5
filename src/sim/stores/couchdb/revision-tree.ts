/**
 * The revisions of one document, as the set of paths from the oldest known revision to each leaf. Nearly every document has one path.
 * Only leaves keep a body, as in a database that is compacted all the time: an old revision is known, but its content is gone.
 */
import type { DocumentBody } from './document.ts';

/** CouchDB's default `_revs_limit`: a path remembers this many revisions. */
export const REVISIONS_KEPT = 1000;

export interface Branch {
  /** Position (the number before the dash) of the first hash. */
  firstPosition: number;
  /** Oldest first; the last one is the leaf. */
  hashes: string[];
  deleted: boolean;
  /** Never changed once stored: it is shared with copies of the files. */
  body: DocumentBody;
  /** Size of the body as JSON, in bytes (UTF-16 code units, near enough). */
  bytes: number;
}

export const leafPosition = (branch: Branch): number => branch.firstPosition + branch.hashes.length - 1;
export const leafRevision = (branch: Branch): string => `${leafPosition(branch)}-${branch.hashes.at(-1)}`;

/** Every revision of a path but the leaf, newest first. */
export function ancestors(branch: Branch): string[] {
  const result: string[] = [];
  for (let i = branch.hashes.length - 2; i >= 0; i--) result.push(`${branch.firstPosition + i}-${branch.hashes[i]}`);
  return result;
}

/** The leaf that a plain GET shows: alive before deleted, then the longest path, then the greatest hash. */
export function winner(branches: readonly Branch[]): Branch {
  let best = branches[0]!;
  for (let i = 1; i < branches.length; i++) {
    const other = branches[i]!;
    if (beats(other, best)) best = other;
  }
  return best;
}

function beats(a: Branch, b: Branch): boolean {
  if (a.deleted !== b.deleted) return b.deleted;
  const difference = leafPosition(a) - leafPosition(b);
  if (difference !== 0) return difference > 0;
  return a.hashes.at(-1)! > b.hashes.at(-1)!;
}

export function splitRevision(rev: string): { position: number; hash: string } {
  const dash = rev.indexOf('-');
  return { position: Number(rev.slice(0, dash)), hash: rev.slice(dash + 1) };
}

const contains = (branch: Branch, position: number, hash: string): boolean =>
  branch.hashes[position - branch.firstPosition] === hash;

/** Whether this revision is known, be it a leaf or an ancestor. */
export function knows(branches: readonly Branch[], rev: string): boolean {
  const { position, hash } = splitRevision(rev);
  return branches.some((branch) => contains(branch, position, hash));
}

/** A leaf becomes the ancestor of a new one. */
export function extend(branch: Branch, hash: string, deleted: boolean, body: DocumentBody, bytes: number): void {
  branch.hashes.push(hash);
  if (branch.hashes.length > REVISIONS_KEPT) {
    branch.hashes.shift();
    branch.firstPosition++;
  }
  branch.deleted = deleted;
  branch.body = body;
  branch.bytes = bytes;
}

/** Adds a path that was made elsewhere (replication). Returns false where its leaf was known already. */
export function graft(branches: Branch[], incoming: Branch): boolean {
  const position = leafPosition(incoming);
  const hash = incoming.hashes.at(-1)!;
  if (branches.some((branch) => contains(branch, position, hash))) return false;
  const extended = branches.findIndex((branch) => contains(incoming, leafPosition(branch), branch.hashes.at(-1)!));
  const kin = extended >= 0 ? branches[extended]! : branches.find((branch) => sharesRevision(branch, incoming));
  const path = kin === undefined ? incoming : withOlderPart(incoming, kin);
  if (extended >= 0) branches[extended] = path;
  else branches.push(path);
  return true;
}

const sharesRevision = (a: Branch, b: Branch): boolean =>
  a.hashes.some((hash, index) => contains(b, a.firstPosition + index, hash));

/** The sender may have forgotten older revisions that we still know. */
function withOlderPart(incoming: Branch, kin: Branch): Branch {
  const older = kin.hashes.slice(0, Math.max(0, incoming.firstPosition - kin.firstPosition));
  const hashes = [...older, ...incoming.hashes].slice(-REVISIONS_KEPT);
  return { ...incoming, hashes, firstPosition: leafPosition(incoming) - hashes.length + 1 };
}

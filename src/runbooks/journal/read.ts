/**
 * Reads a journal back and holds it to its chain: every changed byte, missing line or doubled line is found, and the
 * event that it concerns is named.
 */
import type { JournalEvent, JournalKind } from './events.ts';
import { chainHash, firstHash } from './journal.ts';
import { journalKinds } from './kinds.ts';

/** The text is no journal at all: a usage error. */
export class NotAJournal extends Error {
  override readonly name = 'NotAJournal';
}

/** A journal, but not as it was written. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
  /** The event that is wrong or missing. */
  readonly seq: number;
  /** Its line in the file, from 1. */
  readonly line: number;
  readonly why: string;
  /** The last line stops in its middle: the run was killed while it wrote, or the file was cut. Everything before it is sound. */
  readonly truncated: boolean;

  constructor(seq: number, why: string, truncated = false) {
    super(`event ${seq} (line ${seq + 1}): ${why}`);
    this.seq = seq;
    this.line = seq + 1;
    this.why = why;
    this.truncated = truncated;
  }
}

export interface ReadJournal {
  readonly events: readonly JournalEvent[];
  /** The hash of the last line. */
  readonly headHash: string;
  /** False when the run was interrupted: the chain is sound, but no `run.ended` closes it. */
  readonly ended: boolean;
}

const suffix = /,"hash":"([0-9a-f]{64})"\}$/;
const suffixLength = ',"hash":""}'.length + 64;
/** A first line or any hash is enough to treat a text as a journal that may be damaged. */
const looksLikeAJournal = /^\{"seq":|,"hash":"[0-9a-f]{64}"\}$/m;

/**
 * Parses and verifies. Throws NotAJournal when nothing in the text looks like one, JournalBroken at the first event
 * that is not as it was written. A line feed that is missing at the very end is no damage.
 */
export function readJournal(text: string): ReadJournal {
  if (!looksLikeAJournal.test(text)) throw new NotAJournal(notAJournal(text));
  const lines = text.split('\n');
  const complete = lines.at(-1) === '';
  if (complete) lines.pop();

  const events: JournalEvent[] = [];
  let headHash = firstHash;
  lines.forEach((line, seq) => {
    const cut = !complete && seq === lines.length - 1 && !suffix.test(line);
    if (cut) throw new JournalBroken(seq, `the last line is cut off after ${line.length} characters`, true);
    events.push(parseLine(line, seq));
    headHash = verifiedHash(headHash, line, seq);
  });
  if (events[0]?.kind !== 'run.started') throw new JournalBroken(0, 'a journal begins with run.started');
  return { events, headHash, ended: events.at(-1)?.kind === 'run.ended' };
}

function parseLine(line: string, seq: number): JournalEvent {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw new JournalBroken(seq, 'the line is no JSON');
  }
  if (typeof event !== 'object' || event === null || !suffix.test(line)) {
    throw new JournalBroken(seq, 'the line does not end in its hash');
  }
  const { hash: _, ...fields } = event as { hash: string; seq: unknown; at: unknown; kind: unknown };
  if (fields.seq !== seq) throw new JournalBroken(seq, wrongNumber(fields.seq, seq));
  if (!Number.isSafeInteger(fields.at)) throw new JournalBroken(seq, 'its time is no whole number of microseconds');
  if (!journalKinds.has(fields.kind as JournalKind)) {
    throw new JournalBroken(seq, `unknown kind ${JSON.stringify(fields.kind)}; a newer version may have written it`);
  }
  return fields as unknown as JournalEvent;
}

function wrongNumber(found: unknown, expected: number): string {
  if (typeof found !== 'number') return 'it carries no number';
  if (found > expected) return `it is missing, or its line was changed: the line carries number ${found}`;
  return `the line carries number ${found}: a line stands there twice, or was changed`;
}

function verifiedHash(previousHash: string, line: string, seq: number): string {
  const expected = chainHash(previousHash, `${line.slice(0, -suffixLength)}}`);
  if (suffix.exec(line)?.[1] !== expected) {
    throw new JournalBroken(seq, 'its hash does not fit: this line was changed after the run');
  }
  return expected;
}

function notAJournal(text: string): string {
  const hint = 'expected a file that `zonefall run` wrote: a line of JSON for each event, each with its hash';
  return text.trim() === '' ? `the file is empty; ${hint}` : `this is no journal; ${hint}`;
}

/**
 * The journal of a run: an append-only list of events, one line of NDJSON each, chained by hashes. It is the only thing
 * that a report, a screen or a replay reads; whoever wants to show something new writes it here first.
 *
 * Canonical form. A line is `JSON.stringify` of `{ seq, at, kind, ...data }` with the keys in the order in which the
 * writer gave them and without those that are undefined; its hash is the SHA-256, in lower-case hexadecimal, of the
 * previous line's hash (64 zeros before the first) followed by that text in UTF-8; and what stands in the file is the
 * text with `,"hash":"..."` before its last brace, and a line feed. `seq` counts from 0 without gaps.
 *
 * ```ts
 * const journal = new Journal(() => kernel.nowUs - faultZeroUs);
 * journal.onEvent((event) => screen.show(event));
 * journal.write({ kind: 'signal', via: 'sms', text: 'manage.scalarium.com does not answer' });
 * writeFileSync('run.ndjson', journal.text());
 * ```
 */
export { type Difference, firstDifference } from './difference.ts';
export * from './events.ts';
export { firstHash, Journal } from './journal.ts';
export { type Json, toJson } from './json.ts';
export { JournalBroken, NotAJournal, type ReadJournal, readJournal } from './read.ts';

export { type Difference, firstDifference } from './difference.ts';
export * from './events.ts';
export { firstHash, Journal } from './journal.ts';
export { type Json, toJson } from './json.ts';
export { JournalBroken, NotAJournal, type ReadJournal, readJournal } from './read.ts';

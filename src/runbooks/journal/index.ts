export * from './events.ts';
export { firstHash, Journal } from './journal.ts';
export { type Json, toJson } from './json.ts';

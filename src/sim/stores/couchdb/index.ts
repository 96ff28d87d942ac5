/**
 * CouchDB as an engine: the HTTP API that a control plane, its operators and other CouchDBs use, over documents in
 * memory and time that is handed in. It opens no socket. A fabric (or a real HTTP server) gives it requests, `peer`
 * takes it to other servers, and `clock` is all it knows of time.
 *
 * - Documents have revision trees, views are real JavaScript over real documents, replication speaks CouchDB's protocol.
 * - `setModelledData` declares ballast. A build of an index over 1.5 million modelled documents takes its hours and one event.
 * - An index is built when a query asks for it, and the query waits. Copied index files are used again where the policy for their
 *   fingerprint allows it (see `fingerprint.ts` for where the rule of 2011 comes from, and what has been measured since).
 * - Keys sort as `pouchdb-collate` sorts them: CouchDB's order of types, but strings by code unit and not by ICU.
 *
 * Attachments, users, `_find`, filters, show and list functions are not simulated, and say so when they are asked for or answer 404.
 * Where an answer differs from a real server's on purpose, the place says why.
 *
 * @example
 * const server = new CouchServer({ clock, uuid, peer, machine: { arch: 'x86_64', cores: 8, ecuPerCore: 3.25 },
 *
 *   software: { couch: '1.1.0', otp: 'R14B03', collator: '4.4' },
 *   indexing: { docsPerSecondPerEcu: 129, builders: 1 }, indexPolicy: '2011' });
 * await server.fetch(new Request('http://couch:5984/scalarium', { method: 'PUT' }));
 * server.setModelledData('scalarium', { documents: 1_500_000, bytesPerDocument: 1000 });
 *
 * @module
 */
export { NoSuchDatabaseError, ServerClosedError } from './errors.ts';
export type { Adoption, CouchFiles, DatabaseFile, DiscardedIndex, IndexFile } from './files.ts';
export { type Architecture, type Fingerprint, type IndexPolicy, whyUnusable } from './fingerprint.ts';
export type { CouchGlance, IndexGlance } from './glance.ts';
export type { BuildTruth, CouchTruth, DatabaseTruth, IndexTruth, ReplicationTruth } from './inspect.ts';
export type { ModelledData } from './modelled-data.ts';
export type { CouchOptions, ReplicationTiming } from './options.ts';
export { CouchServer } from './server.ts';

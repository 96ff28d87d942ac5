/** What is true about a server, for the testbed: no request inside the world can learn all of it. */
import type { Core } from './core.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { ReplicationState } from './replication.ts';
import type { Replicator } from './replicator.ts';
import type { Sequence } from './sequence.ts';

export interface CouchTruth {
  writable: boolean;
  closed: boolean;
  databases: DatabaseTruth[];
  indexes: IndexTruth[];
  /** Running first, then in the order of the queue. */
  builds: BuildTruth[];
  replications: ReplicationTruth[];
}

export interface DatabaseTruth {
  name: string;
  /** Modelled ones included. */
  documents: number;
  modelledDocuments: number;
  updateSeq: number;
  bytes: number;
  writable: boolean;
}

export interface IndexTruth {
  database: string;
  designDocument: string;
  updateSeq: number;
  /** Documents, modelled included, that a query would have to wait for. */
  pendingDocuments: number;
  fingerprint: Fingerprint;
}

export interface BuildTruth {
  database: string;
  designDocument: string;
  state: 'building' | 'queued';
  done: number;
  total: number;
  startedAtMs: number | undefined;
  /** If nothing else is asked for until then. */
  expectedEndMs: number;
  waitingClients: number;
}

export interface ReplicationTruth {
  id: string;
  documentId: string | undefined;
  source: string;
  target: string;
  continuous: boolean;
  state: ReplicationState;
  /** The source's sequence number up to which the target has everything; compare it with the source's own `updateSeq`. */
  throughSeq: Sequence;
  pendingChanges: number;
  /** Since the target last had everything that its source had told of; 0 while it waits for news. A dead source looks silent at first. */
  lagMs: number;
  /** Modelled documents of the piece under way that have arrived. */
  documentsInTransfer: number;
  /** Since the source last answered; undefined if it never did. */
  sinceContactMs: number | undefined;
  failuresInARow: number;
  lastError: string | undefined;
  nextAttemptMs: number | undefined;
}

export function inspect(core: Core, replicator: Replicator): CouchTruth {
  const databases = core.databaseNames().map((name) => core.databases.get(name)!);
  return {
    writable: !core.readOnly && !core.closed,
    closed: core.closed,
    databases: databases.map((database) => ({
      name: database.name,
      documents: database.documentCount,
      modelledDocuments: database.modelled.documents,
      updateSeq: database.updateSeq,
      bytes: database.fileBytes,
      writable: !core.readOnly && !core.closed,
    })),
    indexes: databases.flatMap((database) =>
      core.views.current(database).map((index) => ({
        database: database.name,
        designDocument: index.design.id,
        updateSeq: index.updateSeq,
        pendingDocuments: index.pending,
        fingerprint: index.fingerprint,
      })),
    ),
    builds: core.builder.look().map(({ index, ...build }) => ({
      database: index.database.name,
      designDocument: index.design.id,
      ...build,
    })),
    replications: replicator.look().map(({ job, replication }) => ({
      id: replication.spec.id,
      documentId: job.documentId,
      source: job.source,
      target: job.target,
      continuous: replication.spec.continuous,
      state: replication.state,
      throughSeq: replication.throughSeq,
      pendingChanges: replication.pendingChanges,
      lagMs: replication.lagMs,
      documentsInTransfer: replication.documentsInTransfer,
      sinceContactMs: replication.lastContactMs === undefined ? undefined : core.nowMs() - replication.lastContactMs,
      failuresInARow: replication.failuresInARow,
      lastError: replication.lastError,
      nextAttemptMs: replication.nextAttemptMs,
    })),
  };
}

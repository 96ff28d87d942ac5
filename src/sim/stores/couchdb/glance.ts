/**
 * What a screen shows of a server, ten times a second: it reads and changes nothing, not even what is computed when somebody looks.
 * (`inspect` tells more, and moves warm indexes on.)
 */
import type { Core } from './core.ts';
import type { Database } from './database.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Replicator } from './replicator.ts';
import type { Sequence } from './sequence.ts';

export interface CouchGlance {
  readonly writable: boolean;
  /** Modelled ones included. */
  readonly documents: number;
  /** How many changes there have been: the number of the last one. */
  readonly updateSeq: number;
  readonly indexes: readonly IndexGlance[];
  /** What brings changes into this database for ever. */
  readonly follows: readonly FollowGlance[];
}

export interface IndexGlance {
  /** `_design/...` */
  readonly designDocument: string;
  readonly fingerprint: Fingerprint;
  readonly state: 'idle' | 'queued' | 'building';
  /** Whether it holds anything at all. */
  readonly empty: boolean;
  /** Documents that a query would have to wait for, and all there are. */
  readonly pendingDocuments: number;
  readonly documents: number;
  /** What a query would wait, if nothing else were asked for: in seconds. */
  readonly leftSeconds: number;
  /** Why a file that was put here could not be used. */
  readonly discarded: string | undefined;
}

export interface FollowGlance {
  /** A URL. */
  readonly source: string;
  readonly running: boolean;
  readonly throughSeq: Sequence;
  /** Since the target had everything that the source has told of; 0 while it waits for news. */
  readonly lagMs: number;
}

/** Undefined where there is no such database. */
export function glance(core: Core, replicator: Replicator, name: string): CouchGlance | undefined {
  const database = core.databases.get(name);
  if (database === undefined) return undefined;
  const replications = replicator.look().filter(({ replication }) => replication.spec.continuous);
  return {
    writable: !core.readOnly && !core.closed,
    documents: database.documentCount,
    updateSeq: database.updateSeq,
    indexes: indexesOf(core, database),
    follows: replications
      .filter(({ job }) => job.target === name)
      .map(({ job, replication }) => ({
        source: job.source,
        running: replication.state === 'running',
        throughSeq: replication.throughSeq,
        lagMs: replication.lagMs,
      })),
  };
}

function indexesOf(core: Core, database: Database): IndexGlance[] {
  const builds = new Map(core.builder.look().map((build) => [build.index, build]));
  const documents = database.documentCount;
  return core.views.glance(database).map(({ index, updateSeq }) => {
    const build = builds.get(index);
    const behind = updateSeq >= database.updateSeq ? 0 : database.countSince(updateSeq);
    return {
      designDocument: index.design.id,
      fingerprint: index.fingerprint,
      state: build?.state ?? 'idle',
      empty: updateSeq === 0,
      pendingDocuments: Math.max(0, behind - (build?.done ?? 0)),
      documents,
      leftSeconds: build ? (build.expectedEndMs - core.nowMs()) / 1000 : behind / core.documentsPerSecond,
      discarded: core.discarded.get(`${database.name}/${index.design.id}`),
    };
  });
}

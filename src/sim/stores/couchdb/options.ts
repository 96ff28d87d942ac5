/** What a CouchDB process is handed: its machine, its software, its clock and its way to other servers. */
import type { EngineClock } from '../engine-clock.ts';
import type { Architecture, IndexPolicy } from './fingerprint.ts';

export interface CouchOptions {
  clock: EngineClock;
  /** 32 hex digits, from a seeded stream. */
  uuid: () => string;
  /** How this server reaches others, for replication. A rejected promise is a failed connection. */
  peer: (url: string, init?: RequestInit) => Promise<Response>;
  machine: { arch: Architecture; cores: number; ecuPerCore: number };
  /** Versions, e.g. `{ couch: '1.1.0', otp: 'R14B03', collator: '4.4' }`. Sequence numbers are strings from CouchDB 2 on. */
  software: { couch: string; otp: string; collator: string };
  indexing: {
    /** Documents that one builder processes in a second on one ECU. */
    docsPerSecondPerEcu: number;
    /** Design documents that may be built at the same time; never more than there are cores. */
    builders: number;
    /** Size of what one modelled document leaves in one view. Default 100. */
    indexBytesPerDocument?: number;
  };
  indexPolicy: IndexPolicy;
  replication?: Partial<ReplicationTiming>;
  log?: (event: string, data: object) => void;
}

export interface ReplicationTiming {
  /** How fast modelled documents are copied. Default 2,270: measured with two real 3.4.3 nodes and 0.9 kB documents. */
  documentsPerSecond: number;
  /** A request other than a longpoll fails after this; default 30,000, as CouchDB's `connection_timeout`. */
  requestTimeoutMs: number;
  /** A longpoll that has heard nothing for this long is asked again: how a dead source is noticed. Default 300,000. */
  longpollRefreshMs: number;
  /** So long after a change the checkpoint follows that records it and all others until then; default 30,000, as in CouchDB 3. */
  checkpointEveryMs: number;
}

export const REPLICATION_TIMING: ReplicationTiming = {
  documentsPerSecond: 2270,
  requestTimeoutMs: 30_000,
  longpollRefreshMs: 300_000,
  checkpointEveryMs: 30_000,
};

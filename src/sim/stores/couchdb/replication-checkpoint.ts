/** The notes that both sides of a replication keep in `_local` about how far it has come, and what two of them agree on. */
import type { Sequence } from './sequence.ts';

export interface Checkpoint {
  session_id: string;
  source_last_seq: Sequence;
  replication_id_version: number;
  history: CheckpointSession[];
}

export interface CheckpointSession {
  session_id: string;
  recorded_seq: Sequence;
  start_time: string;
  end_time: string;
  docs_read: number;
  docs_written: number;
  doc_write_failures: number;
}

/** CouchDB remembers fifty sessions. */
const SESSIONS_KEPT = 50;

/** Where to go on: what the latest session known to both sides has recorded; undefined means from the beginning. */
export function commonSequence(source: unknown, target: unknown): Sequence | undefined {
  if (!isCheckpoint(source) || !isCheckpoint(target)) return undefined;
  if (source.session_id === target.session_id) return source.source_last_seq;
  const known = new Set(source.history.map(({ session_id }) => session_id));
  return target.history.find(({ session_id }) => known.has(session_id))?.recorded_seq;
}

export function isCheckpoint(value: unknown): value is Checkpoint {
  return (
    typeof value === 'object' && value !== null && 'session_id' in value && Array.isArray((value as Checkpoint).history)
  );
}

/** A session has one entry in the history, however often it records. */
export function record(session: CheckpointSession, earlier: readonly CheckpointSession[]): Checkpoint {
  const others = earlier.filter(({ session_id }) => session_id !== session.session_id);
  return {
    session_id: session.session_id,
    source_last_seq: session.recorded_seq,
    replication_id_version: 4,
    history: [session, ...others].slice(0, SESSIONS_KEPT),
  };
}

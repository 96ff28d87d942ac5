/** What a journal holds of a run that did not come to its end: the sound part, and where it ends. */
import { type JournalEvent, NotAJournal, readJournal } from '../journal/index.ts';

export interface Recorded {
  readonly events: readonly JournalEvent[];
  /** The lines of these events as they stand in the file, without line feeds. */
  readonly lines: readonly string[];
  /** How many bytes of the file they are, with their line feeds. */
  readonly bytes: number;
  /** The last line of the file that the run was writing when it was killed: it is no part of the journal. */
  readonly torn: boolean;
  /** Whether the run came to its own end: then there is nothing left to do. */
  readonly ended: boolean;
}

/**
 * Reads a journal that may stop in the middle of a line. Throws NotAJournal, and JournalBroken where the chain does not hold: what was
 * changed after the run is no state to go on from.
 *
 * Under virtual time a run that an operator stopped has an end, and goes on as if it had none: nothing in its world knows of the stop.
 */
export function readRecorded(text: string): Recorded {
  const end = text.lastIndexOf('\n') + 1;
  const torn = end < text.length;
  const lines = text.slice(0, end).split('\n').slice(0, -1);
  if (lines.length === 0) throw nothingWritten(text);
  const { events, ended } = readJournal(text.slice(0, end));
  const last = events.at(-1)!;
  const stopped = last.kind === 'run.ended' && last.ending === 'operator' && isSimulated(events);
  const count = stopped ? lines.length - 1 : lines.length;
  const kept = lines.slice(0, count);
  return {
    events: events.slice(0, count),
    lines: kept,
    bytes: kept.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
    torn,
    ended: ended && !stopped,
  };
}

function isSimulated([started]: readonly JournalEvent[]): boolean {
  return started?.kind === 'run.started' && started.environment === 'simulated';
}

function nothingWritten(text: string): NotAJournal {
  const what =
    text === '' || text.startsWith('{"seq":0,') ? 'the run was stopped before its first line was written' : undefined;
  return new NotAJournal(
    what === undefined ? 'this is no journal' : `${what}: there is nothing to resume, run it again`,
  );
}

import path from 'node:path';
import type { RunRequest } from '../../execute.ts';
import type { Debrief, DrillSession } from '../session.ts';
import { debriefOf, writeDebrief } from './index.ts';

/** As much of a session as a debrief is made of. */
type Seen = Pick<DrillSession, 'facts' | 'state' | 'forks'>;

export interface SessionDebriefOptions {
  readonly signal?: AbortSignal;
  onDone?(done: number, of: number): void;
}

/** The debrief of the present run of a session; `request` is what that run was asked for. Rejects as `debriefOf`. */
export function debriefForSession(
  { facts, state }: Seen,
  request: RunRequest,
  options: SessionDebriefOptions = {},
): Promise<Debrief> {
  const journalPath = journalOf(facts.journalPath, state.fork);
  return debriefOf({ request, events: state.events, file: facts.file, journalPath, ...options });
}

/** Writes it beside the run's journal, under its name. */
export function writeForSession({ facts, state, forks }: Seen, debrief: Debrief): Promise<readonly string[]> {
  const journalPath = journalOf(facts.journalPath, state.fork);
  const { dir, name } = path.parse(journalPath);
  const { events, hash: headHash, fork } = state;
  return writeDebrief({ debrief, events, headHash, forks, fork, journalPath, folder: dir, name: `${name}-debrief` });
}

/** Each run of a drill after the first has a journal of its own beside it. */
function journalOf(first: string, fork: number): string {
  return fork === 0 ? first : first.replace(/(\.ndjson)?$/, `-fork-${fork}$1`);
}

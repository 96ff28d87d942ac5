import path from 'node:path';
import type { RunRequest } from '../../execute.ts';
import type { Debrief, DrillSession } from '../session.ts';
import { debriefOf, writeDebrief } from './index.ts';

type Seen = Pick<DrillSession, 'facts' | 'state' | 'forks'>;

export function debriefForSession(
  { facts, state }: Seen,
  request: RunRequest,
  more: { readonly signal?: AbortSignal; onDone?(done: number, of: number): void } = {},
): Promise<Debrief> {
  const { file, journalPath } = facts;
  return debriefOf({ request, events: state.events, file, journalPath, ...more });
}

export function writeForSession({ facts, state, forks }: Seen, debrief: Debrief): Promise<readonly string[]> {
  const { dir, name } = path.parse(facts.journalPath);
  return writeDebrief({
    debrief,
    events: state.events,
    headHash: state.hash,
    forks,
    fork: state.fork,
    journalPath: facts.journalPath,
    folder: dir,
    name: `${name}-debrief`,
  });
}

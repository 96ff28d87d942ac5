/** A debrief and two runs of 7 August without a thread: the journal is real, the alternatives are made up. */
import { stripVTControlCharacters } from 'node:util';
import type { Debrief, DrillState, Fork } from '../../src/runbooks/drill/session.ts';
import { reportedRun } from '../../src/runbooks/reports/debrief/index.ts';
import { width } from '../../src/tui/kit/index.ts';
import { drilledIncident } from '../runbooks/reports/drilled.ts';
import { augustEvents, stateAt } from './fixture.ts';

export interface AugustDebrief {
  readonly debrief: Debrief;
  readonly forks: readonly Fork[];
  /** The run at its end. */
  readonly ended: Partial<DrillState>;
}

/** `text` is put behind every text that somebody else wrote. */
export async function augustDebrief(text = ''): Promise<AugustDebrief> {
  const events = await augustEvents();
  const run = reportedRun({ events, headHash: '' }, { again: '', tool: { version: '0', node: '' } });
  const { debrief, forks } = drilledIncident(run, text);
  return { debrief, forks, ended: { ...stateAt(events, 1e9), phase: 'ended', result: debrief.result } };
}

/** The lines of a frame that are too long, or one sentence if there are too many of them. */
export function overflow(frame: string, columns: number, rows: number): string[] {
  const lines = stripVTControlCharacters(frame).split('\n');
  const wide = lines.filter((line) => width(line) > columns);
  return lines.length > rows ? [...wide, `${lines.length} lines`] : wide;
}

export const sizes = [
  [80, 20],
  [120, 36],
  [200, 56],
] as const;

/** Wide characters, colours and line feeds of others. */
export const foreign = '主要機房 \u001B[31mred\u001B[0m\n👩‍🚒 e\u0301 \u202e';

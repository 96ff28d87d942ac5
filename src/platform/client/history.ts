/** The Chef runs that a machine keeps, and which of them somebody means. */
import type { Agent } from '../agent.ts';
import type { KeptRun } from './kept-run.ts';

/** `[activity] [date]`: the newest that fits; the newest of all for no word. Throws an Error that says what there is. */
export function chosenRun(agent: Agent, words: readonly string[]): KeptRun {
  const date = words.find(isMoment);
  const [activity] = words.filter((word) => !isMoment(word));
  const runs = agent.runs();
  if (runs.length === 0) throw new Error('no Chef run is kept here');
  const found = runs.findLast(
    (run) =>
      (activity === undefined || run.activity === activity) && (date === undefined || moment(run.startedAtMs) === date),
  );
  if (found) return found;
  const there = runs.map((run) => `${run.activity} ${moment(run.startedAtMs)}`).join(', ');
  throw new Error(`no run fits ${words.join(' ')}; there are: ${there}`);
}

export function isMoment(word: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(word);
}

/** `2011-08-07T17:41:00`, UTC: how a run is named on the command line. */
export function moment(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}

/** `2011-08-07 17:41:00`, UTC: as in a log. */
export function clock(atMs: number): string {
  return moment(atMs).replace('T', ' ');
}

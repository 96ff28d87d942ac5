/** The incident of 7 August 2011 as the tests run it: as it is in the scenario's file, or with one cause changed. */
import { readFileSync } from 'node:fs';
import { type ExecuteOptions, execute, type RunOutcome } from '../../src/runbooks/execute.ts';
import type { JournalEvent } from '../../src/runbooks/journal/index.ts';
import type { DrainKind } from '../../src/sim/kernel/index.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const files = [
  '2011-08-07-eu-west-1.yaml',
  'runbooks/region-switch.runbook.yaml',
  'runbooks/rebuild-kernel.runbook.yaml',
];

export interface Change {
  variant?: string;
  vars?: Record<string, string>;
  seed?: number;
  drain?: DrainKind;
  /** Texts of the files to replace; each must be there. */
  edit?: readonly (readonly [from: string, to: string])[];
}

export interface Run extends RunOutcome {
  events: JournalEvent[];
  /** Seconds of the milestone since the first fault; undefined when it was not reached. */
  at(milestone: string): number | undefined;
  /** Seconds that a step took, by its path; undefined when it did not end well. */
  took(path: string): number | undefined;
}

export function sourcesOf(edit: Change['edit'] = []) {
  const sources = files.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }));
  for (const [from, to] of edit) {
    const source = sources.find(({ text }) => text.includes(from));
    if (!source) throw new Error(`no file of the scenario says ${from}`);
    source.text = source.text.replaceAll(from, to);
  }
  return sources;
}

const played = new Map<string, Promise<Run>>();

/** The same again would be the same run (`the-same-again.test.ts` plays it anew): a file that asks twice gets it once. */
export function august7(change: Change = {}): Promise<Run> {
  const key = JSON.stringify({ variant: 'as-it-was', ...change });
  let run = played.get(key);
  if (!run) played.set(key, (run = august7Anew(change)));
  return run;
}

export async function august7Anew(change: Change = {}): Promise<Run> {
  const { variant, vars, seed, drain, edit } = change;
  const options: ExecuteOptions = { drain };
  const outcome = await execute({ sources: sourcesOf(edit), variant, vars, seed }, options);
  const events = outcome.journal.map((line) => JSON.parse(line) as JournalEvent);
  return {
    ...outcome,
    events,
    at: (milestone) => outcome.result.milestones.find(({ id }) => id === milestone)?.atSeconds,
    took: (path) => {
      const started = events.find((event) => event.kind === 'step.started' && event.path === path);
      const ended = events.findLast((event) => event.kind === 'step.succeeded' && event.path === path);
      return started && ended && (ended.at - started.at) / 1e6;
    },
  };
}

/** The hash of a journal's last line: two runs are the same when it is. */
export function journalHash({ journal }: RunOutcome): string {
  return (JSON.parse(journal.at(-1)!) as { hash: string }).hash;
}

/** The runbook families as their tests run them: as they are in the files, or with one cause changed. */
import { readFileSync } from 'node:fs';
import { execute, type RunOutcome } from '../../src/runbooks/execute.ts';
import { parseScenario } from '../../src/runbooks/files/index.ts';
import type { JournalEvent } from '../../src/runbooks/journal/index.ts';

const folder = new URL('../../scenarios/', import.meta.url);

/** The runbooks that each scenario reaches. */
const runbooksOf = {
  'az-loss': ['az-switch'],
  'region-loss': ['region-loss', 'region-switch', 'rebuild-kernel', 'region-failback'],
  'region-failback': ['region-failback'],
  'promote-kernel': ['promote-kernel', 'kernel-takeover'],
  'promote-kernel-refused': ['promote-kernel', 'kernel-takeover'],
  'rebuild-kernel': ['rebuild-kernel'],
} as const;

export type Family = keyof typeof runbooksOf;

export interface Change {
  variant?: string;
  vars?: Record<string, string>;
  seed?: number;
  /** The design broken on purpose. */
  mutant?: string;
  /** Texts of the files to replace; each must be there. */
  edit?: readonly (readonly [from: string, to: string])[];
}

export interface Run extends RunOutcome {
  events: JournalEvent[];
  /** Minutes from the first fault to the milestone; not a number when it was not reached. */
  at(milestone: string): number;
  /** Minutes from the first fault to the steady state; not a number when it was not reached. */
  rto: number;
  /** Minutes that a step took, by its path; not a number when it did not end well. */
  took(path: string): number;
}

const played = new Map<string, Promise<Run>>();

/** The same again would be the same run (`the-same-again.test.ts`): a file that asks twice gets it once. */
export function play(scenario: Family, change: Change = {}): Promise<Run> {
  // Every family's file says seed 1.
  const key = JSON.stringify([scenario, { seed: 1, ...change }]);
  let run = played.get(key);
  if (!run) played.set(key, (run = playOnce(scenario, change)));
  return run;
}

async function playOnce(scenario: Family, { variant, vars, seed, mutant, edit = [] }: Change): Promise<Run> {
  const paths = [`${scenario}.yaml`, ...runbooksOf[scenario].map((id) => `runbooks/${id}.runbook.yaml`)];
  const sources = paths.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }));
  for (const [from, to] of edit) {
    const source = sources.find(({ text }) => text.includes(from));
    if (!source) throw new Error(`no file of ${scenario} says ${from}`);
    source.text = source.text.replaceAll(from, to);
  }
  const plan = parseScenario(sources, { variant, vars });
  const outcome = await execute({ sources, plan, variant, vars, seed, mutant });
  const events = outcome.journal.map((line) => JSON.parse(line) as JournalEvent);
  const stepAt = (kind: 'step.started' | 'step.succeeded', path: string) =>
    events.find((event) => event.kind === kind && event.path === path)?.at ?? Number.NaN;
  return {
    ...outcome,
    events,
    at: (milestone) => (outcome.result.milestones.find(({ id }) => id === milestone)?.atSeconds ?? Number.NaN) / 60,
    rto: (outcome.result.recovery.rtoSeconds ?? Number.NaN) / 60,
    took: (path) => (stepAt('step.succeeded', path) - stepAt('step.started', path)) / 60e6,
  };
}

/** What caught a run that did not pass: budgets that were missed, invariants that were broken, or the reason why it was stopped. */
export function caughtBy({ result: { verdict, budgets, invariants, reasons } }: Run): string {
  if (verdict === 'passed') return '';
  return [
    ...budgets.filter(({ passed }) => !passed).map(({ id }) => id),
    ...invariants.filter(({ brokenAtSeconds }) => brokenAtSeconds !== undefined).map(({ name }) => name),
    ...(verdict === 'stopped' ? reasons : []),
  ].join('; ');
}

/** The ids of steps and milestones in the order in which they ended. */
export function order({ events }: Run): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'step.succeeded') return [event.path];
    return event.kind === 'milestone' ? [event.id] : [];
  });
}

/** Whether the first of these came, and before the second, and so on. */
export function inOrder(run: Run, ...ids: string[]): boolean {
  const found = order(run);
  const places = ids.map((id) => found.indexOf(id));
  return places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1]!));
}

/**
 * What the screens' tests draw from: the journal of 7 August 2011 as it was (run once, by the real thing), a world of that day as plain
 * data, and a session that has no thread behind it.
 *
 * ```ts
 * const session = sessionOf(stateAt(await augustEvents(), minutes(30)));
 * session.set({ phase: 'paused' });
 * expect(session.done).toEqual([['pause']]);
 * ```
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DrillFacts, DrillSession, DrillState, Pending } from '../../src/runbooks/drill/session.ts';
import { type JournalEvent, ofKind } from '../../src/runbooks/journal/index.ts';

export { smallSnapshot } from './small-snapshot.ts';

const scenarioFile = 'scenarios/2011-08-07-eu-west-1.yaml';

export const minutes = (count: number): number => count * 60;

let august: Promise<readonly JournalEvent[]> | undefined;

/** The events of `as-it-was`. A run of it is kept in the temporary folder for as long as no source file changes. */
export function augustEvents(): Promise<readonly JournalEvent[]> {
  august ??= keptOrRun();
  return august;
}

async function keptOrRun(): Promise<readonly JournalEvent[]> {
  const kept = path.join(tmpdir(), `zonefall-august-${stamp()}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  // Most runs of a test find it kept, and load nothing for it.
  const { execute } = await import('../../src/runbooks/execute.ts');
  const { loadScenario } = await import('../../src/runbooks/files/index.ts');
  const { sources } = loadScenario(scenarioFile);
  const { journal } = await execute({ sources, variant: 'as-it-was' });
  const events = journal.map((line) => {
    const { hash: _, ...event } = JSON.parse(line);
    return event as JournalEvent;
  });
  // Written aside and moved, for another test file may read it at the same time.
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(events));
  renameSync(`${kept}.${process.pid}`, kept);
  return events;
}

/** Names the sources as they are: files with their sizes and times. */
function stamp(): string {
  const hash = createHash('sha256');
  for (const file of globSync(['src/{sim,platform,runbooks}/**/*.ts', 'scenarios/**/*.yaml']).sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** What a screen would see at a moment of a run, in seconds since the first fault: its events so far, and the questions that are open. */
export function stateAt(events: readonly JournalEvent[], seconds: number): Partial<DrillState> {
  const nowUs = Math.round(seconds * 1e6);
  const past = events.filter(({ at }) => at <= nowUs);
  return { nowUs, events: past, eventCount: past.length, pending: openQuestions(past) };
}

function openQuestions(events: readonly JournalEvent[]): Pending[] {
  const answered = new Set(ofKind(events, 'decision.made').map(({ path: step }) => step));
  return ofKind(events, 'decision.asked')
    .filter((asked) => !answered.has(asked.path))
    .map(({ path: step, decision, role, choices, at }) => ({
      kind: 'decision',
      ...{ path: step, decision, role, choices, askedAtUs: at },
    }));
}

export const augustFacts: DrillFacts = {
  id: '2011-08-07-eu-west-1',
  title: 'A zone loses power and takes the main and the kernel installation with it',
  file: scenarioFile,
  variant: 'as-it-was',
  seed: 20110807,
  zeroMs: Date.parse('2011-08-07T19:41:00+02:00'),
  zone: 'Europe/Berlin',
  horizonSeconds: 57_600,
  budgets: [
    { id: 'rto', measure: 'recovery', maxSeconds: 3600 },
    { id: 'decide', measure: 'phase.decide', maxSeconds: 1200 },
    { id: 'rpo', measure: 'data-loss', maxSeconds: 5 },
  ],
  variants: ['as-it-was', 'kernel-elsewhere', 'replicas-64-bit', 'both-fixes', 'decided-at-once'],
  journalPath: 'zonefall-runs/august.ndjson',
  seat: 'player',
  by: 'anna',
};

/** A session over plain data: `set` changes what it shows, `done` is what a screen asked of it, in order. */
export interface FakeSession extends DrillSession {
  set(state: Partial<DrillState>): void;
  readonly done: readonly (readonly unknown[])[];
}

const nothingYet: DrillState = {
  phase: 'running',
  pace: 60,
  nowUs: -1_800_000_000,
  events: [],
  eventCount: 0,
  hash: 'e342eae0f6663d0d3827081d3fe841d748fa493dfb0a70349e127cfb52545570',
  pending: [],
  calls: [],
  fork: 0,
};

/** `more` replaces what the session answers: `sessionOf({}, { command: async () => ({ ok: true, lines: ['done'] }) })`. */
export function sessionOf(given: Partial<DrillState> = {}, more: Partial<DrillSession> = {}): FakeSession {
  let state: DrillState = { ...nothingYet, ...given };
  const listeners = new Set<() => void>();
  const done: unknown[][] = [];
  const told =
    (name: string) =>
    (...given: unknown[]): void =>
      void done.push([name, ...given]);
  const set = (change: Partial<DrillState>): void => {
    state = { ...state, ...change };
    for (const listener of [...listeners]) listener();
  };
  const session: FakeSession = {
    facts: augustFacts,
    get state() {
      return state;
    },
    forks: [{ index: 0, name: 'first', atUs: 0, events: state.events }],
    done,
    set,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setPace: told('setPace'),
    pause: told('pause'),
    resume: told('resume'),
    step: told('step'),
    runUntil: told('runUntil'),
    answer: async (answer) => told('answer')(answer),
    command: async (text) => {
      told('command')(text);
      return { ok: true, lines: [] };
    },
    complete: () => [],
    lookAt: async (atUs) => {
      told('lookAt')(atUs);
      return { snapshot: state.snapshot ?? failed('lookAt'), calls: [] };
    },
    fork: async (atUs, choices) => told('fork')(atUs, choices),
    debrief: async () => failed('debrief'),
    write: async () => {
      told('write')();
      return [];
    },
    close: async () => told('close')(),
  };
  return Object.defineProperties(session, Object.getOwnPropertyDescriptors(more));
}

function failed(what: string): never {
  throw new Error(`the test's session was not told what to answer to ${what}()`);
}

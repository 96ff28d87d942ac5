/**
 * What there is to drill in a folder: the scenarios of `./scenarios`, what their last runs came to, and the runs that can go on. Read
 * from the files as they are; one that cannot be read is left out, for a screen of choices is no place to judge files.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JournalEvent, RunEnded, RunStarted } from '../journal/index.ts';
import { momentsOf } from '../verdict/moments.ts';

export interface Home {
  readonly scenarios: readonly HomeScenario[];
  /** The last one first. */
  readonly unfinished: readonly PastRun[];
}

export interface HomeScenario {
  /** Relative to the folder. */
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly variants: readonly string[];
  /** Of the budget of its recovery, if it has one. */
  readonly maxSeconds?: number;
  /** Its runs that came to an end, the last one at the end. */
  readonly runs: readonly PastRun[];
}

export interface PastRun {
  /** Of its journal, relative to the folder. */
  readonly file: string;
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number;
  /** When it was written last, in milliseconds since the epoch. */
  readonly writtenMs: number;
  /** How far it came on the fault clock, in seconds. */
  readonly atSeconds: number;
  readonly verdict?: RunEnded['verdict'];
  /** Null if it did not recover. */
  readonly rtoSeconds: number | null;
}

/** Of so many journals, the youngest, the ends are looked at. */
const journalsMax = 60;

/** Never rejects: a folder that is not there is empty. */
export async function readHome(folder: string): Promise<Home> {
  const [scenarios, runs] = await Promise.all([readScenarios(folder), readRuns(folder)]);
  return {
    scenarios: scenarios.map((each) => ({
      ...each,
      runs: runs.filter(({ scenario, verdict }) => scenario === each.id && verdict !== undefined),
    })),
    unfinished: runs.filter(({ verdict }) => verdict === undefined).reverse(),
  };
}

async function readScenarios(folder: string): Promise<Omit<HomeScenario, 'runs'>[]> {
  const { parse } = await import('yaml');
  const files = await filesIn(path.join(folder, 'scenarios'), /\.ya?ml$/);
  const read = files.map(async (name) => {
    const file = `scenarios/${name}`;
    const document: unknown = parse(await readFile(path.join(folder, file), 'utf8'));
    return scenarioOf(file, document);
  });
  return settled(read);
}

async function scenarioOf(file: string, document: unknown): Promise<Omit<HomeScenario, 'runs'> | undefined> {
  const { parseDuration } = await import('../files/duration.ts');
  if (!isRecord(document) || document.kind !== 'scenario' || typeof document.id !== 'string') return undefined;
  const budgets = Array.isArray(document.budgets) ? document.budgets.filter(isRecord) : [];
  const recovery = budgets.find(({ measure }) => measure === 'recovery');
  return {
    file,
    id: document.id,
    title: typeof document.title === 'string' ? document.title : document.id,
    variants: isRecord(document.variants) ? Object.keys(document.variants) : [],
    maxSeconds: recovery === undefined ? undefined : parseDuration(String(recovery.max)),
  };
}

async function readRuns(folder: string): Promise<PastRun[]> {
  const names = await filesIn(path.join(folder, '.zonefall'), /\.ndjson$/);
  const dated = await settled(
    names.map(async (name) => {
      const file = path.join(folder, '.zonefall', name);
      return { file, shown: `.zonefall/${name}`, writtenMs: (await stat(file)).mtimeMs };
    }),
  );
  const last = dated.sort((a, b) => a.writtenMs - b.writtenMs || (a.file < b.file ? -1 : 1)).slice(-journalsMax);
  return settled(last.map(async ({ file, shown, writtenMs }) => runOf(shown, writtenMs, await readFile(file, 'utf8'))));
}

/** The kinds that tell how it ended; the others are not parsed. */
const telling = /"kind":"(?:run\.started|run\.ended|fault\.started|milestone|steady-state|signal|decision\.made)"/;

function runOf(file: string, writtenMs: number, text: string): PastRun | undefined {
  const lines = text.split('\n').filter((line) => line.endsWith('}'));
  const events = lines
    .filter((line, index) => index === lines.length - 1 || telling.test(line))
    .map((line) => JSON.parse(line) as JournalEvent);
  const [started] = events;
  if (started?.kind !== 'run.started') return undefined;
  const ended = events.find((event) => event.kind === 'run.ended') as RunEnded | undefined;
  const { fault, recovered } = momentsOf(events);
  const { scenario, variant, seed } = started as RunStarted;
  return {
    ...{ file, writtenMs, variant, seed },
    scenario: scenario.id,
    atSeconds: (events.at(-1)?.at ?? 0) / 1e6,
    verdict: ended?.verdict,
    rtoSeconds: fault === undefined || recovered === undefined ? null : (recovered - fault) / 1e6,
  };
}

async function filesIn(folder: string, name: RegExp): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => name.test(file)).sort();
}

/** What became of those that could be read. */
async function settled<T>(all: readonly Promise<T | undefined>[]): Promise<T[]> {
  const results = await Promise.allSettled(all);
  return results.flatMap((each) => (each.status === 'fulfilled' && each.value !== undefined ? [each.value] : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

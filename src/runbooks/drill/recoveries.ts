/** How long recoveries of a scenario took: in this drill, in runs that were kept, in sweeps and gates whose JSON lies here. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Percentiles, percentiles } from '../compare/statistics.ts';
import { readHome } from './home.ts';
import type { Fork } from './session.ts';

export interface Recoveries {
  readonly kind: 'drill' | 'kept' | 'sweep' | 'gate';
  /** `.zonefall/gate.json`; empty for this drill. */
  readonly file: string;
  readonly variant: string;
  /** In seconds; null for a run that never recovered. */
  readonly seconds: readonly (number | null)[];
}

export interface Summary {
  readonly runs: number;
  readonly never: number;
  /** Recovered, but later than the budget. */
  readonly late: number;
  /** Of those that recovered; null if none did. */
  readonly percentiles: Percentiles | null;
}

export function summaryOf(seconds: readonly (number | null)[], maxSeconds?: number): Summary {
  const recovered = seconds.filter((each) => each !== null);
  const late = maxSeconds === undefined ? 0 : recovered.filter((each) => each > maxSeconds).length;
  return { runs: seconds.length, never: seconds.length - recovered.length, late, percentiles: percentiles(recovered) };
}

/** The ends of this drill's runs. */
export function drillRecoveries(forks: readonly Fork[]): Recoveries {
  const ended = forks.flatMap(({ result }) => (result === undefined ? [] : [result.recovery]));
  const seconds = ended.map(({ recovered, rtoSeconds }) => (recovered ? rtoSeconds : null));
  return { kind: 'drill', file: '', variant: '', seconds };
}

/** A larger file is no sweep that a screen waits for. */
const bytesMax = 20_000_000;
const folders = ['', '.zonefall'];

/**
 * What lies in a folder and in its `.zonefall`: the kept runs of the scenario, one for each variant, and every JSON of a sweep or a gate.
 * Never rejects: what cannot be read is no sweep.
 */
export async function readRecoveries(folder: string, scenario: string): Promise<readonly Recoveries[]> {
  const [home, ...documents] = await Promise.all([
    readHome(folder),
    ...folders.map((each) => documentsIn(folder, each)),
  ]);
  const runs = home.scenarios.find(({ id }) => id === scenario)?.runs ?? [];
  const variants = [...new Set(runs.map(({ variant }) => variant))].sort();
  const kept = variants.map((variant): Recoveries => {
    const seconds = runs.filter((run) => run.variant === variant).map(({ rtoSeconds }) => rtoSeconds);
    return { kind: 'kept', file: '.zonefall', variant, seconds };
  });
  return [...documents.flat().flatMap(({ file, text }) => sweepsOf(file, text, scenario)), ...kept];
}

async function documentsIn(folder: string, inside: string): Promise<{ file: string; text: string }[]> {
  const names = await readdir(path.join(folder, inside)).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const texts = await Promise.all(files.map((name) => textOf(path.join(folder, inside, name))));
  return files.flatMap((name, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ file: path.posix.join(inside, name), text }];
  });
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    return size > bytesMax ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Asked before a file is parsed: most JSON is something else. */
const schema = '"zonefall.sweep/v1"';

function sweepsOf(file: string, text: string, scenario: string): Recoveries[] {
  if (!text.includes(schema)) return [];
  try {
    const { results } = JSON.parse(text) as { results: readonly Result[] };
    return results
      .filter((result) => result.scenario.id === scenario)
      .map(({ variant, decision, rows }) => ({
        ...{ file, variant, kind: decision ? 'gate' : 'sweep' },
        seconds: rows.map(({ rtoSeconds }) => rtoSeconds),
      }));
  } catch {
    return [];
  }
}

/** As much of `zonefall.sweep/v1` as is read here. */
interface Result {
  readonly scenario: { readonly id: string };
  readonly variant: string;
  readonly decision: unknown;
  readonly rows: readonly { readonly rtoSeconds: number | null }[];
}

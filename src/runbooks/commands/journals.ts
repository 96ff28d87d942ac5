/** Where journals lie: the usual place of a run's, and the place of one that somebody names. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Script } from '../drill/script.ts';
import { JournalFile, type JournalFileOptions } from '../durable/journal-file.ts';
import { RunHeld } from '../durable/lock.ts';
import { hint } from '../files/problems.ts';
import type { CliContext } from './context.ts';
import type { Reseed } from './engine.ts';
import { UsageError } from './failures.ts';

const usualFolder = '.zonefall';

/** What a run is named by. */
export interface RunName {
  readonly id: string;
  readonly variant: string | undefined;
  readonly seed: number;
  readonly vars: Readonly<Record<string, string>>;
  readonly runbook?: string;
  readonly mutant?: string;
  readonly reseed?: readonly Reseed[];
  /** What people say in it, where they are asked. */
  readonly inputs?: Script;
}

/** The same run has the same name: no wall time in it. What was set besides variant and seed stands in eight digits. */
export function usualJournalPath({ id, variant, seed, vars, runbook, mutant, reseed, inputs }: RunName): string {
  const set = Object.entries(vars).sort(([a], [b]) => (a < b ? -1 : 1));
  const broken = mutant === undefined && reseed === undefined ? [] : [mutant, reseed];
  const said = inputs === undefined ? [] : [inputs];
  const plain = set.length === 0 && runbook === undefined && broken.length + said.length === 0;
  const more = plain ? '' : JSON.stringify([set, runbook, ...broken, ...said]);
  const digest = more === '' ? '' : `-${createHash('sha256').update(more).digest('hex').slice(0, 8)}`;
  const name = [id, variant, seed].filter((part) => part !== undefined).join('-');
  return `${usualFolder}/${name}${digest}.ndjson`;
}

/** The journal that somebody means by a path or by a name in `.zonefall`, as a path from here. Throws UsageError if there is none. */
export function findJournal(context: CliContext, run: string): string {
  const candidates = [run, join(usualFolder, run), join(usualFolder, `${run}.ndjson`)];
  const found = candidates.find((path) => existsSync(resolve(context.folder, path)));
  if (found !== undefined) return found;
  const names = journalNames(resolve(context.folder, usualFolder));
  const near = names.length === 0 ? `; ${usualFolder} holds no run` : hint(run, names);
  throw new UsageError(`${run}: there is no such journal${near}`);
}

function journalNames(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
    return files.map((name) => name.slice(0, -'.ndjson'.length)).sort();
  } catch {
    return [];
  }
}

/** Opens a journal for writing. Throws UsageError where that is not possible, RunHeld while another process has it. */
export function openJournal(context: CliContext, path: string, options: JournalFileOptions): JournalFile {
  try {
    return new JournalFile(resolve(context.folder, path), options);
  } catch (error) {
    if (error instanceof RunHeld) throw new RunHeld(`${path} ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : cannotWrite(path, code);
  }
}

export function cannotWrite(path: string, code: string | undefined): UsageError {
  return new UsageError(`cannot write ${path} (${code ?? 'unknown error'})`);
}

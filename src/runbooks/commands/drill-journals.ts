/** What a drill leaves on disk while it runs: the journal of each of its runs, line by line, and where its clock stands. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import type { DrillSession } from '../drill/index.ts';
import type { Recorded } from '../durable/recorded.ts';
import type { CliContext } from './context.ts';
import { journalCommandLine } from './invocation.ts';
import { type RunName, usualJournalPath } from './journals.ts';
import { KeptJournal } from './kept-journal.ts';
import { forgetPosition, positionPath, writePosition } from './position-file.ts';

/** How often the moment is written down while time passes. */
const positionEveryMs = 1000;

/** The first place that is free: what people did once cannot be had again, so no drill writes over another. */
export function usualDrillPath({ folder }: Pick<CliContext, 'folder'>, name: RunName): string {
  return firstFree(folder, `${withoutEnd(usualJournalPath(name))}-drill`);
}

function firstFree(folder: string, stem: string): string {
  for (let number = 1; ; number += 1) {
    const path = `${stem}-${number}.ndjson`;
    if (!existsSync(resolve(folder, path))) return path;
  }
}

function withoutEnd(path: string): string {
  return path.replace(/\.ndjson$/, '');
}

export interface DrillJournalsOptions {
  readonly path: string;
  /** Somebody said where: a place that cannot be written is refused then. */
  readonly asked: boolean;
}

interface Kept {
  readonly path: string;
  readonly file: KeptJournal;
  readonly lines: string[];
}

export class DrillJournals {
  readonly #context: CliContext;
  readonly #runs: Kept[] = [];
  #watching: () => void = () => {};

  /** Opens the first run's. Throws UsageError and RunHeld as `KeptJournal` does. */
  constructor(context: CliContext, { path, asked }: DrillJournalsOptions) {
    this.#context = context;
    this.#open(path, asked);
  }

  /** What of the first run stands in its file already, and stays there. */
  keep({ lines, bytes }: Pick<Recorded, 'lines' | 'bytes'>): void {
    const { file, lines: kept } = this.#runs[0]!;
    file.keep(bytes);
    kept.push(...lines);
  }

  /** Where a run's journal is, as it is shown. */
  pathOf(run: number): string {
    return this.#runs[run]?.path ?? this.#runs[0]!.path;
  }

  /** All lines of a run's journal. */
  linesOf(run: number): readonly string[] {
    return this.#runs[run]?.lines ?? [];
  }

  /** A line of the journal of one of the runs: those after the first get files of their own. */
  take(line: string, run: number): void {
    this.#runs[run] ??= this.#open(firstFree(this.#context.folder, `${withoutEnd(this.#runs[0]!.path)}-fork`), false);
    const { file, lines } = this.#runs[run];
    lines.push(line);
    file.append(line);
  }

  /** From now on the moment is written down: once a second while time passes, and whenever it stops. */
  follow(session: DrillSession): void {
    let wrote = { run: -1, atUs: Number.NaN };
    const write = (): void => {
      const { phase, nowUs: atUs, fork: run } = session.state;
      const path = resolve(this.#context.folder, positionPath(this.pathOf(run)));
      if (phase === 'ended') forgetPosition(path);
      const stands = phase === 'running' || phase === 'paused';
      if (!stands || atUs < 0 || (wrote.run === run && wrote.atUs === atUs)) return;
      // A journal that was not begun has no moment.
      if (this.linesOf(run).length === 0) return;
      writePosition(path, { atUs });
      wrote = { run, atUs };
    };
    const timer = host.setInterval(write, positionEveryMs);
    const stop = session.subscribe(() => {
      if (session.state.phase !== 'running') write();
    });
    this.#watching = () => {
      write();
      stop();
      host.clearInterval(timer);
    };
  }

  /** Nothing comes any more: writes what is left. */
  close(): void {
    this.#watching();
    this.#watching = () => {};
    for (const { file } of this.#runs) file.close();
  }

  /** Says where they are, or why they are nowhere. The path of each run's, undefined where it was not kept. */
  tell(): readonly (string | undefined)[] {
    return this.#runs.map(({ file }) => file.tell());
  }

  #open(path: string, asked: boolean): Kept {
    const command = journalCommandLine('drill --resume', path);
    const kept = { path, file: new KeptJournal(this.#context, asked ? path : undefined, path, command), lines: [] };
    this.#runs.push(kept);
    return kept;
  }
}

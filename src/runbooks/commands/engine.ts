import type { JournalEvent } from '../journal/index.ts';
import type { RunResult } from '../verdict/index.ts';

/** A run, as plain data: the texts that it is built from (the scenario first) and what was chosen. */
export interface RunRequest {
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  readonly variant?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly runbook?: string;
}

export interface RunOutcome {
  readonly result: RunResult;
  /** Lines of NDJSON without their line feeds. */
  readonly journal: readonly string[];
  readonly exitCode: number;
}

export interface RunOptions {
  onEvent?(event: JournalEvent, line: string): void;
  /** Ends the run where it is; the journal then says that an operator stopped it. */
  readonly signal?: AbortSignal;
}

/** What runs a world. The commands take it as an argument, so that their tests need no world. */
export type Engine = (request: RunRequest, options?: RunOptions) => Promise<RunOutcome>;

/** Runs each world in a worker thread of its own: the terminal stays alive, and a world that goes mad takes nothing along. */
export const workerEngine: Engine = async (request, options) => {
  const room = '../execute-in-worker.ts';
  const { executeInWorker } = (await import(room)) as { executeInWorker: Engine };
  return executeInWorker(request, options);
};

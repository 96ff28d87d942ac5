import { posix } from 'node:path';
import type { RunOutcome, RunRequest } from '../execute.ts';
import type { Loaded } from '../files/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import { WorldThread } from './world-thread.ts';

export type { Reseed, RunOutcome, RunRequest } from '../execute.ts';

export interface RunOptions {
  onEvent?(event: JournalEvent, line: string): void;
  /** Ends the run where it is; the journal then says that an operator stopped it. */
  readonly signal?: AbortSignal;
}

/** What runs a world. The commands take it as an argument, so that their tests need no world. */
export type Engine = (request: RunRequest, options?: RunOptions) => Promise<RunOutcome>;

/**
 * An engine with a thread of its own, for one run: the terminal stays alive, and a world that goes mad takes nothing along. The thread
 * begins to load at once, while the caller reads files; if it is never used it keeps nobody waiting.
 */
export function threadEngine(): Engine {
  const thread = new WorldThread();
  return async (request, options) => {
    try {
      const outcome = await thread.run(request, { ...options, stream: true });
      thread.release();
      return outcome;
    } catch (error) {
      await thread.kill();
      throw error;
    }
  };
}

let begun: Engine | undefined;

/** Begins an engine before it is known who asks for it. */
export function beginEngine(): void {
  begun = threadEngine();
}

/** The engine that has begun already, or a new one. */
export function startedEngine(): Engine {
  const engine = begun ?? threadEngine();
  begun = undefined;
  return engine;
}

/**
 * The files of a scenario as a request names them: relative to the scenario's folder, so that a journal is the same wherever the files
 * lie.
 */
export function requestOf(
  { sources }: Pick<Loaded, 'sources'>,
  { runbook, ...choices }: Omit<RunRequest, 'sources'>,
): RunRequest {
  const base = posix.dirname(sources[0]!.path);
  const named = (path: string): string => posix.relative(base, path);
  return {
    ...choices,
    sources: sources.map(({ path, text }) => ({ path: named(path), text })),
    ...(runbook === undefined ? {} : { runbook: named(runbook) }),
  };
}

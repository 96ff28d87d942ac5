import type { RunRequest } from '../execute.ts';
import { WorldPool } from '../sweep/pool.ts';
import type { RunResult } from '../verdict/index.ts';

export interface RunAllOptions {
  /** Ends all runs; what was done by then is lost. */
  readonly signal?: AbortSignal;
  /** Called after each run, in the order in which they end. */
  onDone?(done: number, of: number): void;
}

/**
 * The results of all runs, in the order of the requests. Rejects with the first error of a world, or with an AbortError; all threads are
 * ended in any case.
 */
export async function runAll(
  requests: readonly RunRequest[],
  { signal, onDone }: RunAllOptions = {},
): Promise<RunResult[]> {
  signal?.throwIfAborted();
  const pool = new WorldPool();
  const abort = (): void => void pool.end(signal?.reason);
  signal?.addEventListener('abort', abort);
  let done = 0;
  const resultOf = async (request: RunRequest): Promise<RunResult> => {
    try {
      const result = await pool.run(request);
      done += 1;
      onDone?.(done, requests.length);
      return result;
    } catch (error) {
      if (error instanceof Error && !signal?.aborted) error.message += ` (${nameOf(request)})`;
      throw error;
    }
  };
  try {
    return await Promise.all(requests.map(resultOf));
  } finally {
    signal?.removeEventListener('abort', abort);
    await pool.end();
  }
}

/** Which of many worlds it was. */
function nameOf({ variant, seed, vars = {} }: RunRequest): string {
  return [variant, `seed ${seed}`, ...Object.entries(vars).map(([name, value]) => `${name}=${value}`)].join(', ');
}

import type { RunRequest } from '../execute.ts';
import { hangSecondsDefault, WorldCutOff, WorldPool } from '../sweep/index.ts';
import type { RunResult } from '../verdict/index.ts';

export interface RunAllOptions {
  /** Ends all runs; what was done by then is lost. */
  readonly signal?: AbortSignal;
  /** How long a run may take by the wall clock. */
  readonly hangSeconds?: number;
  /** Called after each run, in the order in which they end. */
  onDone?(done: number, of: number): void;
}

/**
 * The results of all runs, in the order of the requests. Rejects with the first error of a world, with WorldHung, or with the reason of
 * the signal; all threads are ended in any case.
 */
export async function runAll(
  requests: readonly RunRequest[],
  { signal, hangSeconds = hangSecondsDefault, onDone }: RunAllOptions = {},
): Promise<RunResult[]> {
  signal?.throwIfAborted();
  const pool = new WorldPool({ hangSeconds });
  let done = 0;
  const resultOf = async (request: RunRequest): Promise<RunResult> => {
    try {
      const result = await pool.run(request, { signal });
      done += 1;
      onDone?.(done, requests.length);
      return result;
    } catch (error) {
      if (error instanceof WorldCutOff) throw error.cause;
      if (error instanceof Error) error.message += ` (${nameOf(request)})`;
      throw error;
    }
  };
  try {
    return await Promise.all(requests.map(resultOf));
  } finally {
    await pool.end();
  }
}

/** Which of many worlds it was. */
function nameOf({ variant, seed, vars = {} }: RunRequest): string {
  const named = variant === undefined ? [] : [variant];
  return [...named, `seed ${seed}`, ...Object.entries(vars).map(([name, value]) => `${name}=${value}`)].join(', ');
}

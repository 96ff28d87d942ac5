/**
 * Runs many worlds side by side: a thread for each core, each thread one world after the other. What comes out depends on the order of
 * nothing.
 */
import { availableParallelism } from 'node:os';
import { WorldThread } from '../commands/world-thread.ts';
import type { RunRequest } from '../execute.ts';
import type { RunResult } from '../verdict/index.ts';

export interface PoolOptions {
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
  { signal, onDone }: PoolOptions = {},
): Promise<RunResult[]> {
  const results = new Array<RunResult>(requests.length);
  const waiting = requests.map((request, index) => ({ request, index }));
  const threads = Array.from({ length: Math.min(availableParallelism(), requests.length) }, () => new WorldThread());
  let done = 0;
  const work = async (thread: WorldThread): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.index] = await resultOf(thread, next.request, signal);
      done += 1;
      onDone?.(done, requests.length);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
  return results;
}

async function resultOf(thread: WorldThread, request: RunRequest, signal: AbortSignal | undefined): Promise<RunResult> {
  try {
    const { result } = await thread.run(request, { signal });
    signal?.throwIfAborted();
    return result;
  } catch (error) {
    if (error instanceof Error && !signal?.aborted) error.message += ` (${nameOf(request)})`;
    throw error;
  }
}

/** Which of many worlds it was. */
function nameOf({ variant, seed, vars = {} }: RunRequest): string {
  return [variant, `seed ${seed}`, ...Object.entries(vars).map(([name, value]) => `${name}=${value}`)].join(', ');
}

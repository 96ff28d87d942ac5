/** Runs many worlds side by side, one worker thread for each core, each thread one world after the other. What comes out depends on the order of nothing. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { RunRequest } from '../commands/engine.ts';
import type { RunResult } from '../verdict/index.ts';

/** What a thread answers: the result, or what went wrong, in words that survive the way. */
export type PoolAnswer =
  | { readonly result: RunResult }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack?: string } };

export interface PoolOptions {
  readonly signal?: AbortSignal;
  /** Called after each run, in the order in which they end. */
  onDone?(done: number, of: number): void;
}

/**
 * The results of all runs, in the order of the requests. Rejects with the first error of a world, and with an AbortError when the signal says so; all threads
 * are ended in any case.
 */
export async function runAll(
  requests: readonly RunRequest[],
  { signal, onDone }: PoolOptions = {},
): Promise<RunResult[]> {
  const results = new Array<RunResult>(requests.length);
  const waiting = requests.map((request, index) => ({ request, index }));
  let done = 0;
  const workers: Worker[] = [];
  const work = async (): Promise<void> => {
    const worker = new Worker(workerFile());
    workers.push(worker);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.index] = await ask(worker, next.request, signal);
      done += 1;
      onDone?.(done, requests.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), requests.length) }, work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

/** From source the thread's file is TypeScript, from dist it is not; a URL is not rewritten when it is compiled. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './pool-worker.ts' : './pool-worker.js', import.meta.url);
}

function ask(worker: Worker, request: RunRequest, signal: AbortSignal | undefined): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      end();
    };
    const onMessage = (answer: PoolAnswer) =>
      settle(() => ('result' in answer ? resolve(answer.result) : reject(revived(answer.error, request))))();
    const onError = (error: unknown) => settle(() => reject(error))();
    const onExit = (code: number) =>
      settle(() => reject(new Error(`the world's thread ended with code ${code} (${nameOf(request)})`)))();
    const onAbort = () => settle(() => reject(signal!.reason))();
    if (signal?.aborted) return reject(signal.reason);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort);
    worker.postMessage(request);
  });
}

function revived(
  { name, message, stack }: { name: string; message: string; stack?: string },
  request: RunRequest,
): Error {
  return Object.assign(new Error(`${message} (${nameOf(request)})`), { name, stack });
}

function nameOf({ seed, vars = {} }: RunRequest): string {
  return [`seed ${seed}`, ...Object.entries(vars).map(([name, value]) => `${name}=${value}`)].join(', ');
}

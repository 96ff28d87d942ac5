/** A thread of the pool: takes a request, runs its world, answers with the result, and waits for the next. */
import { parentPort } from 'node:worker_threads';
import type { Engine, RunRequest } from '../commands/engine.ts';
import type { PoolAnswer } from './pool.ts';

async function answer(request: RunRequest): Promise<PoolAnswer> {
  try {
    const room = '../execute.ts';
    const { execute } = (await import(room)) as { execute: Engine };
    return { result: (await execute(request)).result };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message, stack } };
  }
}

parentPort?.on('message', (request: RunRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});

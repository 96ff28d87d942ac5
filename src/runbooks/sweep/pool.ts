import { availableParallelism } from 'node:os';
import { host } from '../../sim/kernel/host-globals.ts';
import { WorldThread } from '../commands/world-thread.ts';
import type { RunRequest } from '../execute.ts';
import type { RunResult } from '../verdict/index.ts';

/** A world did not end in the time that a run may take. Its thread is gone. */
export class WorldHung extends Error {
  override readonly name = 'WorldHung';
}

/** A run was ended from outside, by its signal or with its pool: that says nothing about its world. `cause` is the reason. */
export class WorldCutOff extends Error {
  override readonly name = 'WorldCutOff';
}

export interface PoolRun {
  /** Ends this run where it is, or takes it out of the queue. */
  readonly signal?: AbortSignal;
  /** How long the run may take by the wall clock; for ever without it. */
  readonly hangSeconds?: number;
}

/** A run that somebody waits for. */
interface Task extends PoolRun {
  readonly request: RunRequest;
  resolve(result: RunResult): void;
  reject(error: unknown): void;
}

/**
 * Worlds side by side: threads that are started when there is work for them, each of which runs one world after the other.
 *
 * What comes out of a run does not depend on the thread: a request is copied on its way (a third of a millisecond for the scenario of
 * 2011, nothing beside its run), and a thread in which a world broke or hung is replaced, for nobody knows what was left behind in it.
 */
export class WorldPool {
  readonly #jobs: number;
  readonly #hangSeconds: number | undefined;
  readonly #waiting: Task[] = [];
  readonly #idle: WorldThread[] = [];
  readonly #running = new Map<WorldThread, Task>();
  #ended: WorldCutOff | undefined;

  /** `jobs` is how many threads there are at most: one for each core without it. `hangSeconds` holds for runs that say nothing of it. */
  constructor({
    jobs = availableParallelism(),
    hangSeconds,
  }: { readonly jobs?: number; readonly hangSeconds?: number } = {}) {
    this.#jobs = jobs;
    this.#hangSeconds = hangSeconds;
  }

  /**
   * Runs a world as soon as a thread is free, first come, first served. Rejects with the world's own error, with WorldHung, or with
   * WorldCutOff.
   */
  run(request: RunRequest, { signal, hangSeconds = this.#hangSeconds }: PoolRun = {}): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      if (signal?.aborted) return reject(cutOff(signal.reason));
      this.#waiting.push({ request, hangSeconds, signal, resolve, reject });
      this.#next();
    });
  }

  /** Ends every thread where it is; whoever still waits for a run is told why. Threads without work may tidy up. */
  async end(reason?: unknown): Promise<void> {
    this.#ended ??= cutOff(reason);
    const busy = [...this.#running];
    for (const thread of this.#idle.splice(0)) thread.release();
    this.#running.clear();
    for (const { reject } of [...this.#waiting.splice(0), ...busy.map(([, task]) => task)]) reject(this.#ended);
    await Promise.all(busy.map(([thread]) => thread.kill()));
  }

  #next(): void {
    while (this.#running.size < this.#jobs) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      if (task.signal?.aborted) {
        task.reject(cutOff(task.signal.reason));
        continue;
      }
      const thread = this.#idle.pop() ?? new WorldThread();
      this.#running.set(thread, task);
      void this.#work(thread, task);
    }
  }

  async #work(thread: WorldThread, task: Task): Promise<void> {
    try {
      const result = await inTime(thread, task);
      // An ended pool has killed this thread already, and answered.
      if (this.#running.delete(thread)) this.#idle.push(thread);
      task.resolve(result);
    } catch (error) {
      this.#running.delete(thread);
      void thread.kill();
      task.reject(error);
    }
    this.#next();
  }
}

function cutOff(cause: unknown): WorldCutOff {
  return new WorldCutOff('the run was ended from outside', { cause });
}

/** The run's result, unless it takes too long or is ended from outside; then its thread goes on and must be killed. */
async function inTime(thread: WorldThread, { request, signal, hangSeconds }: Task): Promise<RunResult> {
  const ended = new AbortController();
  const outside = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(cutOff(signal.reason)), { signal: ended.signal });
    if (hangSeconds === undefined) return;
    const hung = (): void => reject(new WorldHung(`the run did not end within ${hangSeconds} s`));
    const timer = host.setTimeout(hung, hangSeconds * 1000);
    ended.signal.addEventListener('abort', () => host.clearTimeout(timer));
  });
  try {
    return (await Promise.race([thread.run(request), outside])).result;
  } finally {
    ended.abort();
  }
}

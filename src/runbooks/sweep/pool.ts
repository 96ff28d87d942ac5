import { availableParallelism } from 'node:os';
import { host } from '../../sim/kernel/host-globals.ts';
import { WorldThread } from '../commands/world-thread.ts';
import type { RunRequest } from '../execute.ts';
import type { RunResult } from '../verdict/index.ts';

/** A world did not end in the time that a run may take. Its thread is gone. */
export class WorldHung extends Error {
  override readonly name = 'WorldHung';
}

/** A run that somebody waits for. */
interface Task {
  readonly request: RunRequest;
  resolve(result: RunResult): void;
  reject(error: unknown): void;
}

export interface PoolOptions {
  /** How many threads there are at most; a thread for each core without it. */
  readonly jobs?: number;
  /** How long a run may take by the wall clock; for ever without it. */
  readonly hangSeconds?: number;
}

/**
 * Worlds side by side: threads that are started when there is work for them, each of which runs one world after the other.
 *
 * What comes out of a run does not depend on the thread: a request is copied on its way (a third of a millisecond for the scenario of
 * 2011, nothing beside its run), and a thread in which a world broke or hung is replaced, for nobody knows what was left behind in it.
 */
export class WorldPool {
  readonly #jobs: number;
  readonly #hangMs: number | undefined;
  readonly #waiting: Task[] = [];
  readonly #idle: WorldThread[] = [];
  readonly #running = new Map<WorldThread, Task>();
  #ended: { readonly reason: unknown } | undefined;

  constructor({ jobs = availableParallelism(), hangSeconds }: PoolOptions = {}) {
    this.#jobs = jobs;
    this.#hangMs = hangSeconds === undefined ? undefined : hangSeconds * 1000;
  }

  /**
   * Runs a world as soon as a thread is free, first come, first served. Rejects with the world's own error, with WorldHung, or with the
   * reason that the pool was ended for.
   */
  run(request: RunRequest): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended.reason);
      this.#waiting.push({ request, resolve, reject });
      this.#next();
    });
  }

  /** Ends every thread where it is; whoever still waits for a run is told the reason. Threads without work may tidy up. */
  async end(reason: unknown = new Error('the pool of worlds was ended')): Promise<void> {
    this.#ended ??= { reason };
    const busy = [...this.#running];
    for (const thread of this.#idle.splice(0)) thread.release();
    this.#running.clear();
    for (const { reject } of [...this.#waiting.splice(0), ...busy.map(([, task]) => task)]) reject(reason);
    await Promise.all(busy.map(([thread]) => thread.kill()));
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#running.size >= this.#jobs) return;
    const thread = this.#idle.pop() ?? new WorldThread();
    const task = this.#waiting.shift()!;
    this.#running.set(thread, task);
    void this.#work(thread, task);
  }

  async #work(thread: WorldThread, task: Task): Promise<void> {
    try {
      const result = await this.#inTime(thread, task.request);
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

  async #inTime(thread: WorldThread, request: RunRequest): Promise<RunResult> {
    const hangMs = this.#hangMs;
    if (hangMs === undefined) return (await thread.run(request)).result;
    let timer: NodeJS.Timeout | undefined;
    const hung = new Promise<never>((_, reject) => {
      timer = host.setTimeout(() => reject(new WorldHung(`the run did not end within ${hangMs / 1000} s`)), hangMs);
    });
    try {
      return (await Promise.race([thread.run(request), hung])).result;
    } finally {
      host.clearTimeout(timer);
    }
  }
}

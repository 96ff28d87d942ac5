import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { host } from '../../sim/kernel/host-globals.ts';
import type { RunOutcome, RunRequest } from '../execute.ts';
import type { JournalEvent } from '../journal/index.ts';
import { worldThreadFile } from '../thread-files.ts';

/** What the thread is asked. */
export interface ThreadRequest {
  readonly request: RunRequest;
  /** Whether it sends each line of the journal; those who only want the result do without. */
  readonly stream: boolean;
}

/** What the thread says: a line of the journal, the end of the run, or what went wrong, in words that survive the way. */
export type ThreadMessage =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'done'; readonly result: RunOutcome['result']; readonly exitCode: number }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack?: string };

export interface ThreadOptions {
  readonly stream?: boolean;
  onEvent?(event: JournalEvent, line: string): void;
  readonly signal?: AbortSignal;
}

/** How long a thread that has nothing to do may take to end. */
const endGraceMs = 2000;
/** A world that was asked to stop gets this long to write the end of its journal. */
const stopGraceMs = 3000;

/**
 * A thread in which worlds run, one after the other. `end` it when it is not needed any more.
 *
 * A stop is a flag in shared memory: the world's thread is busy, and reads no messages until it is done.
 */
export class WorldThread {
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;

  constructor() {
    // What a world loads and is made of stays: with room for it from the start nothing is moved about while it grows, which was a tenth
    // of a run's work. A heap reads this when it is made; `resourceLimits` knows only the most.
    setFlagsFromString('--min-semi-space-size=16');
    this.#worker = new Worker(worldThreadFile, {
      workerData: this.#stop,
      // A run makes much that dies young: with room for it a fifth of the collector's work is gone.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    // Until it is used it keeps nobody waiting, and its failures are nobody's.
    this.#worker.on('error', () => {}).unref();
  }

  /**
   * Runs one world. Rejects with the world's own error, or with an AbortError if a stop is not heard in time. The journal is empty
   * without `stream`.
   */
  async run(request: RunRequest, { stream = false, onEvent, signal }: ThreadOptions = {}): Promise<RunOutcome> {
    signal?.throwIfAborted();
    const worker = this.#worker;
    const journal: string[] = [];
    const ended = new AbortController();
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      const take = (message: ThreadMessage): void => {
        if (message.kind === 'error') reject(revived(message));
        else if (message.kind === 'done') resolve({ result: message.result, journal, exitCode: message.exitCode });
        else {
          journal.push(message.line);
          onEvent?.(withoutHash(message.line), message.line);
        }
      };
      const crashed = (error: unknown): void => reject(error);
      const exited = (code: number): void => reject(new Error(`the world's thread ended with code ${code}`));
      worker.on('message', take).on('error', crashed).on('exit', exited);
      const stop = (): void => {
        Atomics.store(this.#stop, 0, 1);
        const timer = host.setTimeout(() => reject(signal?.reason), stopGraceMs);
        ended.signal.addEventListener('abort', () => host.clearTimeout(timer));
      };
      signal?.addEventListener('abort', stop);
      ended.signal.addEventListener('abort', () => {
        worker.off('message', take).off('error', crashed).off('exit', exited);
        signal?.removeEventListener('abort', stop);
      });
    });
    worker.ref();
    worker.postMessage({ request, stream } satisfies ThreadRequest);
    try {
      return await outcome;
    } finally {
      worker.unref();
      ended.abort();
    }
  }

  /** Ends the thread wherever it is. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Lets the thread put away its compiled code; it keeps nobody waiting, and ends with the process at the latest. */
  release(): void {
    this.#worker.postMessage('end');
    this.#worker.unref();
  }

  /** Lets the thread put away its compiled code and end; one that does not listen any more is ended. */
  async end(): Promise<void> {
    const worker = this.#worker;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    worker.postMessage('end');
    const timer = host.setTimeout(() => void worker.terminate(), endGraceMs);
    await ended;
    host.clearTimeout(timer);
  }
}

function withoutHash(line: string): JournalEvent {
  const { hash: _, ...event } = JSON.parse(line) as JournalEvent & { hash: string };
  return event as JournalEvent;
}

/** An error of the thread, with its name: by that the command line knows what it means. */
function revived({ name, message, stack }: Extract<ThreadMessage, { kind: 'error' }>): Error {
  return Object.assign(new Error(message), { name, stack });
}

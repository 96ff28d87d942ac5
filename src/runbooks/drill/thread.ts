import { Worker } from 'node:worker_threads';
import { host } from '../../sim/kernel/host-globals.ts';
import { drillThreadFile } from '../thread-files.ts';
import type { FromWorld, ToWorld } from './protocol.ts';

/** How long a thread that has nothing to do may take to end. */
const endGraceMs = 500;

export interface DrillThreadOptions {
  onMessage(message: FromWorld): void;
  /** It ended without having been asked to. */
  onDeath(error: Error): void;
}

function newWorker(): Worker {
  // Less room for what dies young than other worlds have: one that is looked at for hours beside its screen is to stay small.
  return new Worker(drillThreadFile, { resourceLimits: { maxYoungGenerationSizeMb: 24 } });
}

let begun: Worker | undefined;

/** Begins to load a thread before it is known what is drilled: the next one is this. Until then it keeps nobody waiting. */
export function beginDrillThread(): void {
  begun = newWorker();
  begun.on('error', () => {}).unref();
}

/** One that has ended already is not taken: another one will say why. */
function takeBegun(): Worker | undefined {
  const worker = begun;
  begun = undefined;
  if (worker === undefined || worker.threadId < 0) return undefined;
  worker.ref();
  return worker;
}

/** A thread for the world of a drill, or for a look at it. It keeps the process alive until it is closed. */
export class DrillThread {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #closing = false;

  constructor({ onMessage, onDeath }: DrillThreadOptions) {
    this.#worker = takeBegun() ?? newWorker();
    let died: Error | undefined;
    this.#worker.on('message', onMessage);
    this.#worker.on('error', (error) => {
      died = error instanceof Error ? error : new Error(String(error));
    });
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('exit', (code) => {
      if (!this.#closing) onDeath(died ?? new Error(`the world's thread ended with code ${code}`));
    });
  }

  say(message: ToWorld): void {
    this.#worker.postMessage(message);
  }

  /** Of the operating system, for those who look for it; 0 when it has ended. */
  get id(): number {
    return Math.max(0, this.#worker.threadId);
  }

  /** Ends it wherever it is, as a crash would. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.say({ kind: 'close' });
    const timer = host.setTimeout(() => void this.#worker.terminate(), endGraceMs);
    await this.#exited;
    host.clearTimeout(timer);
  }
}

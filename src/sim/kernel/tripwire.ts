/**
 * Nothing inside a world may touch the real machine: a socket, a file, a timer of the host would bring its time and chance in.
 *
 * While the wire is armed, every asynchronous resource that Node creates other than promises and ticks is noted with the stack that asked for it, and so
 * is every synchronous call that opens a file. The kernel looks after each event and ends the run with the first one.
 */
import { createHook } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export class TripwireError extends Error {
  readonly resource: string;
  constructor(resource: string, stack: string) {
    super(`real I/O inside the world: ${resource}. Use the Environment that the process was handed.\n${stack}`);
    this.name = 'TripwireError';
    this.resource = resource;
  }
}

/** What promises and ticks are made of, and what the drain itself uses. */
const HARMLESS = new Set(['PROMISE', 'TickObject', 'Microtask', 'RANDOMBYTESREQUEST', 'QueueMicrotask', 'MESSAGEPORT']);
const SYNCHRONOUS_FILE_CALLS = ['openSync', 'readFileSync', 'writeFileSync', 'appendFileSync', 'readdirSync'] as const;

export class Tripwire {
  violation: TripwireError | undefined;
  readonly #allowImmediate: boolean;
  readonly #hook = createHook({
    init: (_id, type) => this.#created(type),
    // Promises are the world's own business; where Node knows the option they cost nothing.
    ...({ trackPromises: false } as object),
  });
  #restoreFs: (() => void) | undefined;

  /** `allowImmediate`: the portable drain itself turns the real event loop. */
  constructor(options: { allowImmediate: boolean }) {
    this.#allowImmediate = options.allowImmediate;
  }

  arm(): void {
    this.#hook.enable();
    this.#restoreFs = this.#watchFiles();
  }

  disarm(): void {
    this.#hook.disable();
    this.#restoreFs?.();
    this.#restoreFs = undefined;
  }

  #created(type: string): void {
    if (this.violation || HARMLESS.has(type) || (this.#allowImmediate && type === 'Immediate')) return;
    this.#note(type);
  }

  #note(resource: string): void {
    // Thrown here it would end the process (an error in an async hook is fatal), so it is kept for the kernel.
    this.violation ??= new TripwireError(resource, callerStack());
  }

  #watchFiles(): () => void {
    const real = new Map(SYNCHRONOUS_FILE_CALLS.map((name) => [name, fs[name]] as const));
    for (const [name, call] of real) {
      const watched = (...args: unknown[]) => {
        if (!isModuleLoading()) this.#note(`fs.${name}(${String(args[0])})`);
        return (call as (...args: unknown[]) => unknown)(...args);
      };
      Object.assign(fs, { [name]: watched });
    }
    syncBuiltinESMExports();
    return () => {
      for (const [name, call] of real) Object.assign(fs, { [name]: call });
      syncBuiltinESMExports();
    };
  }
}

/** A library may load a module of its own at first use; that reads code, not the world's data. */
function isModuleLoading(): boolean {
  return /node:internal\/modules/.test(callerStack());
}

function callerStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  return stack
    .split('\n')
    .slice(1)
    .filter((line) => !line.includes('tripwire.') && !line.includes('node:internal/async_hooks'))
    .join('\n');
}

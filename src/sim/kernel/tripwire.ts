/**
 * Nothing inside a world may touch the real machine: a socket, a file, a timer of the host would bring its time and chance in.
 *
 * While the wire is armed, every asynchronous resource that Node creates other than promises and ticks is noted with
 * the stack that asked for it, and so is every synchronous call that opens a file or runs a program. The kernel ends
 * the run with the first one.
 */
import { createHook } from 'node:async_hooks';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export class TripwireError extends Error {
  /** Node's name of the resource (`TCPWRAP`, `FSREQPROMISE`, `Timeout`), or the call (`fs.readFileSync(/etc/hosts)`). */
  readonly resource: string;
  constructor(resource: string, stack: string) {
    super(`real I/O inside the world: ${resource}. Use the Environment that the process was handed.\n${stack}`);
    this.name = 'TripwireError';
    this.resource = resource;
  }
}

/**
 * What promises and ticks are made of, the port on which a worker thread sends its journal, and the arithmetic of
 * crypto.checkPrimeSync, which Node dresses as an asynchronous job.
 */
const HARMLESS = new Set([
  ...['PROMISE', 'TickObject', 'Microtask', 'QueueMicrotask', 'MESSAGEPORT', 'CHECKPRIMEREQUEST'],
]);

/** Synchronous calls create no asynchronous resource: these are replaced by name. */
const WATCHED_CALLS: readonly (readonly [room: string, calls: object, names: readonly string[]])[] = [
  [
    'fs',
    fs,
    [
      'openSync',
      'readFileSync',
      'writeFileSync',
      'appendFileSync',
      'readdirSync',
      'statSync',
      'lstatSync',
      'existsSync',
    ].concat(['accessSync', 'mkdirSync', 'rmSync', 'unlinkSync', 'renameSync', 'copyFileSync']),
  ],
  ['child_process', childProcess, ['spawnSync', 'execSync', 'execFileSync']],
];

type Call = (...args: unknown[]) => unknown;

export class Tripwire {
  readonly #onViolation: (error: TripwireError) => void;
  readonly #hook = createHook({
    init: (_id, type) => {
      if (!HARMLESS.has(type)) this.#created(type);
    },
    // Promises are the world's own business; where Node knows the option they cost nothing.
    ...({ trackPromises: false } as object),
  });
  #looksAway = false;
  #putBack: (() => void)[] = [];

  /** `onViolation` must not throw: an error in an async hook ends the process. */
  constructor(onViolation: (error: TripwireError) => void) {
    this.#onViolation = onViolation;
  }

  arm(): void {
    for (const [room, calls, names] of WATCHED_CALLS) {
      for (const name of names) this.#watch(room, calls as Record<string, Call>, name);
    }
    syncBuiltinESMExports();
    this.#hook.enable();
  }

  disarm(): void {
    this.#hook.disable();
    for (const putBack of this.#putBack) putBack();
    this.#putBack = [];
    syncBuiltinESMExports();
  }

  /** For what the kernel itself asks of the host: a turn of the event loop in the portable drain. */
  lookAway(during: () => void): void {
    this.#looksAway = true;
    during();
    this.#looksAway = false;
  }

  #created(type: string): void {
    if (this.#looksAway) return;
    const stack = callerStack();
    // Printing for a person is how one debugs; it brings nothing of the machine into the world. A prime is checked in the call itself.
    const harmless = stack.includes('node:internal/console') || / at checkPrimeSync /.test(stack);
    if (!harmless) this.#onViolation(new TripwireError(type, stack));
  }

  #watch(room: string, calls: Record<string, Call>, name: string): void {
    const call = calls[name]!;
    calls[name] = (...args) => {
      const stack = callerStack();
      // A library may load a module of its own at first use: that reads code, not the world's data.
      if (!stack.includes('node:internal/modules')) {
        this.#onViolation(new TripwireError(`${room}.${name}(${String(args[0])})`, stack));
      }
      return call(...args);
    };
    this.#putBack.push(() => {
      calls[name] = call;
    });
  }
}

function callerStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  return stack
    .split('\n')
    .slice(1)
    .filter((line) => !/tripwire\.[jt]s|node:internal\/async_hooks/.test(line))
    .join('\n');
}

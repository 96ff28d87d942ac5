/**
 * Nothing inside a world may touch the real machine: a socket, a file, a timer of the host would bring its time and chance in.
 *
 * While the wire is armed, every asynchronous resource that Node creates other than promises and ticks is noted with
 * the stack that asked for it, and so is every synchronous call that opens a file or runs a program. The kernel ends
 * the run with the first one.
 *
 * The portable drain lets turns of the host's event loop pass in the middle of a run, and in them the host's own
 * callbacks (a screen's timer, a test runner's report). What those create is not the world's: it lives in the turns
 * that its kernel asked for, and in the ticks and microtasks that come of them.
 */
import { createHook, executionAsyncResource } from 'node:async_hooks';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isPromise } from 'node:util/types';
import { nextTurn } from './drain.ts';

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

/** Those of them that run in the turn that created them, so that their callbacks are the world's when they are. */
const SAME_TURN = new Set(['TickObject', 'Microtask', 'QueueMicrotask']);

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
  readonly #hook: ReturnType<typeof createHook>;
  readonly #ticks = new Set<number>();
  #looksAway = false;
  #putBack: (() => void)[] = [];

  /**
   * `sharesTheLoop`: other callbacks of the host run between the world's turns.
   * `onViolation` must not throw: an error in an async hook ends the process.
   */
  constructor(sharesTheLoop: boolean, onViolation: (error: TripwireError) => void) {
    this.#onViolation = onViolation;
    const init = (id: number, type: string) => {
      if (!HARMLESS.has(type)) this.#created(type);
      else if (sharesTheLoop && !this.#looksAway && SAME_TURN.has(type)) this.#ticks.add(id);
    };
    const before = (id: number) => {
      if (!this.#ticks.delete(id) && !isPromise(executionAsyncResource())) this.#looksAway = true;
    };
    // Promises are the world's own business; where Node knows the option they cost nothing.
    this.#hook = createHook({ init, ...(sharesTheLoop && { before }), ...({ trackPromises: false } as object) });
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

  /** A turn of the event loop that the kernel itself asks of the host. */
  nextTurn(then: () => void): void {
    this.#looksAway = true;
    nextTurn(() => {
      this.#looksAway = false;
      then();
    });
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
      if (this.#looksAway) return call(...args);
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

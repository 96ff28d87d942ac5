/**
 * Virtual time for everything else in `src/sim`: events in order, promises drained between them, chance in named
 * streams, a trace with a rolling hash, and a wire that trips when code inside the world touches the real machine.
 * `kernel.ts` is the place to begin; `host` is all that our code may have of the machine's own clock and timers.
 */
export type { DrainKind } from './drain.ts';
export { type EventHandle, EventQueue } from './event-queue.ts';
export { giveToThread, host } from './host-globals.ts';
export {
  DeadlockError,
  HOUR_US,
  Kernel,
  type KernelOptions,
  MILLISECOND_US,
  MINUTE_US,
  type RunEnd,
  SECOND_US,
} from './kernel.ts';
export { RandomStream } from './random.ts';
export { TripwireError } from './tripwire.ts';

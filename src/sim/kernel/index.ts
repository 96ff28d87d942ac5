export type { DrainKind } from './drain.ts';
export { type EventHandle, EventQueue } from './event-queue.ts';
export { host } from './host-globals.ts';
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

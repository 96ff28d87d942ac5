/**
 * An error that nobody in the world catches ends the run of that world, not the process.
 *
 * Node reports a rejection without a handler, and an error thrown in a `queueMicrotask` callback, by events of the
 * process. While a world runs those two events belong to it: the listeners of others (a test runner's, a command's) are
 * put aside and put back when the run ends.
 */
const EVENTS = ['unhandledRejection', 'uncaughtException'] as const;

/** Hands every uncaught error of this thread to `onError` until the returned function is called. */
export function catchUncaught(onError: (error: unknown) => void): () => void {
  const listener = (error: unknown) => onError(error);
  const restore = EVENTS.map((event) => {
    const others = process.rawListeners(event);
    process.removeAllListeners(event);
    process.on(event, listener);
    return () => {
      process.removeListener(event, listener);
      for (const other of others) process.on(event, other as () => void);
    };
  });
  return () => {
    for (const putBack of restore) putBack();
  };
}

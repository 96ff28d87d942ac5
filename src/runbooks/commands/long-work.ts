import type { CliContext } from './context.ts';
import { watchInterrupts } from './interrupt.ts';
import { type Progress, showProgress } from './progress.ts';

export interface LongWork {
  /** Aborted by the first Ctrl-C, or by a polite request to end. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface LongWorkOptions {
  /** Said on stderr when a signal has ended it. */
  stopped?(): string;
}

/**
 * Runs work that takes a while, with a line of progress and an ear for signals. Returns what it returns, or the exit code of the signal
 * that ended it: whatever it threw then is of no interest.
 */
export async function longWork<T>(
  context: CliContext,
  work: (tools: LongWork) => Promise<T>,
  { stopped }: LongWorkOptions = {},
): Promise<T | { readonly interrupted: number }> {
  const watch = watchInterrupts();
  const progress = showProgress(context);
  try {
    return await work({ signal: watch.signal, progress });
  } catch (error) {
    const interrupted = watch.exitCode();
    if (interrupted === undefined) throw error;
    progress.end();
    if (stopped !== undefined) context.process.stderr.write(`zonefall: ${stopped()}\n`);
    return { interrupted };
  } finally {
    progress.end();
    watch.end();
  }
}

/** Whether long work was ended by a signal. */
export function wasInterrupted<T>(
  outcome: T | { readonly interrupted: number },
): outcome is { readonly interrupted: number } {
  return typeof outcome === 'object' && outcome !== null && 'interrupted' in outcome;
}

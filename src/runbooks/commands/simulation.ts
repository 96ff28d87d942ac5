import type { JournalEvent } from '../journal/index.ts';
import { sinceFault } from '../reports/times.ts';
import type { CliContext } from './context.ts';
import type { Engine, RunOutcome, RunRequest } from './engine.ts';
import { watchInterrupts } from './interrupt.ts';
import { showProgress } from './progress.ts';

/** How a simulation came to its end. */
export type Ending =
  | { readonly kind: 'finished'; readonly outcome: RunOutcome }
  | { readonly kind: 'interrupted'; readonly exitCode: number }
  /** `onLine` had seen enough. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'crashed'; readonly error: unknown };

/**
 * Runs a world, shows how far it is, and listens for Ctrl-C: the first one lets it write the end of its journal. `onLine` is called with
 * each line of the journal as it comes; false ends the run.
 */
export async function simulate(
  context: CliContext,
  request: RunRequest,
  engine: Engine,
  onLine: (line: string, event: JournalEvent) => unknown,
): Promise<Ending> {
  const watch = watchInterrupts();
  const enough = new AbortController();
  const progress = showProgress(context);
  progress.update('building the world');
  const onEvent = (event: JournalEvent, line: string): void => {
    if (enough.signal.aborted) return;
    if (onLine(line, event) === false) enough.abort();
    const what = event.kind === 'step.progress' ? `  ${event.path} ${Math.floor(100 * event.fraction)} %` : '';
    progress.update(`simulating ${sinceFault(event.at / 1e6)}${what}`);
  };
  const early = (): Ending | undefined => {
    if (enough.signal.aborted) return { kind: 'ended' };
    const exitCode = watch.exitCode();
    return exitCode === undefined ? undefined : { kind: 'interrupted', exitCode };
  };
  try {
    const signal = AbortSignal.any([watch.signal, enough.signal]);
    const outcome = await engine(request, { signal, onEvent });
    return early() ?? { kind: 'finished', outcome };
  } catch (error) {
    return early() ?? { kind: 'crashed', error };
  } finally {
    progress.end();
    watch.end();
  }
}

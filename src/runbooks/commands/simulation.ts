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
  | { readonly kind: 'crashed'; readonly error: unknown };

/**
 * Runs a world, shows how far it is, and listens for Ctrl-C: the first one lets it write the end of its journal. `onLine` is called with
 * each line of the journal as it comes. Who has seen `enough` ends the run, and cares no more how it ended.
 */
export async function simulate(
  context: CliContext,
  request: RunRequest,
  engine: Engine,
  onLine: (line: string, event: JournalEvent) => void,
  enough?: AbortSignal,
): Promise<Ending> {
  const watch = watchInterrupts();
  const progress = showProgress(context);
  progress.update('building the world');
  const onEvent = (event: JournalEvent, line: string): void => {
    if (enough?.aborted) return;
    onLine(line, event);
    const what = event.kind === 'step.progress' ? `  ${event.path} ${Math.floor(100 * event.fraction)} %` : '';
    progress.update(`simulating ${sinceFault(event.at / 1e6)}${what}`);
  };
  const early = (): Ending | undefined => {
    const exitCode = watch.exitCode();
    return exitCode === undefined ? undefined : { kind: 'interrupted', exitCode };
  };
  try {
    const signal = enough === undefined ? watch.signal : AbortSignal.any([watch.signal, enough]);
    const outcome = await engine(request, { signal, onEvent });
    return early() ?? { kind: 'finished', outcome };
  } catch (error) {
    return early() ?? { kind: 'crashed', error };
  } finally {
    progress.end();
    watch.end();
  }
}

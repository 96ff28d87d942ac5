import { placeOf, startWorker } from '../queue/index.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './context.ts';
import { watchInterrupts } from './interrupt.ts';
import { showProgress } from './progress.ts';

export type WorkerFlags = {
  readonly queue: string;
  readonly jobs?: number;
};

/**
 * `zonefall worker`: runs seeds of whatever sweeps and gates ask for them, until it is told to end (130 or 143). The first signal lets it
 * bring to an end what runs; after the second others take that over.
 */
export async function worker(context: CliContext, { queue, jobs }: WorkerFlags): Promise<number> {
  const { stderr } = context.process;
  const place = placeOf(queue);
  const watch = watchInterrupts();
  const progress = showProgress(context);
  let ran = 0;
  const told = (): string => `${ran} ${ran === 1 ? 'seed' : 'seeds'} run for ${place}`;
  try {
    const started = await startWorker(queue, {
      jobs,
      onRow: () => {
        ran += 1;
        progress.update(told());
      },
      onTrouble: (sentence) => stderr.write(`zonefall: ${sentence}\n`),
    });
    stderr.write(`zonefall: waiting for seeds of ${place}; Ctrl-C ends it\n`);
    await new Promise<void>((resolve) => {
      if (watch.signal.aborted) resolve();
      else watch.signal.addEventListener('abort', () => resolve());
    });
    progress.update('ending what runs; Ctrl-C again leaves it to other workers');
    await started.end();
  } finally {
    progress.end();
    watch.end();
  }
  stderr.write(`zonefall: ${told()}\n`);
  return watch.exitCode() ?? exitCodes.held;
}

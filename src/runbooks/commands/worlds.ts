import type { RunSeeds } from '../gate/index.ts';
import { runSeeds } from '../sweep/index.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './failures.ts';

/**
 * What runs the worlds of a sweep or a gate: threads of this process, or workers on a queue, which is loaded only then. Its troubles are
 * told on stderr, the same one once. Throws UsageError for `--jobs` with `--queue`.
 */
export async function worldsOf(
  { process: { stderr } }: CliContext,
  { queue, jobs }: { readonly queue?: string; readonly jobs?: number },
): Promise<RunSeeds> {
  if (queue === undefined) return (request, seeds, options) => runSeeds(request, seeds, { ...options, jobs });
  if (jobs !== undefined) {
    throw new UsageError('--jobs says nothing with --queue: the workers run the worlds (zonefall worker --jobs N)');
  }
  const { runSeedsOnQueue } = await import('../queue/index.ts');
  let last = '';
  const onTrouble = (sentence: string): void => {
    if (sentence !== last) stderr.write(`zonefall: ${sentence}\n`);
    last = sentence;
  };
  return (request, seeds, options) => runSeedsOnQueue(queue, request, seeds, { ...options, onTrouble });
}

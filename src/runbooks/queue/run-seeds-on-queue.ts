import { host } from '../../sim/kernel/host-globals.ts';
import type { RunRequest } from '../execute.ts';
import { hangSecondsDefault, planOf, type SeedsOptions, type SweepRow } from '../sweep/index.ts';
import { connect } from './connection.ts';
import { SeedQueue } from './seed-queue.ts';

export interface QueueSeedsOptions extends Omit<SeedsOptions, 'jobs'> {
  /** Called with a sentence when nothing goes on: no worker listens, or the Redis does not answer. */
  onTrouble?(sentence: string): void;
}

/** So many seeds lie on the Redis at once: enough for any number of workers, and a bound for endless lists of seeds. */
const aheadMax = 1000;
/** Jobs are put there so many at a time. */
const batchMax = 100;
/** How often what the events may have missed is looked up. */
const lookEveryMs = 2000;

/**
 * What `runSeeds` does, run by workers on any number of machines: yields the same rows, in the order of the seeds. Whoever stops early
 * (`break`) takes back what no worker has begun, and workers end what they have begun within a second or two.
 *
 * Throws UsageError if there is no Redis at the URL, FileProblems if the sources are no scenario, and the reason of `signal`. Waits for as
 * long as there is no worker, and says so.
 */
export async function* runSeedsOnQueue(
  url: string,
  request: Omit<RunRequest, 'seed'>,
  seeds: Iterable<number>,
  { signal, hangSeconds = hangSecondsDefault, onRow, onTrouble }: QueueSeedsOptions = {},
): AsyncGenerator<SweepRow> {
  signal?.throwIfAborted();
  const whole = { ...request, plan: await planOf(request) };
  const connection = await connect(url, onTrouble);
  let done = 0;
  const queue = await SeedQueue.open(connection, { request: whole, hangSeconds }, (row) => {
    done += 1;
    onRow?.(row, done);
  });
  const look = (): void =>
    void queue.look().then(
      (idle) => idle && onTrouble?.(idle),
      () => {},
    );
  const looking = host.setInterval(look, lookEveryMs);
  const abort = (): void => queue.fail(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    const rest = seeds[Symbol.iterator]();
    for (let more = true; more || queue.size > 0; ) {
      // One that came while this was still connecting nobody heard.
      signal?.throwIfAborted();
      while (more && queue.size < aheadMax) {
        const batch = taken(rest, batchMax);
        more = batch.length === batchMax;
        await queue.add(batch);
      }
      if (queue.size > 0) yield await queue.first();
    }
  } finally {
    host.clearInterval(looking);
    signal?.removeEventListener('abort', abort);
    await queue.close();
    connection.end();
  }
}

/** The next so many, fewer at the end. */
function taken(rest: Iterator<number>, count: number): number[] {
  const batch: number[] = [];
  while (batch.length < count) {
    const { done, value } = rest.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}

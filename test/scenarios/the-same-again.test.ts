/** The same file, seed and decisions give the same journal, wherever it is run. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import { WorldThread } from '../../src/runbooks/commands/world-thread.ts';
import { august7Anew, journalHash, sourcesOf } from './august-7.ts';

const variant = 'decided-at-once';

const thread = new WorldThread();
afterAll(() => thread.end());

/** As a thread says that has seen no other world. */
let expected: string | undefined;
const elsewhere = async () =>
  (expected ??= journalHash(await thread.run({ sources: sourcesOf(), variant }, { stream: true })));

it('in a worker and on the main thread', async () => {
  expect(journalHash(await august7Anew({ variant }))).toBe(await elsewhere());
});

it('with the synchronous drain and with the event loop', async () => {
  // In a thread of its own: a test runner's timers are real ones, and in this thread the wire would see them.
  const other = new Worker(new URL('./other-drain.ts', import.meta.url), { workerData: variant });
  const [hash] = await once(other, 'message');
  expect(hash).toBe(await elsewhere());
});

it('twice in one process, and after ten other seeds', async () => {
  const others = new Set<string>();
  // What they come to is nothing here: ten minutes of each are enough, the loss of power among them.
  const edit = [['horizon: PT16H', 'horizon: PT10M']] as const;
  for (let seed = 1; seed <= 10; seed++) others.add(journalHash(await august7Anew({ variant, seed, edit })));
  expect(others.size).toBe(10);
  expect(journalHash(await august7Anew({ variant }))).toBe(await elsewhere());
});

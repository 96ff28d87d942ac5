import { expect, test } from 'vitest';
import { Queue } from '../../../src/platform/queue/queue.ts';
import type { RedisLink } from '../../../src/platform/redis-link.ts';

/** Redis as far as requeueing goes, with a worker that takes every job at once. */
function redisWithEagerWorker(inHand: string[]) {
  let moves = 0;
  const client = {
    llen: async () => inHand.length,
    lmove: async () => {
      if (++moves > 100) throw new Error('requeued for ever');
      const job = inHand.shift();
      // The worker is cut off from the bus, not from Redis: what goes back to the queue is in its hands again.
      if (job !== undefined) inHand.push(job);
      return job ?? null;
    },
    hdel: async () => 1,
  };
  return { run: (commands: (client: unknown) => unknown) => commands(client) } as unknown as RedisLink;
}

/** On 7 August the bus and the workers of the dark zone passed four hundred jobs back and forth between them. */
test('the jobs of a worker that is only cut off from the bus go back to the queue once', async () => {
  const queue = new Queue(redisWithEagerWorker(['launch', 'poll']), { uniform: () => 0.5, hex: () => 'f' });
  expect(await queue.requeue('worker-1')).toBe(2);
});

import { expect, test } from 'vitest';
import { configureJob } from '../../../src/platform/queue/job.ts';
import { delayedKey, processingKey } from '../../../src/platform/queue/keys.ts';
import { Queue } from '../../../src/platform/queue/queue.ts';
import { RedisLink } from '../../../src/platform/redis-link.ts';
import { SmallInstallation } from '../small-installation.ts';

test('what follows from a job is in place before it leaves the worker, who hears when it cannot leave', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const env = small.environment(small.host('desk').start('desk'));
    const redis = new RedisLink(env, small.config, 60_000);
    const queue = new Queue(redis, env.random);
    // A hand that holds no list: the job cannot be taken out of it.
    await redis.run((client) => client.set(processingKey('worker'), 'no list'));
    const follower = configureJob('cloud');
    const later = [{ job: follower, atMs: small.nowMs + 3_600_000 }];
    await expect(queue.complete('worker', 'job', { later }, [])).rejects.toThrow('WRONGTYPE');
    const dueMs = await redis.run((client) => client.zscore(delayedKey, JSON.stringify(follower)));
    expect(Number(dueMs)).toBe(later[0]!.atMs);
  });
});

import { expect, test } from 'vitest';
import { LockBusyError } from '../../../src/platform/errors.ts';
import { lockKey } from '../../../src/platform/queue/keys.ts';
import { Locks } from '../../../src/platform/queue/lock.ts';
import type { RedisLink } from '../../../src/platform/redis-link.ts';

/** Redis as far as locks go: a key ends by itself after its time. */
function scene() {
  let nowMs = 0;
  let reachable = true;
  const keys = new Map<string, { owner: string; untilMs: number }>();
  const alive = (key: string) => {
    const found = keys.get(key);
    return found && found.untilMs > nowMs ? found : undefined;
  };
  const client = {
    set: async (key: string, owner: string, _px: string, ms: number) => {
      if (alive(key)) return null;
      keys.set(key, { owner, untilMs: nowMs + ms });
      return 'OK';
    },
    get: async (key: string) => alive(key)?.owner ?? null,
    del: async (key: string) => {
      if (!reachable) throw new Error('Redis cannot be reached');
      return keys.delete(key) ? 1 : 0;
    },
  };
  const redis = { run: (commands: (client: unknown) => unknown) => commands(client) } as unknown as RedisLink;
  const clock = { nowMs: () => nowMs, sleep: async () => {}, after: () => () => {} };
  const times = { lockMs: 90_000, arrivesWithinMs: 60_000 };
  return {
    /** A worker of its own on the same Redis. */
    worker: () => new Locks(clock, redis, times),
    holder: () => alive(lockKey('instance'))?.owner,
    passMs: (ms: number) => void (nowMs += ms),
    cutOff: () => void (reachable = false),
  };
}

const done = async () => {};
const failing = async () => {
  throw new Error('CouchDB does not answer');
};

test('a job holds its lock until it has ended, and nobody else gets it meanwhile', async () => {
  const { worker, holder } = scene();
  const locks = worker();
  await locks.hold('instance', 'first', done);
  expect(holder()).toBe('first');
  expect(locks.heldBy('first')).toEqual([lockKey('instance')]);
  await expect(worker().hold('instance', 'second', done)).rejects.toThrow(LockBusyError);
  locks.forget('first');
  expect(locks.heldBy('first')).toEqual([]);
});

test('a job that has to wait lets others pass', async () => {
  const { worker, holder } = scene();
  const locks = worker();
  await expect(locks.hold('instance', 'first', failing)).rejects.toThrow('CouchDB');
  expect(locks.heldBy('first')).toEqual([]);
  await worker().hold('instance', 'second', done);
  expect(holder()).toBe('second');
});

test('a lock that may have ended is not given back: it may be the lock of another by now', async () => {
  const { worker, passMs } = scene();
  const locks = worker();
  await locks.hold('instance', 'first', done);
  passMs(29_000);
  expect(locks.heldBy('first')).toEqual([lockKey('instance')]);
  passMs(2_000);
  expect(locks.heldBy('first')).toEqual([]);
});

test('a job that finds a lock of its own, taken nobody knows when, leaves it to end by itself', async () => {
  const { worker, holder, passMs, cutOff } = scene();
  const locks = worker();
  cutOff();
  await expect(locks.hold('instance', 'first', failing)).rejects.toThrow('CouchDB');
  passMs(80_000);
  await locks.hold('instance', 'first', done);
  expect(holder()).toBe('first');
  expect(locks.heldBy('first')).toEqual([]);
});

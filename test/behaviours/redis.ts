import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from './redis-subjects.ts';

/** Looks until it is so; generous, as the machine may be busy with other things. */
function eventually<T>(look: () => T) {
  return expect.poll(look, { timeout: 10_000 });
}

/** What everything that calls itself Redis does here, seen through an unmodified ioredis. One body for the engine and the real one. */
export function describeRedis(name: string, start: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject;
    let redis: Redis;
    const clients: Redis[] = [];

    function client(options: { db?: number; protocol?: 2 | 3; retryStrategy?: () => number } = {}): Redis {
      const made = new Redis({ host: subject.host, port: subject.port, ...options });
      clients.push(made);
      return made;
    }

    beforeAll(async () => {
      subject = await start();
    });
    afterAll(async () => {
      await subject.stop();
    });
    beforeEach(async () => {
      redis = client();
      await redis.flushall();
    });
    afterEach(() => {
      for (const made of clients.splice(0)) made.disconnect();
    });

    test.each([2, 3] as const)(
      'a client that speaks RESP%i becomes ready and is called what it wants',
      async (protocol) => {
        const named = new Redis({
          host: subject.host,
          port: subject.port,
          protocol,
          connectionName: 'worker-7',
          db: 3,
        });
        clients.push(named);
        expect(await named.client('GETNAME')).toBe('worker-7');
        expect(named.status).toBe('ready');
        expect(await redis.client('LIST')).toMatch(/name=worker-7 .*db=3/);
      },
    );

    test('a lock is given to one, and to the next when its time is over', async () => {
      expect(await redis.set('lock', 'me', 'PX', 500, 'NX')).toBe('OK');
      expect(await redis.set('lock', 'you', 'PX', 500, 'NX')).toBeNull();
      await eventually(() => redis.set('lock', 'you', 'PX', 5000, 'NX')).toBe('OK');
      expect(await redis.get('lock')).toBe('you');
      expect(await redis.pttl('lock')).toBeGreaterThan(4000);
    });

    test('all bytes of a value survive', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      await redis.set('bytes', bytes);
      expect(await redis.getBuffer('bytes')).toEqual(bytes);
      await redis.hset('hash', 'ä', 'ö');
      expect(await redis.hgetall('hash')).toEqual({ ä: 'ö' });
    });

    test('a value of two megabytes arrives in pieces and is whole', async () => {
      const large = 'x'.repeat(2_000_000);
      await redis.set('large', large);
      expect(await redis.strlen('large')).toBe(large.length);
      expect((await redis.get('large')) === large).toBe(true);
    });

    test('a pipeline is answered in its order, errors among the answers', async () => {
      const answers = await redis.pipeline().set('a', 1).incr('a').lpush('a', 'x').get('a').exec();
      expect(answers?.map(([error, value]) => error?.message ?? value)).toEqual([
        'OK',
        2,
        'WRONGTYPE Operation against a key holding the wrong kind of value',
        '2',
      ]);
    });

    test('a transaction is dropped when a watched key changed', async () => {
      const other = client();
      await redis.set('balance', 10);
      await redis.watch('balance');
      await other.decr('balance');
      expect(await redis.multi().set('balance', 9).exec()).toBeNull();
      expect(await redis.get('balance')).toBe('9');
      expect(await redis.multi().incr('balance').get('balance').exec()).toEqual([
        [null, 10],
        [null, '10'],
      ]);
    });

    test('a watched key that expires counts as changed', async () => {
      await redis.set('lease', 'mine', 'PX', 300);
      await redis.watch('lease');
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(await redis.multi().set('won', 1).exec()).toBeNull();
    });

    test('a transaction with a refused command does nothing', async () => {
      const bad = redis.multi({ pipeline: false });
      await bad;
      await redis.set('a', 1);
      await expect(redis.call('SET', 'a')).rejects.toThrow("ERR wrong number of arguments for 'set' command");
      await expect(redis.exec()).rejects.toThrow('EXECABORT Transaction discarded because of previous errors.');
      expect(await redis.get('a')).toBeNull();
    });

    test.each([2, 3] as const)('a RESP%i subscriber hears its channels and patterns', async (protocol) => {
      const subscriber = client({ protocol });
      const heard: string[] = [];
      subscriber.on('message', (channel, message) => heard.push(`${channel}: ${message}`));
      subscriber.on('pmessage', (pattern, channel, message) => heard.push(`${pattern} ${channel}: ${message}`));
      expect(await subscriber.subscribe('agents', 'jobs')).toBe(2);
      expect(await subscriber.psubscribe('ag*')).toBe(3);
      expect(await redis.publish('agents', 'hello')).toBe(2);
      expect(await redis.publish('nobody', 'hello')).toBe(0);
      await eventually(() => heard).toEqual(['agents: hello', 'ag* agents: hello']);
      expect(await redis.pubsub('NUMSUB', 'agents', 'nobody')).toEqual(['agents', 1, 'nobody', 0]);
      expect(await subscriber.unsubscribe('agents', 'jobs')).toBe(1);
      expect(await redis.publish('agents', 'again')).toBe(1);
      expect(await subscriber.punsubscribe()).toBe(0);
      expect(await subscriber.set('works', 'again')).toBe('OK');
    });

    test('workers that wait for a job are served in the order in which they came', async () => {
      const workers = [client(), client(), client()];
      const jobs: Promise<string | null>[] = [];
      for (const [index, worker] of workers.entries()) {
        const job = worker.blmove('queue', `busy:${index}`, 'LEFT', 'RIGHT', 0);
        jobs.push(job);
        await eventually(async () => (await redis.info('clients')).match(/blocked_clients:(\d+)/)?.[1]).toBe(
          `${index + 1}`,
        );
      }
      await redis.rpush('queue', 'first', 'second');
      await redis.rpush('queue', 'third');
      expect(await Promise.all(jobs)).toEqual(['first', 'second', 'third']);
      expect(await redis.lrange('busy:1', 0, -1)).toEqual(['second']);
      expect(await redis.exists('queue')).toBe(0);
    });

    test('who waits for several lists gets the first that fills, or nothing in time', async () => {
      const worker = client();
      const job = worker.blpop('urgent', 'normal', 5);
      await eventually(async () => (await redis.info('clients')).match(/blocked_clients:(\d+)/)?.[1]).toBe('1');
      await redis.multi().lpush('normal', 'n').lpush('urgent', 'u').exec();
      expect(await job).toEqual(['normal', 'n']);
      expect(await redis.llen('urgent')).toBe(1);
      expect(await worker.brpop('nothing', 0.05)).toBeNull();
    });

    test('an item handed on wakes the one who waits further down', async () => {
      const [first, second] = [client(), client()];
      const moved = first.blmove('a', 'b', 'LEFT', 'LEFT', 0);
      const popped = second.blpop('b', 0);
      await eventually(async () => (await redis.info('clients')).match(/blocked_clients:(\d+)/)?.[1]).toBe('2');
      await redis.rpush('a', 'x');
      expect(await moved).toBe('x');
      expect(await popped).toEqual(['b', 'x']);
    });

    test('a waiting client that goes away takes nothing', async () => {
      const leaver = client();
      leaver.on('error', () => {});
      leaver.blpop('queue', 0).catch(() => {});
      await eventually(async () => (await redis.info('clients')).match(/blocked_clients:(\d+)/)?.[1]).toBe('1');
      leaver.disconnect();
      await eventually(async () => (await redis.info('clients')).match(/blocked_clients:(\d+)/)?.[1]).toBe('0');
      await redis.rpush('queue', 'job');
      expect(await redis.lrange('queue', 0, -1)).toEqual(['job']);
    });

    test('a schedule is a sorted set: what is due is taken, what is not stays', async () => {
      await redis.zadd('schedule', 300, 'c', 100, 'a', 200, 'b');
      expect(await redis.zrangebyscore('schedule', '-inf', 200, 'LIMIT', 0, 10)).toEqual(['a', 'b']);
      expect(await redis.zpopmin('schedule')).toEqual(['a', '100']);
      expect(await redis.zrange('schedule', '0', '-1', 'WITHSCORES')).toEqual(['b', '200', 'c', '300']);
      expect(await redis.zadd('schedule', 'XX', 'CH', 150, 'c')).toBe(1);
      expect(await redis.zrange('schedule', '-inf', '+inf', 'BYSCORE')).toEqual(['c', 'b']);
    });

    test('a scan finds every key that is there all the time', async () => {
      const keys = Array.from({ length: 500 }, (_, index) => `key:${index}`);
      await redis.mset(...keys.flatMap((key) => [key, 'x']));
      const found = new Set<string>();
      let cursor = '0';
      do {
        const [next, page] = await redis.scan(cursor, 'MATCH', 'key:*', 'COUNT', 50);
        for (const key of page) found.add(key);
        // Keys come and go while we look.
        await redis.set(`other:${next}`, 1);
        await redis.del(`other:${cursor}`);
        cursor = next;
      } while (cursor !== '0');
      expect([...found].sort()).toEqual([...keys].sort());
      expect((await redis.keys('key:1?')).length).toBe(10);
    });

    test('databases do not see each other', async () => {
      const second = client({ db: 2 });
      await redis.set('a', 'zero');
      await second.set('a', 'two');
      expect(await redis.get('a')).toBe('zero');
      await second.flushdb();
      expect([await redis.dbsize(), await second.dbsize()]).toEqual([1, 0]);
    });

    test('a client that is killed connects again', async () => {
      const victim = client({ retryStrategy: () => 10 });
      const id = await victim.client('ID');
      expect(await redis.call('CLIENT', 'KILL', 'ID', id)).toBe(1);
      await eventually(() => victim.client('ID').catch(() => id)).not.toBe(id);
    });

    test('an unknown command is refused by name', async () => {
      await expect(redis.call('NOSUCH', 'a')).rejects.toThrow(
        "ERR unknown command 'NOSUCH', with args beginning with: 'a'",
      );
    });

    test('quitting closes the connection', async () => {
      const leaver = client();
      expect(await leaver.quit()).toBe('OK');
      await eventually(() => leaver.status).toBe('end');
    });

    test('the clock is this moment', async () => {
      const [seconds] = await redis.time();
      expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(5);
    });

    describe('with a replica', () => {
      let second: Subject;
      let replica: Redis;

      beforeEach(async () => {
        second = await start();
        replica = new Redis({ host: second.host, port: second.port });
        clients.push(replica);
      });
      afterEach(async () => {
        await second.stop();
      });

      async function follow(): Promise<void> {
        await replica.replicaof(subject.host, subject.port);
        await eventually(async () => (await replica.info('replication')).includes('master_link_status:up')).toBe(true);
      }

      test('it copies what is there, then follows what is written, and takes no writes itself', async () => {
        await redis.set('string', 'bytes \u0000\u00ff');
        await redis.set('volatile', 1, 'EX', 1000);
        await redis.rpush('list', 1, 2, 3);
        await redis.hset('hash', { a: 1, b: 2 });
        await redis.sadd('set', 'only');
        await redis.zadd('zset', 0.1, 'tenth', 'inf', 'end');
        await follow();
        await redis.multi().lpop('list').hincrby('hash', 'a', 5).exec();
        await redis.set('later', 1);
        await eventually(() => replica.get('later')).toBe('1');
        expect(await replica.get('string')).toBe('bytes \u0000\u00ff');
        expect(await replica.ttl('volatile')).toBeGreaterThan(900);
        expect(await replica.lrange('list', 0, -1)).toEqual(['2', '3']);
        expect(await replica.hgetall('hash')).toEqual({ a: '6', b: '2' });
        expect(await replica.smembers('set')).toEqual(['only']);
        expect(await replica.zrange('zset', '0', '-1', 'WITHSCORES')).toEqual([
          'tenth',
          '0.10000000000000001',
          'end',
          'inf',
        ]);
        await expect(replica.set('mine', 1)).rejects.toThrow("READONLY You can't write against a read only replica.");
        expect((await replica.role()).slice(0, 4)).toEqual(['slave', subject.host, subject.port, 'connected']);
        expect(await redis.wait(1, 5000)).toBe(1);
      });

      test('promoted, it keeps what it has and takes writes', async () => {
        await redis.set('a', 1);
        await follow();
        expect(await replica.replicaof('NO', 'ONE')).toBe('OK');
        expect(await replica.incr('a')).toBe(2);
        expect(await redis.get('a')).toBe('1');
        expect((await replica.role())[0]).toBe('master');
      });

      test('its subscribers hear what is published at the master', async () => {
        await follow();
        const subscriber = new Redis({ host: second.host, port: second.port });
        clients.push(subscriber);
        const heard: string[] = [];
        subscriber.on('message', (_channel, message) => heard.push(message));
        await subscriber.subscribe('news');
        await redis.publish('news', 'from afar');
        await eventually(() => heard).toEqual(['from afar']);
      });
    });
  });
}

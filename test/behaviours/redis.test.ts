import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandTable } from '../../src/sim/stores/redis/commands/table.ts';
import { describeRedis } from './redis.ts';
import { randomCommand } from './redis-random.ts';
import { oddBytes, scripts, words } from './redis-scripts.ts';
import { type Subject, startEngine, startRealRedis, whyNoRealRedis } from './redis-subjects.ts';
import { RawConnection, request } from './resp.ts';

const missing = whyNoRealRedis();

describeRedis('the engine behind a socket', startEngine);

if (missing === undefined) describeRedis('the real redis-server', startRealRedis);
else test.skip(`the real redis-server: ${missing}`, () => {});

describe.skipIf(missing !== undefined)(`byte for byte${missing === undefined ? '' : `: ${missing}`}`, () => {
  let engine: Subject;
  let real: Subject;
  beforeAll(async () => {
    [engine, real] = await Promise.all([startEngine(), startRealRedis()]);
  });
  afterAll(async () => {
    await Promise.all([engine.stop(), real.stop()]);
  });

  async function replies(subject: Subject, protocol: '2' | '3', requests: readonly string[][]): Promise<string[]> {
    const connection = new RawConnection(subject);
    connection.send(request('HELLO', protocol));
    connection.send(request('FLUSHALL'));
    await connection.framesUntilEcho();
    for (const args of requests) connection.send(request(...args));
    const frames = await connection.framesUntilEcho();
    connection.close();
    return frames;
  }

  describe.each(['2', '3'] as const)('over RESP%s', (protocol) => {
    test.each(Object.entries(scripts))('%s', async (_name, script) => {
      const requests = script.trim().split('\n').map(words);
      const [ours, theirs] = await Promise.all([
        replies(engine, protocol, requests),
        replies(real, protocol, requests),
      ]);
      expect(label(requests, ours)).toEqual(label(requests, theirs));
    });
  });

  test.each(Object.entries(oddBytes))('odd bytes: %s', async (_name, bytes) => {
    const both = [engine, real].map(async (subject) => {
      const connection = new RawConnection(subject);
      connection.send(Buffer.from(bytes, 'latin1'));
      const frames = await connection.framesUntilEcho();
      const { closed } = connection;
      connection.close();
      return { frames, closed };
    });
    const [ours, theirs] = await Promise.all(both);
    expect(ours).toEqual(theirs);
  });

  test('random sequences of commands, with a seed', async () => {
    const sequences = fc.sample(fc.array(randomCommand, { minLength: 300, maxLength: 300 }), {
      numRuns: 20,
      seed: 20110807,
    });
    for (const random of sequences) {
      // Leaves a transaction that is still open, so that the end of the answers can be seen.
      const sequence = [...random, ['DISCARD']];
      const [ours, theirs] = await Promise.all([replies(engine, '2', sequence), replies(real, '2', sequence)]);
      expect(label(sequence, ours)).toEqual(label(sequence, theirs));
    }
  });

  test('a real server can be the replica of the engine: it reads the copy and the stream', async () => {
    const [master, replica] = [new Redis(engine.port), new Redis(real.port)];
    await master.flushall();
    await master.set('volatile', 'x', 'EX', 1000);
    await master.rpush('list', ...Array.from({ length: 300 }, (_, index) => `item ${index}`));
    await master.hset('hash', 'field', 'x'.repeat(20_000));
    await master.sadd('set', 1, 2, 3);
    await master.zadd('zset', 0.1, 'a', '-inf', 'b');
    await replica.replicaof(engine.host, engine.port);
    await expect.poll(() => replica.exists('zset'), { timeout: 10_000 }).toBe(1);
    await master.multi().lpop('list').incr('counter').set('short', 1, 'PX', 100_000).exec();
    await master.select(4);
    await master.set('in-four', 1);
    await master.select(0);
    expect(await master.wait(1, 5000)).toBe(1);
    await replica.select(4);
    expect(await replica.get('in-four')).toBe('1');
    await replica.select(0);
    for (const [command, ...args] of [
      ['lrange', 'list', 0, -1],
      ['hgetall', 'hash'],
      ['smembers', 'set'],
      ['zrange', 'zset', 0, -1, 'WITHSCORES'],
      ['mget', 'volatile', 'counter', 'short'],
    ] as const) {
      expect(await replica.call(command, ...args)).toEqual(await master.call(command, ...args));
    }
    expect((await replica.role())[4]).toBe((await master.role())[1]);
    await replica.replicaof('NO', 'ONE');
    master.disconnect();
    replica.disconnect();
  });

  test('the table of commands agrees with the real one: arity, flags, positions of keys', async () => {
    const [ours, theirs] = [new Redis(engine.port), new Redis(real.port)];
    const names = [...commandTable.keys()];
    const describeRow = (row: unknown) => {
      const [name, arity, flags, first, last, step] = row as [string, number, string[], number, number, number];
      return { name, arity, flags: [...flags].sort(), keys: [first, last, step] };
    };
    const [mine, real7] = await Promise.all([ours.command('INFO', ...names), theirs.command('INFO', ...names)]);
    expect((mine as unknown[]).map(describeRow)).toEqual((real7 as unknown[]).map(describeRow));
    ours.disconnect();
    theirs.disconnect();
  });
});

/** Puts each answer beside its request, as long as there is one answer per request; else the bare answers. */
function label(requests: readonly string[][], frames: readonly string[]): string[] {
  if (frames.length !== requests.length) return [...frames];
  return frames.map((frame, index) => `${requests[index]?.join(' ')} => ${JSON.stringify(frame)}`);
}

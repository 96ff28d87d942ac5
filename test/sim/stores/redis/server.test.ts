import { describe, expect, test } from 'vitest';
import { RedisServer } from '../../../../src/sim/stores/redis/index.ts';
import { request } from '../../../behaviours/resp.ts';
import { Client, info, Town, text, VirtualClock } from './virtual.ts';

function lonely(options: { onWrite?: (count: number) => void; version?: string } = {}) {
  const clock = new VirtualClock();
  const server = new RedisServer({ clock, runId: 'lonely', ...options });
  return { clock, server, client: new Client(server) };
}

describe('bytes', () => {
  const pipeline = Buffer.concat([
    request('SET', 'key', 'va\r\nlue'),
    request('GET', 'key'),
    Buffer.from('PING inline\r\n'),
    request('LPUSH', 'list', '', 'b'),
    request('LRANGE', 'list', '0', '-1'),
  ]);
  const answers = '+OK\r\n$7\r\nva\r\nlue\r\n$6\r\ninline\r\n:2\r\n*2\r\n$1\r\nb\r\n$0\r\n\r\n';

  test('a pipeline may be split at every byte', () => {
    for (let at = 0; at <= pipeline.length; at++) {
      const { client } = lonely();
      client.send(pipeline.subarray(0, at));
      client.send(pipeline.subarray(at));
      expect(client.received).toBe(answers);
    }
  });

  test('a pipeline may come byte by byte', () => {
    const { client } = lonely();
    for (const byte of pipeline) client.send(Buffer.from([byte]));
    expect(client.received).toBe(answers);
  });

  test('a pipeline that comes at once is answered in one piece', () => {
    const { server } = lonely();
    const pieces: Buffer[] = [];
    const link = {
      write: (bytes: Buffer) => void pieces.push(bytes),
      close: () => {},
      onData: (_: Buffer) => {},
      onClose: () => {},
    };
    server.accept(link);
    link.onData(pipeline);
    expect(pieces.map(String)).toEqual([answers]);
  });

  test('a client that does not speak RESP is told so and let go', () => {
    const { client, server } = lonely();
    client.send(Buffer.from('*1\r\n!'));
    expect(client.received).toBe("-ERR Protocol error: expected '$', got '!'\r\n");
    expect(client.closed).toBe(true);
    expect(server.inspect().clients).toBe(0);
  });
});

describe('time', () => {
  test('an idle server schedules nothing, whatever it holds', () => {
    const { clock, client } = lonely();
    client.call('SET', 'lock', 'me', 'PX', '5000');
    client.call('SUBSCRIBE', 'news');
    expect(clock.pending).toBe(0);
  });

  test('a key is gone when its time is over, and its writer finds the place free', () => {
    const { clock, client, server } = lonely();
    client.call('SET', 'lock', 'me', 'PX', '5000');
    clock.run(5000);
    expect(client.call('PTTL', 'lock')).toBe(':0\r\n');
    clock.run(1);
    expect(server.inspect().keys).toBe(0);
    expect(client.call('DBSIZE')).toBe(':0\r\n');
    expect(client.call('SET', 'lock', 'you', 'NX')).toBe('+OK\r\n');
    expect(client.call('TTL', 'lock')).toBe(':-1\r\n');
  });

  test('a thousand forgotten locks do not stay for ever', () => {
    const { clock, client } = lonely();
    for (let index = 0; index < 1023; index++) client.call('SET', `lock:${index}`, '1', 'PX', '10');
    clock.run(60_000);
    expect(info(client, 'expired_keys')).toBe('0');
    client.call('SET', 'one-more', '1', 'PX', '10');
    expect(info(client, 'expired_keys')).toBe('1023');
  });

  test('a wait with a timeout costs one event and is answered to the millisecond', () => {
    const { clock, client } = lonely();
    expect(client.call('BLPOP', 'queue', '1.5')).toBe('');
    clock.run(1499);
    expect(client.received).toBe('');
    expect(clock.run(1)).toBe(1);
    expect(client.received).toBe('*-1\r\n');
    expect(clock.pending).toBe(0);
  });

  test('a wait that is served leaves no timer behind', () => {
    const { clock, client, server } = lonely();
    client.call('BLPOP', 'queue', '10');
    new Client(server).call('RPUSH', 'queue', 'job');
    expect(client.received).toBe('*2\r\n$5\r\nqueue\r\n$3\r\njob\r\n');
    expect(clock.pending).toBe(0);
  });

  test('what a waiting client sends is read after its answer', () => {
    const { client, server } = lonely();
    client.call('BLPOP', 'queue', '0');
    client.call('PING');
    expect(client.received).toBe('');
    new Client(server).call('RPUSH', 'queue', 'job');
    expect(client.received).toBe('*2\r\n$5\r\nqueue\r\n$3\r\njob\r\n+PONG\r\n');
  });
});

describe('clients that wait', () => {
  test('are served first come, first served, one item each', () => {
    const { client: producer, server } = lonely();
    const workers = [1, 2, 3].map(() => new Client(server));
    for (const worker of workers) worker.call('BLMOVE', 'queue', 'busy', 'LEFT', 'RIGHT', '0');
    producer.call('RPUSH', 'queue', 'a', 'b');
    expect(workers.map((worker) => worker.received)).toEqual(['$1\r\na\r\n', '$1\r\nb\r\n', '']);
  });

  test('do not take what is gone before the end of a transaction', () => {
    const { client: producer, server } = lonely();
    const worker = new Client(server);
    worker.call('BLPOP', 'queue', '0');
    for (const args of [['MULTI'], ['RPUSH', 'queue', 'a'], ['DEL', 'queue'], ['EXEC']]) producer.call(...args);
    expect(worker.received).toBe('');
    producer.call('RPUSH', 'queue', 'b');
    expect(text(worker.received)).toContain('b');
  });

  test('are told when the place they move to has become something else, and the item stays', () => {
    const { client: producer, server } = lonely();
    const worker = new Client(server);
    worker.call('BLMOVE', 'queue', 'busy', 'LEFT', 'RIGHT', '0');
    producer.call('SET', 'busy', 'a string');
    producer.call('RPUSH', 'queue', 'job');
    expect(worker.received).toContain('-WRONGTYPE');
    expect(producer.call('LLEN', 'queue')).toBe(':1\r\n');
  });

  test('lose nothing to one who has gone', () => {
    const { client: producer, server } = lonely();
    const [first, second] = [new Client(server), new Client(server)];
    first.call('BLPOP', 'queue', '0');
    second.call('BLPOP', 'queue', '0');
    first.leave();
    producer.call('RPUSH', 'queue', 'job');
    expect(second.received).toContain('job');
  });
});

describe('a process', () => {
  test('counts the writes of its clients, a transaction one by one', () => {
    const counts: number[] = [];
    const { client } = lonely({ onWrite: (count) => counts.push(count) });
    for (const args of [
      ['SET', 'a', '1'],
      ['GET', 'a'],
      ['DEL', 'missing'],
      ['MULTI'],
      ['INCR', 'a'],
      ['INCR', 'a'],
      ['EXEC'],
    ]) {
      client.call(...args);
    }
    expect(counts).toEqual([1, 1, 1]);
  });

  test('that ends closes its connections, cancels its timers and takes no new ones', () => {
    const { clock, client, server } = lonely();
    client.call('BLPOP', 'queue', '10');
    server.close();
    expect(client.closed).toBe(true);
    expect(clock.pending).toBe(0);
    expect(new Client(server).closed).toBe(true);
  });

  test('of version 7.2 knows the library of a client, one of 7.0 does not', () => {
    expect(lonely({ version: '7.2.4' }).client.call('CLIENT', 'SETINFO', 'LIB-NAME', 'ioredis')).toBe('+OK\r\n');
    expect(lonely().client.call('CLIENT', 'SETINFO', 'LIB-NAME', 'ioredis')).toContain('unknown subcommand');
  });

  test('without a way to dial refuses to follow', () => {
    expect(lonely().client.call('REPLICAOF', 'elsewhere', '6379')).toMatch(/^-ERR this server cannot follow/);
  });
});

describe('files', () => {
  test('a copy of the dataset starts another server, times of expiry and all databases included', () => {
    const town = new Town();
    const [one, two] = [town.start('one'), town.start('two')];
    const client = new Client(one);
    client.call('SET', 'bytes', '\x00\xff\r\n');
    client.call('SET', 'volatile', '1', 'PX', '5000');
    client.call('RPUSH', 'list', ...Array.from({ length: 100 }, (_, index) => `item ${index}`));
    client.call('HSET', 'hash', 'a', '1', 'b', 'x'.repeat(20_000));
    client.call('SADD', 'set', 'a', 'b');
    client.call('ZADD', 'zset', '0.1', 'a', '-inf', 'b');
    client.call('SELECT', '5');
    client.call('SET', 'elsewhere', '1');
    one.modelledBytes = 4_000_000_000;
    const files = structuredClone(one.dump());
    expect(files.bytes).toBe(files.rdb.length + 4_000_000_000);
    two.load(files);
    const reader = new Client(two);
    const before = new Client(one);
    for (const args of [
      ['GET', 'bytes'],
      ['PTTL', 'volatile'],
      ['LRANGE', 'list', '0', '-1'],
      ['HGETALL', 'hash'],
      ['SMEMBERS', 'set'],
    ]) {
      expect(reader.call(...args)).toBe(before.call(...args));
    }
    expect(reader.call('ZRANGE', 'zset', '0', '-1', 'WITHSCORES')).toBe(
      before.call('ZRANGE', 'zset', '0', '-1', 'WITHSCORES'),
    );
    expect(two.inspect()).toMatchObject({ keys: 7, bytes: one.inspect().bytes });
    expect(two.modelledBytes).toBe(4_000_000_000);
  });

  test('a file that is none is refused', () => {
    const { server } = lonely();
    const files = server.dump();
    expect(() => server.load({ ...files, rdb: new Uint8Array(Buffer.from('something else')) })).toThrow(
      'not an RDB file',
    );
    expect(() => server.load({ ...files, rdb: files.rdb.slice(0, 20) })).toThrow('ends early');
  });
});

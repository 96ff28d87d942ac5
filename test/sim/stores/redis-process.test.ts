import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { redisClient, worldFetch } from '../../../src/runbooks/testbed/environment.ts';
import type { Host, Process } from '../../../src/sim/network/index.ts';
import { type RedisProcess, startRedis } from '../../../src/sim/stores/redis-process.ts';
import { BERLIN, NEXT_ZONE, SmallNetwork, VIRGINIA, ZONE } from '../network/small-network.ts';

/** Redis on a machine that starts it again after each boot, and ioredis elsewhere. */
function stage() {
  const small = new SmallNetwork({ fetch: worldFetch });
  const servers = new Map<string, RedisProcess>();
  const redisHost = (name: string, site: string) =>
    small.host(name, site, (host) => void servers.set(name, startRedis(host)));
  const client = (process: Process, host: Host) =>
    redisClient(process, small.kernel.random(process.name), host.address, 6379);
  return { small, servers, redisHost, client, operator: small.process('operator', BERLIN) };
}

/** The moments at which a client was ready or lost its connection, in seconds. */
function diaryOf(small: SmallNetwork, redis: Redis): string[] {
  const diary: string[] = [];
  for (const event of ['ready', 'close', 'end'])
    redis.on(event, () => diary.push(`${event} ${Math.floor(small.nowSeconds)}`));
  return diary;
}

const roleOf = async (redis: Redis) => ((await redis.role()) as unknown[])[0];

test('ioredis works as against any Redis: values, transactions, a blocked list, a channel', async () => {
  const { small, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    const [redis, other] = [client(operator, host), client(operator, host)];
    expect(await redis.set('key', 'value')).toBe('OK');
    expect(await redis.get('key')).toBe('value');
    expect(await redis.multi().incr('n').incr('n').exec()).toEqual([
      [null, 1],
      [null, 2],
    ]);
    const popped = redis.blpop('list', 0);
    await other.rpush('list', 'item');
    expect(await popped).toEqual(['list', 'item']);
    const heard: string[] = [];
    redis.on('message', (_channel, message) => heard.push(message));
    await redis.subscribe('news');
    await other.publish('news', 'hello');
    await small.seconds(1);
    expect(heard).toEqual(['hello']);
  });
});

test('a partition that is shorter than the heartbeat only delays commands', async () => {
  const { small, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    const redis = client(operator, host);
    const diary = diaryOf(small, redis);
    await redis.ping();
    const repair = small.cut(host);
    const delayed = Promise.all([redis.incr('n'), redis.incr('n'), redis.incr('n')]);
    await small.seconds(50);
    repair();
    expect(await delayed).toEqual([1, 2, 3]);
    await small.seconds(60);
    expect(diary).toEqual(['ready 0']);
  });
});

test('after a longer partition the client has reconnected by itself, and what waited is done', async () => {
  const { small, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    const redis = client(operator, host);
    const diary = diaryOf(small, redis);
    await redis.ping();
    const repair = small.cut(host);
    await small.seconds(300);
    expect(diary.slice(0, 2)).toEqual(['ready 0', 'close 60']);
    const waiting = redis.set('key', 'waited');
    repair();
    expect(await waiting).toBe('OK');
    expect(small.nowSeconds - 300).toBeLessThan(75);
    expect(diary.at(-1)).toMatch(/^ready/);
  });
});

test('a killed Redis is noticed at once; the client comes back when it is started again, with all the data', async () => {
  const { small, servers, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    const redis = client(operator, host);
    const diary = diaryOf(small, redis);
    await redis.set('key', 'kept');
    await small.seconds(100);
    servers.get('redis')!.process.end();
    await small.seconds(1);
    expect(diary.slice(0, 2)).toEqual(['ready 0', 'close 100']);
    startRedis(host);
    expect(await redis.get('key')).toBe('kept');
  });
});

test('what Redis holds survives a power cut of its machine', async () => {
  const { small, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    const redis = client(operator, host);
    await redis.rpush('queue', 'job 1', 'job 2');
    host.switchOff();
    host.switchOn();
    await small.seconds(200);
    expect(await redis.lrange('queue', 0, -1)).toEqual(['job 1', 'job 2']);
  });
});

test('the client of a process that dies ends, and costs no event any more', async () => {
  const { small, redisHost, client } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    const dying = small.process('worker', NEXT_ZONE);
    const redis = client(dying, host);
    await redis.ping();
    const answers: unknown[] = [];
    void redis.blpop('list', 0).then(
      (value) => answers.push(value),
      (error) => answers.push(error.message),
    );
    await small.seconds(1);
    dying.end();
    await small.seconds(1);
    expect(redis.status).toBe('end');
    const before = small.kernel.trace.events;
    await small.seconds(86_400);
    expect(small.kernel.trace.events - before).toBe(1);
  });
});

test('a machine that dies while its client is connecting leaves no timer behind', async () => {
  const { small, redisHost, client } = stage();
  await small.tell(async () => {
    const host = redisHost('redis', ZONE);
    small.cut(host);
    const dying = small.process('worker', NEXT_ZONE);
    client(dying, host);
    await small.seconds(30);
    dying.host.switchOff();
    await small.seconds(10);
    const before = small.kernel.trace.events;
    await small.seconds(86_400);
    expect(small.kernel.trace.events - before).toBe(1);
  });
});

test('a replica follows, lags during a partition, catches up after it, and continues where it was', async () => {
  const { small, servers, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const [masterHost, replicaHost] = [redisHost('master', ZONE), redisHost('replica', VIRGINIA)];
    const [master, replica] = [client(operator, masterHost), client(operator, replicaHost)];
    await master.set('key', 'before');
    await replica.replicaof(masterHost.address, 6379);
    await small.seconds(5);
    expect(await replica.get('key')).toBe('before');
    const repair = small.network.partition({
      name: 'ocean',
      separates: (a, b) => a.site.region !== b.site.region && a.site.kind === b.site.kind,
    });
    await master.set('key', 'during');
    await small.seconds(120);
    expect(await replica.get('key')).toBe('before');
    repair();
    await small.seconds(120);
    expect(await replica.get('key')).toBe('during');
    const [one, two] = [servers.get('master')!.server.inspect(), servers.get('replica')!.server.inspect()];
    expect(two).toMatchObject({ role: 'replica', replicationId: one.replicationId, offset: one.offset });
    expect((await master.info('stats')).match(/sync_\w+:\d+/g)).toContain('sync_full:1');
  });
});

test('a replica that is promoted takes writes, also after the death of its master', async () => {
  const { small, redisHost, client, operator } = stage();
  await small.tell(async () => {
    const [masterHost, replicaHost] = [redisHost('master', ZONE), redisHost('replica', NEXT_ZONE)];
    const [master, replica] = [client(operator, masterHost), client(operator, replicaHost)];
    await replica.replicaof(masterHost.address, 6379);
    await master.set('key', 'value');
    await small.seconds(5);
    masterHost.switchOff();
    await expect(replica.set('key', 'new')).rejects.toThrow(/READONLY/);
    await replica.replicaof('NO', 'ONE');
    expect(await roleOf(replica)).toBe('master');
    expect(await replica.get('key')).toBe('value');
    expect(await replica.set('key', 'new')).toBe('OK');
  });
});

test('what a master had acknowledged and not yet sent when it lost power is lost', async () => {
  const { small, redisHost, client } = stage();
  await small.tell(async () => {
    const [masterHost, replicaHost] = [redisHost('master', ZONE), redisHost('replica', VIRGINIA)];
    const near = small.process('near', ZONE);
    const [master, replica] = [client(near, masterHost), client(near, replicaHost)];
    await replica.replicaof(masterHost.address, 6379);
    await small.seconds(5);
    await master.set('key', 'acknowledged');
    masterHost.switchOff();
    await small.seconds(5);
    await replica.replicaof('NO', 'ONE');
    expect(await replica.get('key')).toBe(null);
  });
});

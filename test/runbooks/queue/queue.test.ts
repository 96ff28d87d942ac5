import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { placeOf, runSeedsOnQueue, startWorker } from '../../../src/runbooks/queue/index.ts';
import { runSeeds } from '../../../src/runbooks/sweep/index.ts';
import { program } from '../../program.ts';
import { bytes, endlessPlan, gathered, smallRequest, smallSeeds } from '../sweep/small-sweep.ts';
import { ended, noRedis, type RealRedis, realRedis } from './real-redis.ts';

describe.skipIf(noRedis !== undefined)('a sweep over several machines', () => {
  let redis: RealRedis;
  beforeAll(async () => {
    redis = await realRedis();
  });
  afterAll(() => redis?.end());

  /** A worker as another machine has it: a process of its own. */
  function workerProcess(): ChildProcess {
    const args = [program, 'worker', '--queue', redis.url, '--jobs', '1'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    onTestFinished(() => ended(child, 'SIGKILL'));
    return child;
  }

  test('three workers, one of them killed in the middle, give the rows that one machine gives, byte for byte', async () => {
    const first = workerProcess();
    // Twice the same few seeds are twice the work: each is a job of its own.
    const seeds = [...smallSeeds, ...smallSeeds];
    const ran: number[] = [];
    let others = false;
    const onRow = ({ seed }: { seed: number }): void => {
      ran.push(seed);
      if (others) first.kill('SIGKILL');
    };
    const sweep = gathered(runSeedsOnQueue(redis.url, smallRequest, seeds, { onRow }));
    // Nobody else is there: what is active is in its hands.
    await until(async () => (await active(redis)) === 2);
    workerProcess();
    workerProcess();
    others = true;
    const rows = await sweep;
    expect(first.signalCode).toBe('SIGKILL');
    const alone = bytes(await gathered(runSeeds(smallRequest, smallSeeds, { jobs: 2 })));
    expect(bytes(rows)).toBe(alone + alone);
    expect(ran.length).toBe(seeds.length);
    expect(await redis.client.keys('zonefall:task:*')).toEqual([]);
  });

  test('whoever has seen enough takes back the rest, and workers end what they run of it', async () => {
    const controller = new AbortController();
    let cutOff: Promise<unknown> | undefined;
    const told = new Promise<string>((onTrouble) => {
      const options = { signal: controller.signal, onTrouble };
      const rows = runSeedsOnQueue(redis.url, { ...smallRequest, plan: endlessPlan() }, [4, 6, 8], options);
      cutOff = gathered(rows).catch((error: unknown) => error);
    });
    expect(await told).toMatch(/^no worker is there; .*zonefall worker --queue/);
    const worker = await startWorker(redis.url, { jobs: 1 });
    onTestFinished(() => worker.end());
    await until(async () => (await active(redis)) > 0);
    controller.abort(new Error('enough'));
    expect(await cutOff).toMatchObject({ message: 'enough' });
    // The only thread of the only worker hangs in a world without end, unless it is told.
    const startMs = performance.now();
    const rows = await gathered(runSeedsOnQueue(redis.url, smallRequest, [4]));
    expect(rows.map(({ verdict }) => verdict)).toEqual(['passed']);
    expect(performance.now() - startMs).toBeLessThan(60_000);
    const [wait] = await redis.client.keys('zonefall:seeds-*:wait');
    expect(wait).toBeUndefined();
  });

  test('whoever gives up before it has connected is told so, also where there is no worker', async () => {
    const controller = new AbortController();
    const sweep = gathered(runSeedsOnQueue(redis.url, smallRequest, [4], { signal: controller.signal }));
    controller.abort(new Error('enough'));
    await expect(sweep).rejects.toThrow('enough');
    expect(await redis.client.keys('zonefall:task:*')).toEqual([]);
  });

  test('a Redis that forgets everything costs time, and no seed', async () => {
    const worker = await startWorker(redis.url, { jobs: 1 });
    onTestFinished(() => worker.end());
    const seeds = [4, 6, 4, 6];
    let forgot = false;
    const onRow = (): void => {
      if (!forgot) redis.client.flushall().catch(() => {});
      forgot = true;
    };
    const rows = await gathered(runSeedsOnQueue(redis.url, smallRequest, seeds, { onRow }));
    expect(rows.map(({ seed, verdict }) => `${seed} ${verdict}`)).toEqual([
      '4 passed',
      '6 passed',
      '4 passed',
      '6 passed',
    ]);
  });
});

test('a queue that is not there is one line, and a password is never shown', async () => {
  const url = 'redis://ann:secret@127.0.0.1:1/2';
  expect(placeOf(url)).toBe('redis://127.0.0.1:1/2');
  await expect(startWorker(url)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(/^cannot reach redis:\/\/127\.0\.0\.1:1\/2: .*ECONNREFUSED/),
  });
  await expect(gathered(runSeedsOnQueue('http://127.0.0.1', smallRequest, [1]))).rejects.toThrow(/such as redis:/);
});

async function active({ client }: RealRedis): Promise<number> {
  const [key] = await client.keys('zonefall:seeds-*:active');
  return key === undefined ? 0 : client.llen(key);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

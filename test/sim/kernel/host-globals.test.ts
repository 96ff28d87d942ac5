import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { host, Kernel } from '../../../src/sim/kernel/index.ts';

const START_MS = Date.UTC(2011, 7, 7, 17, 41);

/** Runs `story` as third-party code in a world that begins on 7 August 2011 at 17:41 UTC. */
async function inWorld<T>(story: (kernel: Kernel) => Promise<T>, seed = 1): Promise<T> {
  const kernel = new Kernel({ seed, startMs: START_MS });
  let end: T | undefined;
  kernel.spawn('third party', async () => {
    end = await story(kernel);
  });
  await kernel.run();
  return end as T;
}

const sleepMs = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('a library inside the world', () => {
  test('sees the virtual date, and an hour passes at once', async () => {
    const startedMs = host.monotonicMs();
    const seen = await inWorld(async () => {
      const before = performance.now();
      const hrBefore = process.hrtime.bigint();
      await sleepMs(3_600_000);
      return [
        new Date().toISOString(),
        Date.now() - START_MS,
        performance.now() - before,
        process.hrtime.bigint() - hrBefore,
      ];
    });
    expect(seen).toEqual(['2011-08-07T18:41:00.000Z', 3_600_000, 3_600_000, 3_600_000_000_000n]);
    expect(host.monotonicMs() - startedMs).toBeLessThan(5_000);
  });

  test('knows dates from before the world, and its dates are dates after it', async () => {
    const before = new Date(0);
    const within = await inWorld(async () => {
      expect(before instanceof Date).toBe(true);
      expect(new Date(before).getTime()).toBe(0);
      expect(Date.UTC(1970, 0, 1)).toBe(0);
      expect(Date()).toContain('2011');
      class Stamp extends Date {}
      expect(new Stamp()).toBeInstanceOf(Stamp);
      return new Date();
    });
    expect(within).toBeInstanceOf(Date);
    expect(within).toEqual(new Date(START_MS));
  });

  test('may clear, refresh and repeat its timers', async () => {
    const seen = await inWorld(async (kernel) => {
      const seen: string[] = [];
      const note = (what: string) => seen.push(`${what} ${kernel.nowUs / 1000}`);
      clearTimeout(setTimeout(note, 5, 'never'));
      clearTimeout(undefined);
      const refreshed = setTimeout(note, 10, 'refreshed') as unknown as NodeJS.Timeout;
      setTimeout(() => refreshed.refresh(), 6);
      const interval = setInterval(() => {
        note('beat');
        if (kernel.nowUs >= 9000) clearInterval(interval);
      }, 3);
      setImmediate(note, 'immediate');
      setTimeout(note, 2 ** 31, 'longer than Node can wait');
      (setTimeout(note) as unknown as NodeJS.Timeout).unref();
      await sleepMs(50);
      refreshed.refresh();
      await sleepMs(50);
      return seen;
    });
    expect(seen).toEqual([
      'immediate 0',
      'longer than Node can wait 1',
      'undefined 1',
      'beat 3',
      'beat 6',
      'beat 9',
      'refreshed 16',
      'refreshed 60',
    ]);
  });

  test('is told by AbortSignal.timeout, as by Node', async () => {
    const [atUs, reason] = await inWorld(async (kernel) => {
      const signal = AbortSignal.timeout(1500);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return [kernel.nowUs, signal.reason] as const;
    });
    expect(atUs).toBe(1_500_000);
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('may promisify the timers', async () => {
    const [atUs, value] = await inWorld(async (kernel) => {
      const value = await promisify(setTimeout)(20, 'tea');
      return [kernel.nowUs, value];
    });
    expect([atUs, value]).toEqual([20_000, 'tea']);
  });

  test('draws its chance from the seed', async () => {
    const draw = async () => [Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]];
    const first = await inWorld(draw, 5);
    expect(first[1]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await inWorld(draw, 5)).toEqual(first);
    expect(await inWorld(draw, 6)).not.toEqual(first);
  });

  test('that fetches in a world without a network is told so', async () => {
    await expect(inWorld(() => fetch('http://couch-master:5984/'))).rejects.toThrow(
      'fetch of http://couch-master:5984/',
    );
  });

  test('clears a timer from before the world as the host does', async () => {
    let fired = false;
    const real = setTimeout(() => {
      fired = true;
    }, 5);
    await inWorld(async () => clearTimeout(real));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fired).toBe(false);
  });
});

describe('after a run the host’s own globals are back', () => {
  const look = () => [
    ...[
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'Date',
      'fetch',
    ].map((name) => Object.getOwnPropertyDescriptor(globalThis, name)),
    Object.getOwnPropertyDescriptor(Math, 'random'),
    Object.getOwnPropertyDescriptor(AbortSignal, 'timeout'),
    Object.getOwnPropertyDescriptor(process, 'hrtime'),
    performance.now,
    crypto.randomUUID,
    crypto.getRandomValues,
  ];

  test('when it ends well, and in between it was patched', async () => {
    const before = look();
    let within: unknown[] = [];
    await inWorld(async () => {
      within = look();
    });
    expect(look()).toEqual(before);
    for (const [at, seen] of within.entries()) expect(seen).not.toEqual(before[at]);
  });

  test.each(['synchronous', 'event-loop'] as const)('when it fails (%s drain)', async (drain) => {
    const before = look();
    const kernel = new Kernel({ seed: 1, drain });
    kernel.after(1, () => {
      throw new Error('boom');
    });
    await expect(kernel.run()).rejects.toThrow('boom');
    expect(look()).toEqual(before);
  });

  test('and with `keepHostGlobals` they never were away', async () => {
    const before = look();
    const kernel = new Kernel({ seed: 1, keepHostGlobals: true });
    let within: unknown[] = [];
    kernel.after(1, () => {
      within = look();
    });
    await kernel.run();
    expect(within).toEqual(before);
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { DeadlockError, type DrainKind, Kernel, SECOND_US } from '../../../src/sim/kernel/index.ts';

const DRAINS: DrainKind[] = ['synchronous', 'event-loop'];

describe('events', () => {
  test('of one microsecond run in the order in which they were made', async () => {
    const kernel = new Kernel({ seed: 1 });
    const seen: string[] = [];
    kernel.after(5, () => seen.push('late'));
    kernel.after(3, () => {
      seen.push('a');
      kernel.after(0, () => seen.push('made by a'));
    });
    kernel.at(3, () => seen.push('b'));
    kernel.after(3.4, () => seen.push('c, rounded'));
    await kernel.run();
    expect(seen).toEqual(['a', 'b', 'c, rounded', 'made by a', 'late']);
  });

  test('that were cancelled never fire, and a cancelled or past event cannot be cancelled again', async () => {
    const kernel = new Kernel({ seed: 1 });
    const seen: string[] = [];
    const never = kernel.after(5, () => seen.push('never'));
    const ran = kernel.after(2, () => seen.push('ran'));
    kernel.after(3, () => {
      expect(kernel.cancel(never)).toBe(true);
      expect(kernel.cancel(never)).toBe(false);
      expect(kernel.cancel(ran)).toBe(false);
    });
    expect(await kernel.run()).toBe('idle');
    expect(seen).toEqual(['ran']);
    expect(kernel.nowUs).toBe(3);
  });

  test('may cancel another of the same microsecond, and in vain themselves', async () => {
    const kernel = new Kernel({ seed: 1 });
    const seen: unknown[] = [];
    const first: number = kernel.after(1, () => seen.push(kernel.cancel(first), kernel.cancel(second)));
    const second = kernel.after(1, () => seen.push('second'));
    await kernel.run();
    expect(seen).toEqual([false, true]);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('cannot be scheduled after %d microseconds', (delayUs) => {
    const kernel = new Kernel({ seed: 1 });
    expect(() => kernel.after(delayUs, () => {}, 'odd')).toThrow(/zero or more microseconds and finite.*odd/);
    expect(kernel.pending).toBe(0);
  });
});

describe('a run', () => {
  test('up to a horizon leaves the clock there, and goes on from there', async () => {
    const kernel = new Kernel({ seed: 1 });
    const seen: number[] = [];
    kernel.spawn('walker', async () => {
      for (let step = 0; step < 3; step++) {
        await kernel.sleep(SECOND_US);
        seen.push(kernel.nowUs);
      }
    });
    expect(await kernel.run(2 * SECOND_US)).toBe('horizon');
    expect([seen.length, kernel.nowUs]).toEqual([2, 2 * SECOND_US]);
    expect(await kernel.run(2.5 * SECOND_US)).toBe('horizon');
    expect([seen.length, kernel.nowUs]).toEqual([2, 2.5 * SECOND_US]);
    expect(await kernel.run(1)).toBe('horizon');
    expect(kernel.nowUs).toBe(2.5 * SECOND_US);
    expect(await kernel.run()).toBe('idle');
    expect(seen).toEqual([SECOND_US, 2 * SECOND_US, 3 * SECOND_US]);
  });

  test('ends at `stop` after the current event, and may be taken up again', async () => {
    const kernel = new Kernel({ seed: 1 });
    const seen: number[] = [];
    for (const at of [1, 2, 3]) {
      kernel.after(at, () => {
        seen.push(at);
        if (at === 2) kernel.stop();
      });
    }
    expect(await kernel.run()).toBe('stopped');
    expect(seen).toEqual([1, 2]);
    expect(await kernel.run()).toBe('idle');
    expect(seen).toEqual([1, 2, 3]);
  });

  test.each(DRAINS)('refuses to be started again while it runs (%s drain)', async (drain) => {
    const kernel = new Kernel({ seed: 1, drain });
    const seen: number[] = [];
    for (const at of [1, 2, 3]) kernel.after(at, () => seen.push(at));
    const first = kernel.run();
    await expect(kernel.run()).rejects.toThrow('this kernel is running: wait for its end first');
    expect(await first).toBe('idle');
    expect(seen).toEqual([1, 2, 3]);
    expect(await kernel.run()).toBe('idle');
  });

  test.each(DRAINS)(
    'beside another kernel’s in the same thread: one after the other, or a clear refusal (%s drain)',
    async (drain) => {
      const ends = await Promise.allSettled([0, 1].map((seed) => walk(new Kernel({ seed, drain }))));
      const refused = ends.filter((end) => end.status === 'rejected').map((end) => String(end.reason));
      if (drain === 'synchronous') expect(refused).toEqual([]);
      else
        expect(refused).toEqual(['Error: another world is running in this thread: end it before the next one starts']);
      expect(await walk(new Kernel({ seed: 2, drain }))).toBe('idle');
    },
  );
});

describe('a world in which everybody waits', () => {
  test('says who waits for what', async () => {
    const kernel = new Kernel({ seed: 1 });
    kernel.spawn('worker 3', async () => {
      await kernel.sleep(5);
      await kernel.waitFor('a reply of couch-master', new Promise(() => {}));
    });
    kernel.spawn('done in time', () => kernel.sleep(1));
    const error = await kernel.run().catch((error) => error);
    expect(error).toBeInstanceOf(DeadlockError);
    expect(error.message).toBe('nothing is scheduled and these wait: worker 3; a reply of couch-master');
  });

  test('names twenty of ten thousand', async () => {
    const kernel = new Kernel({ seed: 1 });
    for (let n = 0; n < 10_000; n++) kernel.spawn(`w${n}`, () => new Promise(() => {}));
    const error = await kernel.run().catch((error) => error);
    expect(error.waits).toHaveLength(10_000);
    expect(error.message).toMatch(/w0; w1; .*; w19; and 9980 more$/);
  });
});

describe.each(DRAINS)('an error that nobody catches ends the run, not the process (%s drain)', (drain) => {
  const listeners = () =>
    ['unhandledRejection', 'uncaughtException'].map((event) => process.listeners(event as 'exit'));
  const before = listeners();
  afterEach(() => expect(listeners()).toEqual(before));

  const broken: [string, (kernel: Kernel) => void][] = [
    ['thrown by a callback', (kernel) => void kernel.after(1, explode)],
    ['thrown by a task', (kernel) => kernel.spawn('task', async () => explode())],
    ['thrown by a task that is not async', (kernel) => kernel.spawn('task', () => explode())],
    ['a rejection without a handler', (kernel) => void kernel.after(1, () => void Promise.reject(new Error('boom')))],
    ['a forgotten task', (kernel) => void kernel.after(1, () => void kernel.sleep(1).then(explode))],
    ['thrown by a tick', (kernel) => void kernel.after(1, () => process.nextTick(explode))],
    ['thrown by a microtask', (kernel) => void kernel.after(1, () => queueMicrotask(explode))],
    ['thrown by a timer of a library', (kernel) => void kernel.after(1, () => void setTimeout(explode, 1))],
    [
      'thrown by a listener',
      (kernel) => void kernel.after(1, () => void AbortSignal.timeout(1).addEventListener('abort', explode)),
    ],
    ['handed to `fail`', (kernel) => void kernel.after(1, () => kernel.fail(new Error('boom')))],
  ];

  test.each(broken)('%s', async (_what, breakIt) => {
    const kernel = new Kernel({ seed: 1, drain });
    let wentOn = false;
    breakIt(kernel);
    kernel.after(SECOND_US, () => {
      wentOn = true;
    });
    await expect(kernel.run()).rejects.toThrow('boom');
    expect(wentOn).toBe(false);
  });

  test('and a world that failed stays so', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    kernel.after(1, explode);
    kernel.after(2, () => {});
    await expect(kernel.run()).rejects.toThrow('boom');
    await expect(kernel.run()).rejects.toThrow('boom');
    expect(kernel.nowUs).toBe(1);
  });

  test('the first error counts', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    kernel.after(1, () => {
      kernel.fail(new Error('cause'));
      throw new Error('consequence');
    });
    await expect(kernel.run()).rejects.toThrow('cause');
  });
});

async function walk(kernel: Kernel): Promise<string> {
  kernel.spawn('walker', async () => {
    for (let step = 0; step < 5; step++) await kernel.sleep(1);
  });
  return kernel.run();
}

function explode(): never {
  throw new Error('boom');
}

import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Kernel, SECOND_US } from '../../../src/sim/kernel/index.ts';
import { type StoryEnd, tellStory } from './story.ts';

describe('a run with the same seed has the same trace', () => {
  test('twice in one process, and after ten other seeds', async () => {
    const first = await tellStory(42);
    expect(first.events).toBeGreaterThan(300);
    expect(await tellStory(42)).toEqual(first);
    const others = new Set<string>();
    for (let seed = 100; seed < 110; seed++) others.add((await tellStory(seed)).sha256);
    expect(others.size).toBe(10);
    expect(others).not.toContain(first.sha256);
    expect(await tellStory(42)).toEqual(first);
  });

  test('with the synchronous drain and with turns of the event loop', async () => {
    expect(await tellStory(42, 'event-loop')).toEqual(await tellStory(42, 'synchronous'));
  });

  test('in a worker thread and on the main thread', async () => {
    expect(await tellInWorker({ seed: 42 })).toEqual(await tellStory(42));
  });

  test.each(['gone', 'does nothing'] as const)(
    'on a Node whose private call for the synchronous drain %s',
    async (tickCallback) => {
      expect(await tellInWorker({ seed: 42, tickCallback })).toEqual(await tellStory(42));
    },
  );

  test('however it is cut into runs up to a horizon', async () => {
    const tell = async (horizonsUs: number[]) => {
      const kernel = new Kernel({ seed: 7 });
      const chance = kernel.random('walk');
      kernel.spawn('walker', async () => {
        for (let step = 0; step < 100; step++) await kernel.sleep(chance.exponential(SECOND_US), 'step');
      });
      for (const horizonUs of horizonsUs) expect(await kernel.run(horizonUs)).toBe('horizon');
      expect(await kernel.run()).toBe('idle');
      return kernel.trace.sha256();
    };
    expect(await tell([3, 4_999_999, 5_000_000, 20 * SECOND_US])).toBe(await tell([]));
  });
});

describe.each(['synchronous', 'event-loop'] as const)('the %s drain', (drain) => {
  test('lets a chain of a thousand promises run to its end before the clock moves', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    const seen: string[] = [];
    const hops = async (count: number): Promise<void> => (count === 0 ? undefined : hops(count - 1));
    kernel.spawn('deep', async () => {
      await kernel.sleep(10);
      await hops(1000);
      seen.push(`through at ${kernel.nowUs}`);
    });
    kernel.after(11, () => seen.push('next event'));
    await kernel.run();
    expect(seen).toEqual(['through at 10', 'next event']);
  });

  test('runs ticks and microtasks that create each other', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    let left = 500;
    const again = () => {
      if (--left > 0) left % 2 ? process.nextTick(again) : queueMicrotask(again);
    };
    kernel.after(1, again);
    kernel.after(2, () => expect(left).toBe(0));
    await kernel.run();
    expect(left).toBe(0);
  });
});

function tellInWorker(workerData: { seed: number; tickCallback?: 'gone' | 'does nothing' }): Promise<StoryEnd> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./story.worker.ts', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

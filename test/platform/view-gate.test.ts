import { expect, test } from 'vitest';
import type { Clock } from '../../src/platform/index.ts';
import { ViewGate } from '../../src/platform/view-gate.ts';
import { Kernel, MILLISECOND_US } from '../../src/sim/kernel/index.ts';

const late = () => new Error('late');

function clockOf(kernel: Kernel): Clock {
  return {
    nowMs: () => kernel.nowMs(),
    sleep: (delayMs) => kernel.sleep(delayMs * MILLISECOND_US),
    after: (delayMs, fn) => {
      const handle = kernel.after(delayMs * MILLISECOND_US, fn);
      return () => void kernel.cancel(handle);
    },
  };
}

test('while an index is being built one query waits at CouchDB, however many callers ask', async () => {
  const kernel = new Kernel({ seed: 1, keepHostGlobals: true });
  const clock = clockOf(kernel);
  const gate = new ViewGate(clock);
  const builtMs = 600_000;
  let asked = 0;
  let waiting = 0;
  let mostWaiting = 0;
  // CouchDB answers when the index is there; the client gives up after a minute and then asks again.
  const query = async () => {
    asked++;
    mostWaiting = Math.max(mostWaiting, ++waiting);
    const leftMs = builtMs - clock.nowMs();
    await clock.sleep(Math.min(60_000, Math.max(5, leftMs)));
    waiting--;
    if (leftMs > 60_000) throw new Error('client timeout');
    return 'rows';
  };
  let refused = 0;
  const answeredMs: number[] = [];
  const caller = async () => {
    try {
      await gate.ask(5_000, query, late);
      answeredMs.push(clock.nowMs());
    } catch {
      refused++;
    }
  };
  kernel.spawn('callers', async () => {
    // Eight callers each second, before and after the index is built.
    for (let second = 0; second < 700; second++) {
      for (let number = 0; number < 8; number++) void caller();
      await clock.sleep(1000);
    }
  });
  await kernel.run();
  // The first five seconds let sixteen through; from then on a single one is there at a time, once a minute.
  expect(mostWaiting).toBe(16);
  expect(refused).toBeGreaterThan(4_500);
  const whileBuilding = asked - answeredMs.length;
  expect(whileBuilding).toBeLessThanOrEqual(16 + 10);
  expect(Math.min(...answeredMs)).toBeLessThanOrEqual(builtMs + 5);
  expect(answeredMs.length).toBeGreaterThan(790);
});

test('a query that fails at once is told at once', async () => {
  const kernel = new Kernel({ seed: 1, keepHostGlobals: true });
  const gate = new ViewGate(clockOf(kernel));
  kernel.spawn('caller', async () => {
    await expect(gate.ask(5_000, () => Promise.reject(new Error('refused')), late)).rejects.toThrow('refused');
    expect(kernel.nowMs()).toBe(0);
  });
  await kernel.run();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventHandle, EventQueue } from '../../../src/sim/kernel/index.ts';

interface Known {
  timeUs: number;
  sequence: number;
  handle: EventHandle;
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('push' as const), timeUs: fc.nat(50) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pop' as const), untilUs: fc.option(fc.nat(50)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
);

test('the queue gives what a sorted array gives, through any history of pushes, pops and cancels', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (history) => {
      const queue = new EventQueue();
      const pending: Known[] = [];
      const gone: Known[] = [];
      let sequence = 0;
      for (const act of history) {
        if (act.do === 'push') {
          const handle = queue.push(act.timeUs, () => {}, `event ${sequence}`);
          pending.push({ timeUs: act.timeUs, sequence: sequence++, handle });
        } else if (act.do === 'pop') {
          pending.sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence);
          expect(queue.nextTimeUs()).toBe(pending[0]?.timeUs ?? Number.POSITIVE_INFINITY);
          const untilUs = act.untilUs ?? Number.POSITIVE_INFINITY;
          const due = pending[0] && pending[0].timeUs <= untilUs ? pending.shift() : undefined;
          expect(queue.pop(untilUs) !== undefined).toBe(due !== undefined);
          if (due) {
            expect([queue.timeUs, queue.sequence, queue.label]).toEqual([
              due.timeUs,
              due.sequence,
              `event ${due.sequence}`,
            ]);
            gone.push(due);
          }
        } else {
          const all = [...pending, ...gone];
          const known = all[act.which % all.length];
          if (!known) continue;
          const at = pending.indexOf(known);
          expect(queue.cancel(known.handle)).toBe(at >= 0);
          if (at >= 0) gone.push(...pending.splice(at, 1));
        }
        expect(queue.size).toBe(pending.length);
      }
    }),
    { numRuns: 300 },
  );
});

test('a client that arms and clears a timeout for each of a million commands leaves nothing behind', () => {
  const queue = new EventQueue();
  queue.push(5, () => {}, 'last');
  for (let command = 0; command < 1_000_000; command++) queue.cancel(queue.push(1e9 + command, () => {}, 'timeout'));
  expect(queue.size).toBe(1);
  expect(queue.pop()).toBeDefined();
  expect(queue.label).toBe('last');
  expect(queue.pop()).toBeUndefined();
});

test('a handle never cancels a later event that took its place', () => {
  const queue = new EventQueue();
  const first = queue.push(1, () => {}, 'first');
  queue.pop();
  queue.push(2, () => {}, 'second');
  expect(queue.cancel(first)).toBe(false);
  expect(queue.size).toBe(1);
});

test('ten thousand events beyond the first capacity come out in order', () => {
  const queue = new EventQueue();
  for (let at = 0; at < 10_000; at++) queue.push((at * 7919) % 5003, () => {}, '');
  let last = -1;
  let count = 0;
  for (let lastSequence = -1; queue.pop(); count++) {
    expect(queue.timeUs > last || (queue.timeUs === last && queue.sequence > lastSequence)).toBe(true);
    last = queue.timeUs;
    lastSequence = queue.sequence;
  }
  expect(count).toBe(10_000);
});

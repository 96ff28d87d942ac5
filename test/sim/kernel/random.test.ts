import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Kernel, RandomStream } from '../../../src/sim/kernel/index.ts';

describe('named streams', () => {
  const draws = (kernel: Kernel, name: string, count: number) =>
    Array.from({ length: count }, () => kernel.random(name).uniform());

  test('do not move each other', () => {
    const alone = draws(new Kernel({ seed: 9 }), 'volumes', 20);
    const kernel = new Kernel({ seed: 9 });
    const among: number[] = [];
    for (let at = 0; at < 20; at++) {
      draws(kernel, 'latency', at);
      draws(kernel, `new ${at}`, 3);
      among.push(kernel.random('volumes').uniform());
    }
    expect(among).toEqual(alone);
  });

  test('differ by name and by seed', () => {
    const first = draws(new Kernel({ seed: 9 }), 'volumes', 3);
    expect(draws(new Kernel({ seed: 9 }), 'links', 3)).not.toEqual(first);
    expect(draws(new Kernel({ seed: 10 }), 'volumes', 3)).not.toEqual(first);
  });

  test('draw the same on every machine', () => {
    expect(draws(new Kernel({ seed: 42 }), 'third-party', 3)).toMatchInlineSnapshot(`
      [
        0.6650126394815743,
        0.015763925621286035,
        0.07796064577996731,
      ]
    `);
  });
});

describe('a stream', () => {
  const anySeed = fc.string().map((seed) => new RandomStream(seed));

  test('shuffles into the same members, and leaves the original alone', () => {
    fc.assert(
      fc.property(anySeed, fc.array(fc.integer()), (stream, items) => {
        const before = [...items];
        const shuffled = stream.shuffle(items);
        expect(items).toEqual(before);
        expect(shuffled.toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  test('shuffles three zones into each of the six orders about equally often', () => {
    const stream = new RandomStream('zones');
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = stream.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Binomial(6000, 1/6): five standard deviations are 144.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(144);
  });

  test('keeps to the ranges that it names', () => {
    fc.assert(
      fc.property(
        anySeed,
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 40 }),
        (stream, below, digits) => {
          const whole = stream.int(below);
          expect(Number.isInteger(whole) && whole >= 0 && whole < below).toBe(true);
          expect(stream.exponential(10)).toBeGreaterThanOrEqual(0);
          expect(stream.hex(digits)).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
          expect(stream.chance(0)).toBe(false);
          expect(stream.chance(1)).toBe(true);
        },
      ),
    );
  });

  test('has the means that it is asked for', () => {
    const stream = new RandomStream('means');
    const mean = (draw: () => number) => Array.from({ length: 20_000 }, draw).reduce((sum, x) => sum + x, 0) / 20_000;
    expect(mean(() => stream.exponential(30))).toBeCloseTo(30, -1);
    expect(Math.abs(mean(() => stream.normal()))).toBeLessThan(0.04);
    expect(Math.abs(mean(() => stream.uniform()) - 0.5)).toBeLessThan(0.012);
  });

  test('cannot pick from nothing', () => {
    expect(() => new RandomStream('x').pick([])).toThrow('cannot pick from nothing');
  });
});

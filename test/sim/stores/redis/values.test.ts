import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backlog } from '../../../../src/sim/stores/redis/backlog.ts';
import { globMatches } from '../../../../src/sim/stores/redis/glob.ts';
import { addIntegers, formatDouble, parseInteger } from '../../../../src/sim/stores/redis/numbers.ts';
import { Ring } from '../../../../src/sim/stores/redis/ring.ts';
import { SortedSet } from '../../../../src/sim/stores/redis/sorted-set.ts';

test('a ring is an array with two cheap ends', () => {
  const step = fc.oneof(
    fc.tuple(fc.constantFrom('push', 'unshift'), fc.string({ maxLength: 2 })),
    fc.tuple(fc.constantFrom('pop', 'shift'), fc.constant('')),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ring = new Ring();
      const array: string[] = [];
      for (const [what, item] of steps) {
        if (what === 'push') {
          ring.push(item);
          array.push(item);
        } else if (what === 'unshift') {
          ring.unshift(item);
          array.unshift(item);
        } else {
          expect(what === 'pop' ? ring.pop() : ring.shift()).toBe(what === 'pop' ? array.pop() : array.shift());
        }
      }
      expect(ring.toArray()).toEqual(array);
    }),
  );
});

test('a sorted set stays sorted by score and then by bytes', () => {
  const member = fc.constantFrom('a', 'b', 'B', 'ab', 'c', '\xff', '');
  const step = fc.tuple(member, fc.option(fc.integer({ min: -2, max: 2 })));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const zset = new SortedSet();
      const model = new Map<string, number>();
      for (const [name, score] of steps) {
        if (score === null) {
          zset.delete(name);
          model.delete(name);
        } else {
          zset.set(name, score);
          model.set(name, score === 0 ? 0 : score);
        }
      }
      const sorted = [...model].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
      expect(zset.ordered.map(({ member: name, score }) => [name, score])).toEqual(sorted);
      for (const [rank, [name]] of sorted.entries()) expect(zset.rank(name)).toBe(rank);
    }),
  );
});

test('a backlog gives back exactly the last bytes it can hold', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary-ascii', maxLength: 9 }), { maxLength: 30 }),
      fc.nat(100),
      (pieces, start) => {
        const backlog = new Backlog(16, start);
        for (const piece of pieces) backlog.append(piece);
        const all = pieces.join('');
        for (let offset = start + 1; offset <= start + all.length + 1; offset++) {
          const rest = all.slice(offset - start - 1);
          expect(backlog.since(offset)).toBe(rest.length <= 16 ? rest : undefined);
        }
        expect(backlog.since(start)).toBeUndefined();
        expect(backlog.since(start + all.length + 2)).toBeUndefined();
      },
    ),
  );
});

describe('numbers', () => {
  test.each([
    [0.1, '0.10000000000000001'],
    [1 / 3, '0.33333333333333331'],
    [1e-7, '9.9999999999999995e-08'],
    [0.00001, '1.0000000000000001e-05'],
    [0.0001, '0.0001'],
    [1e17, '1e+17'],
    [123456.789, '123456.789'],
    [-1.5, '-1.5'],
    [5e-324, '4.9406564584124654e-324'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d is printed as C prints it with 17 digits', (value, text) => {
    expect(formatDouble(value)).toBe(text);
  });

  test('every double survives being printed and read', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(Number(formatDouble(value)), value),
      ),
    );
  });

  test('integers are strict and have 64 bits', () => {
    for (const text of ['', '+1', '01', '-0', '1.0', ' 1', '9223372036854775808'])
      expect(parseInteger(text)).toBeUndefined();
    expect(parseInteger('-9223372036854775808')).toBe(-(2n ** 63n));
    expect(addIntegers(2n ** 62n, 2n ** 62n - 1n)).toBe(2n ** 63n - 1n);
    expect(addIntegers(Number.MAX_SAFE_INTEGER, 1)).toBe(2n ** 53n);
    expect(() => addIntegers(2n ** 63n - 1n, 1)).toThrow('overflow');
  });
});

test.each([
  ['*', '', true],
  ['h?llo', 'hello', true],
  ['h?llo', 'hllo', false],
  ['h*llo*', 'heeeello!', true],
  ['h[ae]llo', 'hillo', false],
  ['h[^e]llo', 'hallo', true],
  ['h[c-a]llo', 'hbllo', true],
  ['h\\*llo', 'h*llo', true],
  ['h\\*llo', 'hello', false],
  ['[abc', 'a', true],
  ['[]', ']', false],
  [`${'a*'.repeat(30)}b`, 'a'.repeat(200), false],
])('the pattern %s against %s: %s', (pattern, subject, matches) => {
  expect(globMatches(pattern, subject)).toBe(matches);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, coalitions, type ShapleyShares, shapley } from '../../../src/runbooks/compare/shapley.ts';

/** A game as a table: the value of the coalition whose members are the bits of the index. */
type Game = { readonly n: number; readonly table: readonly number[] };

const game = (): fc.Arbitrary<Game> =>
  fc
    .integer({ min: 1, max: 5 })
    .chain((n) =>
      fc
        .array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 2 ** n, maxLength: 2 ** n })
        .map((table) => ({ n, table })),
    );

const maskOf = (coalition: ReadonlySet<number>) => [...coalition].reduce((mask, player) => mask | (1 << player), 0);
const play = ({ n, table }: Game): ShapleyShares => shapley((coalition) => table[maskOf(coalition)]!, n);
const sum = (numbers: readonly bigint[]) => numbers.reduce((total, number) => total + number, 0n);

describe('Shapley shares', () => {
  it('of two causes that only help together are halves', () => {
    const shares = shapley((coalition) => (coalition.size === 2 ? 500 : 0), 2);
    expect(shares).toEqual({ numerators: [500n, 500n], denominator: 2n });
  });

  it('of causes that help independently are what each helps alone', () => {
    const alone = [30, 480, 28];
    const shares = shapley((coalition) => [...coalition].reduce((minutes, cause) => minutes + alone[cause]!, 0), 3);
    expect(shares.numerators.map((numerator) => numerator / shares.denominator)).toEqual([30n, 480n, 28n]);
  });

  it('are the textbook ones of the glove game: one left glove, two right ones', () => {
    const shares = shapley((coalition) => (coalition.has(0) && coalition.size > 1 ? 6 : 0), 3);
    expect(shares.numerators.map((numerator) => Number(numerator) / Number(shares.denominator))).toEqual([4, 1, 1]);
  });

  it('agree with the definition: the mean over all orders of arrival', () => {
    fc.assert(
      fc.property(game(), ({ n, table }) => {
        const added = Array.from({ length: n }, () => 0n);
        const arrive = (here: number, waiting: readonly number[]): void => {
          for (const player of waiting) {
            const rest = waiting.filter((other) => other !== player);
            let orders = 1n;
            for (let i = 2; i <= rest.length; i += 1) orders *= BigInt(i);
            added[player]! += orders * BigInt(table[here | (1 << player)]! - table[here]!);
            arrive(here | (1 << player), rest);
          }
        };
        arrive(
          0,
          Array.from({ length: n }, (_, player) => player),
        );
        expect(play({ n, table }).numerators).toEqual(added);
      }),
    );
  });

  it('sum to the whole exactly (efficiency), and so do the rounded ones', () => {
    fc.assert(
      fc.property(game(), (given) => {
        const whole = BigInt(given.table.at(-1)! - given.table[0]!);
        const shares = play(given);
        expect(sum(shares.numerators)).toBe(whole * shares.denominator);
        expect(sum(apportion(shares))).toBe(whole);
      }),
    );
  });

  it('are equal for causes that are interchangeable (symmetry)', () => {
    fc.assert(
      fc.property(game(), ({ n, table }) => {
        fc.pre(n >= 2);
        // Coalitions that differ only in holding player 1 instead of player 0 get the same value.
        const swapped = table.map((worth, mask) => ((mask & 3) === 2 ? table[mask ^ 3]! : worth));
        const { numerators } = play({ n, table: swapped });
        expect(numerators[0]).toBe(numerators[1]);
      }),
    );
  });

  it('give a cause that changes nothing nothing (dummy)', () => {
    fc.assert(
      fc.property(game(), ({ n, table }) => {
        const idle = table.map((_, mask) => table[mask & ~1]!);
        expect(play({ n, table: idle }).numerators[0]).toBe(0n);
      }),
    );
  });

  it('of two games add up to the shares of their sum (additivity)', () => {
    fc.assert(
      fc.property(game(), fc.infiniteStream(fc.integer({ min: -1e12, max: 1e12 })), ({ n, table }, stream) => {
        const other = table.map(() => stream.next().value as number);
        const both = play({ n, table: table.map((worth, mask) => worth + other[mask]!) }).numerators;
        const first = play({ n, table }).numerators;
        const second = play({ n, table: other }).numerators;
        expect(both).toEqual(first.map((numerator, player) => numerator + second[player]!));
      }),
    );
  });

  it('rounded are never a unit away from the exact ones', () => {
    fc.assert(
      fc.property(game(), (given) => {
        const shares = play(given);
        apportion(shares).forEach((units, player) => {
          const off = units * shares.denominator - shares.numerators[player]!;
          expect(off < shares.denominator && -off < shares.denominator).toBe(true);
        });
      }),
    );
  });

  it('ask for each of the 2^n coalitions once, the empty one first', () => {
    const asked: string[] = [];
    shapley((coalition) => {
      asked.push([...coalition].join(''));
      return 0;
    }, 3);
    expect(asked).toEqual(['', '0', '1', '01', '2', '02', '12', '012']);
    expect(coalitions(0)).toEqual([new Set()]);
  });

  it('refuse values that are not whole, and more causes than anybody would wait for', () => {
    expect(() => shapley(() => 0.5, 1)).toThrow(/whole number/);
    expect(() => shapley(() => Number.NaN, 1)).toThrow(/whole number/);
    expect(() => shapley(() => 0, 13)).toThrow(/12 players/);
  });
});

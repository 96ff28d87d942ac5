/** What each player added, as exact fractions over one denominator: player i's share is `numerators[i] / denominator`. */
export interface ShapleyShares {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** 2^12 coalitions are 4,096 runs for a seed: more than anybody waits for. */
const playersMax = 12;

/**
 * The Shapley value of a game of n players: the mean of what a player adds over all orders in which the players can come in.
 *
 * `value` gives what a coalition is worth in whole units (a safe integer: microseconds, say) and is asked once for each of the 2^n
 * coalitions, the empty one first. The answer is exact, no rounding anywhere: the shares sum to `value(everybody) - value(nobody)`,
 * players who add the same get the same, and a player who adds nothing gets nothing.
 *
 * @throws RangeError if n is not between 0 and 12, or a value is no safe integer
 */
export function shapley(value: (coalition: ReadonlySet<number>) => number, n: number): ShapleyShares {
  if (!Number.isInteger(n) || n < 0 || n > playersMax) {
    throw new RangeError(
      `Shapley shares need between 0 and ${playersMax} players, not ${n}: every combination of them is run.`,
    );
  }
  const values = coalitions(n).map((coalition, mask) => {
    const worth = value(coalition);
    if (!Number.isSafeInteger(worth))
      throw new RangeError(`A coalition's value must be a whole number of units, not ${worth} (coalition ${mask}).`);
    return BigInt(worth);
  });
  const factorials = factorialsUpTo(n);
  const numerators = Array.from({ length: n }, (_, player) => {
    let sum = 0n;
    for (let mask = 0; mask < values.length; mask += 1) {
      if ((mask & (1 << player)) !== 0) continue;
      const size = bitCount(mask);
      // The number of orders in which exactly this coalition is there before the player comes.
      const orders = factorials[size]! * factorials[n - size - 1]!;
      sum += orders * (values[mask | (1 << player)]! - values[mask]!);
    }
    return sum;
  });
  return { numerators, denominator: factorials[n]! };
}

/** Every set of the players 0 to n - 1; the set at index `mask` holds the players whose bits are set in `mask`. */
export function coalitions(n: number): ReadonlySet<number>[] {
  return Array.from({ length: 2 ** n }, (_, mask) => {
    const members = Array.from({ length: n }, (_, player) => player).filter((player) => (mask & (1 << player)) !== 0);
    return new Set(members);
  });
}

/**
 * Rounds fractions to whole units whose sum is the fractions' own sum, rounded: everyone gets the whole part, and the units that are left
 * go to the largest remainders (to the first of equals). No share is more than one unit from its exact value.
 */
export function apportion({ numerators, denominator }: ShapleyShares): bigint[] {
  const total = numerators.reduce((sum, numerator) => sum + numerator, 0n);
  const floors = numerators.map((numerator) => floorDivide(numerator, denominator));
  const target = floorDivide(2n * total + denominator, 2n * denominator);
  let left = Number(target - floors.reduce((sum, part) => sum + part, 0n));
  const remainders = numerators.map((numerator, index) => ({ index, rest: numerator - floors[index]! * denominator }));
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of remainders) {
    if (left <= 0) break;
    floors[index]! += 1n;
    left -= 1;
  }
  return floors;
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

function factorialsUpTo(n: number): bigint[] {
  const factorials = [1n];
  for (let i = 1; i <= n; i += 1) factorials.push(factorials[i - 1]! * BigInt(i));
  return factorials;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

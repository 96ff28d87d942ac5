import seedrandom from 'seedrandom';

/** Whole numbers below `below`, and picks, from a seed. */
export class Dice {
  readonly #next: () => number;
  constructor(seed: string) {
    this.#next = seedrandom.alea(seed);
  }
  below(below: number): number {
    return Math.floor(this.#next() * below);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** Hurts a text; the same dice hurt it in the same way. */
export type Tool = readonly [name: string, tool: (text: string, dice: Dice) => string];

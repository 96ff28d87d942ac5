/**
 * Chance comes in named streams, each a `seedrandom.alea` of its own, seeded with the run's seed and the stream's name:
 * a new draw in one place moves no other.
 */
import seedrandomAlea from 'seedrandom/lib/alea.js';

export class RandomStream {
  #draw: () => number;

  constructor(seed: string) {
    this.#draw = seedrandomAlea(seed);
  }

  /** From now on it draws what a new stream of that seed would. */
  reseed(seed: string): void {
    this.#draw = seedrandomAlea(seed);
  }

  /** In [0, 1). */
  uniform(): number {
    return this.#draw();
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.#draw() * below);
  }

  chance(probability: number): boolean {
    return this.#draw() < probability;
  }

  /** Standard normal, by Box and Muller. Callers round what they make of it: logarithms may differ in the last bit between V8 versions. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#draw())) * Math.cos(2 * Math.PI * this.#draw());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#draw());
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('cannot pick from nothing');
    return items[this.int(items.length)]!;
  }

  /** A new array with the items in a uniformly drawn order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let at = shuffled.length - 1; at > 0; at--) {
      const other = this.int(at + 1);
      [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
    }
    return shuffled;
  }

  /** Lower-case hexadecimal digits, for ids. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      text += Math.floor(this.#draw() * 0x1000000)
        .toString(16)
        .padStart(6, '0');
    }
    return text.slice(0, digits);
  }
}

export class RandomStreams {
  readonly #streams = new Map<string, RandomStream>();
  #seed: string | number;

  constructor(seed: string | number) {
    this.#seed = seed;
  }

  stream(name: string): RandomStream {
    let stream = this.#streams.get(name);
    if (!stream) this.#streams.set(name, (stream = new RandomStream(`${this.#seed}/${name}`)));
    return stream;
  }

  /** Another future: all streams, those that are still to come too, draw from now on what they would have drawn with that seed. */
  reseed(seed: string | number): void {
    this.#seed = seed;
    for (const [name, stream] of this.#streams) stream.reseed(`${seed}/${name}`);
  }
}

import { UsageError } from '../commands/failures.ts';
import { parseSeeds } from '../commands/flags.ts';

/** Which part of a sweep: `index` counts from 1 to `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const wholeSweep: Shard = { index: 1, of: 1 };

/**
 * The seeds of a shard: every n-th, so that every shard has its part of what is slow. Together the shards have every seed once. Throws
 * UsageError for more shards than seeds: a shard without seeds would measure nothing, and look as if it had.
 */
export function seedsOfShard(seeds: readonly number[], { index, of }: Shard): readonly number[] {
  if (of > seeds.length) {
    throw new UsageError(
      `${seeds.length} ${seeds.length === 1 ? 'seed makes' : 'seeds make'} at most ${seeds.length} shards, not ${of}`,
    );
  }
  return seeds.filter((_, at) => at % of === index - 1);
}

/** Seeds as they are typed, as short as possible: `1..1000`, `1,5,9..12`. `seedsOfText` gives the same list back. */
export function textOfSeeds(seeds: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const seed of seeds) {
    const last = runs.at(-1);
    if (last !== undefined && seed === last.to + 1) last.to = seed;
    else runs.push({ from: seed, to: seed });
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}..${to}`)).join(',');
}

export const seedsOfText = parseSeeds;

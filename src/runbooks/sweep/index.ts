/**
 * Many seeds of one scenario: each is a world of its own, so they run side by side, and the rows come out in the order of the seeds
 * however many threads, shards or machines there were.
 *
 * The way of a row: a seed runs in a world's thread (`run-seeds.ts`), gives a `SweepRow`, and that is all that a gate, a merge or a
 * report ever sees of it.
 *
 * ```ts
 * for await (const row of runSeeds({ sources, variant: 'both-fixes' }, [1, 2, 3])) console.log(row.seed, row.verdict, row.rtoSeconds);
 * ```
 */

export { type BlobHeader, type BlobPart, blobText, readBlob, type SweepSubject } from './blob.ts';
export { distributionOf, missedABudget, phaseDistributions, type SweepPercentiles, worstRows } from './distribution.ts';
export { type Made, type SweepResult, sweepDocument, sweepResult } from './document.ts';
export { mergeParts } from './merge.ts';
export { type PoolRun, WorldCutOff, WorldHung, WorldPool } from './pool.ts';
export { type RowBudget, rowOf, rowWithoutResult, type SweepRow } from './row.ts';
export { hangSecondsDefault, planOf, runSeed, runSeeds, type SeedsOptions } from './run-seeds.ts';
export { type Shard, seedsOfShard, textOfSeeds, wholeSweep } from './shards.ts';

/**
 * A sweep over any number of machines: its seeds are jobs on a Redis (BullMQ), workers take them, the rows come back in the order of the
 * seeds, byte for byte those that one machine gives.
 *
 * A job is one seed: a run of a second dwarfs what a job costs, a worker that dies loses little, and an early stop wastes little. What is
 * swept lies once on the Redis, under a key that the sweep keeps alive: when the key is gone, because the sweep has seen enough or died,
 * workers end what they run of it and drop the rest. A worker that dies loses no seed: BullMQ sees that its lock is not renewed, and gives
 * the job to another. Workers of another version of this tool listen elsewhere: their worlds are not the same.
 *
 * ```ts
 * const end = await startWorker('redis://10.0.0.1', { jobs: 8 });            // on each machine
 * for await (const row of runSeedsOnQueue('redis://10.0.0.1', { sources }, [1, 2, 3])) console.log(row.seed, row.verdict);
 * ```
 */
export { placeOf } from './connection.ts';
export { type QueueSeedsOptions, runSeedsOnQueue } from './run-seeds-on-queue.ts';
export { type QueueWorker, startWorker, type WorkerOptions } from './worker.ts';

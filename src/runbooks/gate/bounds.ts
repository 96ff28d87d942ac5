/** What a sample says about the share of all runs that miss. */
import jstat from 'jstat';

/** A share of all runs, 0 to 1. */
export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The interval of Clopper and Pearson (https://doi.org/10.1093/biomet/26.4.404): it holds the share of runs that miss with at least this
 * confidence (percent), from both sides. Throws a RangeError without a trial.
 */
export function clopperPearson(misses: number, seeds: number, confidence: number): ShareInterval {
  const tail = (1 - confidence / 100) / 2;
  return { low: lowerShare(misses, seeds, tail), high: upperShare(misses, seeds, tail) };
}

/** The share of runs that miss is below this with the confidence, in percent: none of 208 at 95 % is fewer than 1.43 %. */
export function shareBelow(misses: number, seeds: number, confidence: number): number {
  return upperShare(misses, seeds, 1 - confidence / 100);
}

function lowerShare(misses: number, seeds: number, tail: number): number {
  trialsOrThrow(misses, seeds);
  return misses === 0 ? 0 : jstat.ibetainv(tail, misses, seeds - misses + 1);
}

function upperShare(misses: number, seeds: number, tail: number): number {
  trialsOrThrow(misses, seeds);
  return misses === seeds ? 1 : jstat.ibetainv(1 - tail, misses + 1, seeds - misses);
}

function trialsOrThrow(misses: number, seeds: number): void {
  if (!(seeds > 0) || misses < 0 || misses > seeds) throw new RangeError(`${misses} of ${seeds} runs are no sample.`);
}

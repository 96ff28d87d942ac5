/**
 * Wald's sequential test of a share (https://doi.org/10.1214/aoms/1177731118): after each run either accept, refuse, or go on. It asks for
 * far fewer runs than a fixed plan where a build is clearly good or clearly bad.
 *
 * The decision is a function of the runs in the order of their seeds, so it does not depend on how many of them run side by side.
 */

export interface Sprt {
  /** Shares of runs that miss, 0 to 1: a build at `badRate` or above is to be refused, one at `goodRate` or below to be accepted. */
  readonly badRate: number;
  readonly goodRate: number;
  /** How often, at most, a bad build may be accepted and a good one refused; 0 to 0.5. */
  readonly acceptBad: number;
  readonly refuseGood: number;
}

export type SprtDecision = 'accept' | 'refuse' | 'open';

/** The test for a percentile: what may just miss it against a fifth of that. For p95 at 95 %: 5 % against 1 %, both errors 5 %. */
export function sprtFor({
  percentile,
  confidence,
}: {
  readonly percentile: number;
  readonly confidence: number;
}): Sprt {
  const badRate = (100 - percentile) / 100;
  const error = (100 - confidence) / 100;
  if (!(badRate > 0 && badRate < 1))
    throw new RangeError(`A sequential test needs a percentile below 100, not ${percentile}.`);
  if (!(error > 0 && error < 0.5))
    throw new RangeError(`A confidence lies above 50 and below 100 %, not at ${confidence}.`);
  return { badRate, goodRate: badRate / 5, acceptBad: error, refuseGood: error };
}

/** What so many misses of so many runs mean. */
export function sprtDecision(test: Sprt, misses: number, runs: number): SprtDecision {
  const { miss, clean, accept, refuse } = weights(test);
  const evidence = misses * miss + (runs - misses) * clean;
  return evidence <= accept ? 'accept' : evidence >= refuse ? 'refuse' : 'open';
}

/** How many runs without a miss accept: 72 for 5 % against 1 %. */
export function cleanRuns(test: Sprt): number {
  const { clean, accept } = weights(test);
  return Math.ceil(accept / clean);
}

export interface Characteristics {
  /** Probabilities; they sum to 1. */
  readonly accepts: number;
  readonly refuses: number;
  readonly open: number;
  readonly meanRuns: number;
}

/**
 * How the test ends for builds that miss with probability `rate`, if it gives up after `runsMax` runs: not Wald's approximation but the
 * walk itself, all of its ways summed.
 */
export function characteristics(test: Sprt, rate: number, runsMax: number): Characteristics {
  let alive = new Map([[0, 1]]);
  let accepts = 0;
  let refuses = 0;
  let meanRuns = 0;
  for (let runs = 1; runs <= runsMax && alive.size > 0; runs += 1) {
    const next = new Map<number, number>();
    for (const [misses, probability] of alive) {
      meanRuns += probability;
      for (const [after, chance] of [
        [misses, probability * (1 - rate)],
        [misses + 1, probability * rate],
      ] as const) {
        const decision = sprtDecision(test, after, runs);
        if (decision === 'accept') accepts += chance;
        else if (decision === 'refuse') refuses += chance;
        else next.set(after, (next.get(after) ?? 0) + chance);
      }
    }
    alive = next;
  }
  return { accepts, refuses, open: [...alive.values()].reduce((sum, chance) => sum + chance, 0), meanRuns };
}

/** What a miss and a clean run weigh, in natural logarithms of odds, and where the walk ends. */
function weights({ badRate, goodRate, acceptBad, refuseGood }: Sprt) {
  return {
    miss: Math.log(badRate / goodRate),
    clean: Math.log((1 - badRate) / (1 - goodRate)),
    accept: Math.log(acceptBad / (1 - refuseGood)),
    refuse: Math.log((1 - acceptBad) / refuseGood),
  };
}

/** Percentiles of what runs measured, where a run that never got there counts as later than all others. */
import { quantile } from '../compare/statistics.ts';
import { type Aim, upperRank } from './fixed-plan.ts';

type Measured = readonly (number | null)[];

/** By nearest rank: one of the values, so a seed belongs to it. Null without a value, or if that share of the runs never got there. */
export function quantileOf(values: Measured, percentile: number): number | null {
  return values.length === 0 ? null : finite(quantile(lateForEver(values), percentile / 100));
}

/** The value that the percentile is below with the confidence; null with too few values, or if those above it never got there. */
export function upperBound(values: Measured, aim: Aim): number | null {
  const rank = aim.percentile < 100 ? upperRank(values.length, aim) : null;
  return rank === null ? null : finite(lateForEver(values).sort((a, b) => a - b)[rank - 1]!);
}

/** A number that is larger than any time, and can still be subtracted from itself. */
const never = Number.MAX_VALUE;

function lateForEver(values: Measured): number[] {
  return values.map((value) => value ?? never);
}

function finite(value: number): number | null {
  return value === never ? null : value;
}

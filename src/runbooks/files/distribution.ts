/** How long something takes, as data: drawn anew each time, in seconds. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly seconds: number }
  | { readonly kind: 'lognormal'; readonly p50Seconds: number; readonly sigma: number }
  | { readonly kind: 'normal'; readonly meanSeconds: number; readonly sdSeconds: number; readonly minSeconds: number }
  | {
      readonly kind: 'triangular';
      readonly minSeconds: number;
      readonly modeSeconds: number;
      readonly maxSeconds: number;
    }
  | { readonly kind: 'uniform'; readonly minSeconds: number; readonly maxSeconds: number };

/** Where chance comes from: `uniform` in [0, 1), `normal` with mean 0 and standard deviation 1. */
export interface Draw {
  uniform(): number;
  normal(): number;
}

/** The standard normal distribution's 95th percentile. */
const z95 = 1.644_853_626_951_472_2;

/** The sigma of a lognormal distribution whose median and 95th percentile are given: ln(p95 / p50) / z95. */
export function sigmaFromP95(p50: number, p95: number): number {
  return Math.log(p95 / p50) / z95;
}

/**
 * Draws a duration in seconds, never below 0, rounded to whole microseconds (`Math.exp` and `Math.log` differ in their
 * last digits between engines). Takes one draw for a distribution and none for a fixed duration.
 */
export function sample(distribution: Distribution, draw: Draw): number {
  return Math.max(0, Math.round(unrounded(distribution, draw) * 1e6) / 1e6);
}

function unrounded(distribution: Distribution, draw: Draw): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.seconds;
    case 'lognormal':
      return distribution.p50Seconds * Math.exp(distribution.sigma * draw.normal());
    case 'normal':
      return Math.max(distribution.minSeconds, distribution.meanSeconds + distribution.sdSeconds * draw.normal());
    case 'uniform':
      return distribution.minSeconds + (distribution.maxSeconds - distribution.minSeconds) * draw.uniform();
    case 'triangular':
      return triangular(distribution.minSeconds, distribution.modeSeconds, distribution.maxSeconds, draw.uniform());
  }
}

/** The inverse of the triangular distribution's cumulative function, at u. */
function triangular(min: number, mode: number, max: number, u: number): number {
  const width = max - min;
  if (width === 0) return min;
  const left = mode - min;
  if (u * width < left) return min + Math.sqrt(u * width * left);
  return max - Math.sqrt((1 - u) * width * (max - mode));
}

import type { ProbeName, ProbeTolerance, ProbeWith } from '../files/index.ts';
import type { Json } from '../journal/index.ts';

/** One look: what was seen, and whether it is within the tolerance. */
export interface Reading {
  readonly ok: boolean;
  readonly value: Json;
  /** One plain phrase, for people. */
  readonly why: string;
}

/** Looks once. Never rejects: what cannot be seen is a reading that is not ok. */
export type Look<N extends ProbeName = ProbeName> = (
  given: ProbeWith<N>,
  tolerance: ProbeTolerance<N>,
) => Promise<Reading>;

export type Looks = { readonly [N in ProbeName]: Look<N> };

interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A number against a range; without bounds everything is within. */
export function inRange(value: number, { min, max }: Range, what: string): Reading {
  const ok = (min === undefined || value >= min) && (max === undefined || value <= max);
  return { ok, value, why: `${value} ${what}` };
}

export function failed(error: unknown): Reading {
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? cause.message : message;
  return { ok: false, value: null, why };
}

import { p95UpperBound, quantile } from '../compare/statistics.ts';
import { type PhaseName, phaseNames } from '../verdict/index.ts';
import type { SweepRow } from './row.ts';

/** Of a measure over the seeds, in seconds. Null where that share of the runs never got there: who never recovers is late for ever. */
export interface SweepPercentiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  /** Upper bound of p95 with the confidence asked for, an order statistic; null with too few seeds (59 at 95 %), or when it is never. */
  readonly p95Upper: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/**
 * Percentiles by nearest rank, over all runs: one that never got there (null) counts as later than any other, so that a scenario which
 * mostly fails does not look fast by its few recoveries. Null if no run measured anything.
 *
 * `confidence` is that of the bound, in percent; null for values that allow none, because what was in the sample ended it.
 */
export function distributionOf(
  values: readonly (number | null)[],
  confidence: number | null = 95,
): SweepPercentiles | null {
  const times = values.map((value) => value ?? Number.POSITIVE_INFINITY);
  if (!times.some(Number.isFinite)) return null;
  const finite = (value: number | null): number | null => (value === Number.POSITIVE_INFINITY ? null : value);
  const at = (p: number): number | null => finite(quantile(times, p));
  return {
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p95Upper: confidence === null ? null : finite(p95UpperBound(times, confidence)),
    p99: at(0.99),
    max: at(1),
  };
}

/**
 * The phases, each over the runs that had it. One that a recovered run lacks did not happen there and is no sample; one that is missing
 * in a run that never recovered did not end. `confidence` as for `distributionOf`.
 */
export function phaseDistributions(
  rows: readonly SweepRow[],
  confidence: number | null = 95,
): Readonly<Record<PhaseName, SweepPercentiles | null>> {
  const of = (name: PhaseName): SweepPercentiles | null =>
    distributionOf(
      rows
        .map(({ phases, rtoSeconds }) => (phases[name] === null && rtoSeconds !== null ? undefined : phases[name]))
        .filter((value) => value !== undefined),
      confidence,
    );
  return Object.fromEntries(phaseNames.map((name) => [name, of(name)])) as Record<PhaseName, SweepPercentiles | null>;
}

/** Whether a run missed at least one budget. One that gave no result missed them all. */
export function missedABudget({ verdict, budgets }: SweepRow): boolean {
  return verdict === 'crashed' || verdict === 'hung' || budgets.some(({ passed }) => !passed);
}

/** The latest recoveries, the worst first: those that gave no result, those that never recovered, then by time; ties by their order. */
export function worstRows(rows: readonly SweepRow[], count: number): readonly SweepRow[] {
  const badness = ({ verdict, rtoSeconds }: SweepRow): number => {
    if (verdict === 'crashed' || verdict === 'hung') return Number.MAX_VALUE;
    return rtoSeconds ?? Number.MAX_SAFE_INTEGER;
  };
  return rows.toSorted((a, b) => badness(b) - badness(a)).slice(0, count);
}

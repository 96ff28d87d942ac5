import type { ComparePlan } from './plan.ts';
import { apportion, shapley } from './shapley.ts';
import { type MedianInterval, type Percentiles, pairedMedianInterval, percentiles } from './statistics.ts';

/** Of one run: the recovery time in whole microseconds, null if it never recovered. */
export type RecoveryUs = number | null;

export interface ComparedVariant {
  readonly id: string;
  /** How many runs never recovered. Times cannot be compared then, and both below are null. */
  readonly unrecovered: number;
  readonly rtoSeconds: Percentiles | null;
  /**
   * To the baseline, seed by seed; below zero is faster. The interval holds the median with 95 % confidence; its ends are null below six
   * seeds.
   */
  readonly differenceSeconds: MedianInterval | null;
}

export interface CauseShare {
  readonly id: string;
  /** The mean over the seeds. */
  readonly minutes: number;
  /** Of the whole; null if the whole is nothing. */
  readonly share: number | null;
  /** The same as `minutes`, in whole units, whose sum is the whole's exactly. */
  readonly microseconds: number;
}

export interface Comparison {
  readonly variants: readonly ComparedVariant[];
  /** Empty if the scenario names no causes, or if a run that is needed for them never recovered. */
  readonly causes: readonly CauseShare[];
  /** What mending all causes together saves, the mean over the seeds: the sum of the causes. */
  readonly whole: { readonly minutes: number; readonly microseconds: number } | null;
  /** Sentences on what could not be compared; empty if everything could. */
  readonly gaps: readonly string[];
}

/** Compares what was measured: `recoveries[seed][run]`, with the runs of the plan in their order. */
export function evaluate(
  plan: ComparePlan,
  seeds: readonly number[],
  recoveries: readonly (readonly RecoveryUs[])[],
): Comparison {
  const gaps = gapsOf(plan, seeds, recoveries);
  const variants = plan.variants.map(({ id, run }) =>
    comparedVariant(id, column(recoveries, run), column(recoveries, plan.variants[0]!.run)),
  );
  return { variants, ...sharesOf(plan, recoveries), gaps };
}

function column(recoveries: readonly (readonly RecoveryUs[])[], run: number): RecoveryUs[] {
  return recoveries.map((row) => row[run]!);
}

function comparedVariant(id: string, own: readonly RecoveryUs[], baseline: readonly RecoveryUs[]): ComparedVariant {
  const recovered = own.filter((us) => us !== null);
  const unrecovered = own.length - recovered.length;
  if (unrecovered > 0) return { id, unrecovered, rtoSeconds: null, differenceSeconds: null };
  const rtoSeconds = percentiles(recovered.map((us) => us / 1e6));
  if (baseline.includes(null)) return { id, unrecovered, rtoSeconds, differenceSeconds: null };
  const { median, low, high } = pairedMedianInterval(recovered.map((us, seed) => us - baseline[seed]!));
  const seconds = (us: number | null) => (us === null ? null : us / 1e6);
  return {
    id,
    unrecovered,
    rtoSeconds,
    differenceSeconds: { median: median / 1e6, low: seconds(low), high: seconds(high) },
  };
}

/** The shares are linear: those of the sum over the seeds, divided by their number, are the mean of every seed's own. */
function sharesOf(
  { causes, coalitionRuns }: ComparePlan,
  recoveries: readonly (readonly RecoveryUs[])[],
): Pick<Comparison, 'causes' | 'whole'> {
  const needed: RecoveryUs[] = recoveries.flatMap((row) => coalitionRuns.map((run) => row[run]!));
  if (causes.length === 0 || needed.includes(null)) return { causes: [], whole: null };
  const savedUs = (coalition: ReadonlySet<number>): number => {
    const mask = [...coalition].reduce((bits, cause) => bits | (1 << cause), 0);
    return recoveries.reduce((sum, row) => sum + row[coalitionRuns[0]!]! - row[coalitionRuns[mask]!]!, 0);
  };
  const { numerators, denominator } = shapley(savedUs, causes.length);
  const microseconds = apportion({ numerators, denominator: denominator * BigInt(recoveries.length) }).map(Number);
  const whole = microseconds.reduce((sum, part) => sum + part, 0);
  return {
    causes: causes.map(({ id }, cause) => ({
      id,
      minutes: microseconds[cause]! / 60e6,
      share: whole === 0 ? null : microseconds[cause]! / whole,
      microseconds: microseconds[cause]!,
    })),
    whole: { minutes: whole / 60e6, microseconds: whole },
  };
}

function gapsOf(plan: ComparePlan, seeds: readonly number[], recoveries: readonly (readonly RecoveryUs[])[]): string[] {
  const names = new Map(plan.variants.map(({ id, run }) => [run, id]));
  return plan.runs.flatMap((values, run) => {
    const lost = seeds.filter((_, index) => recoveries[index]![run] === null);
    if (lost.length === 0) return [];
    const name =
      names.get(run) ??
      Object.entries(values)
        .map(([variable, value]) => `${variable}=${value}`)
        .join(' ');
    return [
      `${name} did not recover with ${lost.length === 1 ? 'seed' : 'seeds'} ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}`,
    ];
  });
}

import type { PhaseName } from '../verdict/index.ts';
import { distributionOf, missedABudget, phaseDistributions, type SweepPercentiles, worstRows } from './distribution.ts';
import type { SweepRow } from './row.ts';

/** One scenario in one variant, as `zonefall.sweep/v1` prints it. What a gate adds (`plan`, `decision`, ...) is null in a sweep. */
export interface SweepResult {
  readonly scenario: { readonly id: string; readonly sha256: string };
  readonly variant: string;
  /** How many seeds ran. */
  readonly seeds: number;
  /** How many of them missed at least one budget. */
  readonly misses: number;
  readonly plan: unknown;
  readonly decision: unknown;
  /** Null if no run recovered. */
  readonly rtoSeconds: SweepPercentiles | null;
  readonly phases: Readonly<Record<PhaseName, SweepPercentiles | null>>;
  /** The latest recoveries, the worst first. */
  readonly worst: readonly Pick<SweepRow, 'seed' | 'verdict' | 'rtoSeconds'>[];
  /** In the order of the seeds. */
  readonly rows: readonly SweepRow[];
}

const worstCount = 10;

/** What a sweep says of its rows: the distribution, and no verdict. */
export function sweepResult(
  { scenario, variant }: Pick<SweepResult, 'scenario' | 'variant'>,
  rows: readonly SweepRow[],
): SweepResult {
  return {
    scenario: { id: scenario.id, sha256: scenario.sha256 },
    variant,
    seeds: rows.length,
    misses: rows.filter(missedABudget).length,
    plan: null,
    decision: null,
    rtoSeconds: distributionOf(rows.map(({ rtoSeconds }) => rtoSeconds)),
    phases: phaseDistributions(rows),
    worst: worstRows(rows, worstCount).map(({ seed, verdict, rtoSeconds }) => ({ seed, verdict, rtoSeconds })),
    rows,
  };
}

/** What made the document: it differs from machine to machine. */
export interface Made {
  readonly tool: { readonly version: string; readonly node: string };
  readonly wallSeconds: number;
}

/**
 * `zonefall.sweep/v1`, which `sweep`, `merge` and `gate` print: `results`, one for each scenario and variant. Everything but `tool.node`
 * and `wallSeconds` is the same on every machine. A gate hands in results of its own, with more in them.
 *
 * ```ts
 * jsonText(sweepDocument([{ ...sweepResult(subject, rows), plan, decision }], { tool: toolStamp(), wallSeconds }));
 * ```
 */
export function sweepDocument<R extends SweepResult>(results: readonly R[], { tool, wallSeconds }: Made) {
  return { schema: 'zonefall.sweep/v1', environment: 'simulated', tool, results, wallSeconds } as const;
}

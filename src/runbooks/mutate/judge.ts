/** Whether a gate would go red for a design, judged by a few seeds. */
import type { Budget } from '../files/index.ts';
import { atMost, compareShares, percent, rest } from '../gate/binomial.ts';
import { findingsOf, outcomeOf } from '../gate/misses.ts';
import type { SweepRow } from '../sweep/index.ts';

/** What a budget or a check had to say against a design, and in how many of the seeds. */
export interface Caught {
  /** `budget rto`, `invariant one-couch-master`, `stop condition split-brain`, or the reason in words. */
  readonly by: string;
  readonly seeds: readonly number[];
}

export interface Judged {
  /**
   * `red`: these seeds alone refute the design. `green`: nothing was missed. `unclear`: something was, but so rarely that a design within
   * its budget shows the same in more than one of twenty such looks; or a run showed nothing.
   */
  readonly gate: 'red' | 'green' | 'unclear';
  /** What was seen most often comes first. */
  readonly caught: readonly Caught[];
}

/**
 * A budget on the 95th percentile may be missed by 5 % of the seeds: it is red when that many misses, or more, are seen in at most 5 % of
 * all looks at a design that is just within it (one of one, two of two to seven, three of eight). What allows no miss is red at once.
 */
export function judge(rows: readonly SweepRow[], budgets: readonly Budget[]): Judged {
  const seeds = new Map<string, number[]>();
  for (const row of rows) {
    for (const by of objections(row, budgets)) seeds.set(by, [...(seeds.get(by) ?? []), row.seed]);
  }
  const caught = [...seeds]
    .map(([by, found]) => ({ by, seeds: found }))
    .sort((a, b) => b.seeds.length - a.seeds.length);
  if (caught.length === 0) return { gate: 'green', caught };
  const percentiles = new Map(budgets.map(({ id, percentile }) => [`budget ${id}`, percentile]));
  // A gate that saw nothing is inconclusive, not red.
  const refuted = caught.some(
    ({ by, seeds }) => by !== 'inconclusive' && refutes(seeds.length, rows.length, percentiles.get(by) ?? 100),
  );
  return { gate: refuted ? 'red' : 'unclear', caught };
}

/** Whether so many misses, or more, come by chance in at most one of twenty looks at a design that is just within its budget. */
function refutes(misses: number, seeds: number, percentile: number): boolean {
  const fewer = atMost(misses - 1, seeds, rest(percent(percentile)));
  return compareShares(fewer, percent(95)) >= 0;
}

function objections(row: SweepRow, budgets: readonly Budget[]): Set<string> {
  if (row.verdict === 'inconclusive') return new Set(['inconclusive']);
  if (row.verdict === 'crashed' || row.verdict === 'hung') return new Set([`a world that ${row.verdict}`]);
  const missed = row.verdict === 'passed' ? [] : budgets.filter(({ id }) => outcomeOf(row, id) === 'miss');
  return new Set([...missed.map(({ id }) => `budget ${id}`), ...findingsOf(row).map(inShort)]);
}

/** The judge's sentences (see `verdict/judge.ts`) by what they are about. */
function inShort(reason: string): string {
  const named = /^the (invariant|stop condition) "([^"]+)"/.exec(reason);
  return named === null ? reason : `${named[1]} ${named[2]}`;
}

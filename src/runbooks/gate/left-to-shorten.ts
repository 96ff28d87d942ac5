/** Where the minutes of a missed recovery are: which phase alone, if it were as short as it should be, would save the runs that missed. */
import { quantile } from '../compare/statistics.ts';
import { type Budget, type PhaseName, phaseNames } from '../files/index.ts';
import { duration } from '../reports/times.ts';
import type { SweepRow } from '../sweep/index.ts';
import { actualOf } from './misses.ts';
import type { LeftToShorten } from './report.ts';

type Rto = SweepRow & { readonly rtoSeconds: number };

/**
 * For a budget of the recovery or of one of its phases, over the runs that missed it; undefined for other measures, or if no such run
 * recovered. A phase with a budget of its own is put at that budget, for somebody thought it possible; only if none of these is enough
 * one is put at nothing.
 */
export function leftToShorten(
  budget: Budget,
  missed: readonly SweepRow[],
  budgets: readonly Budget[],
): LeftToShorten | undefined {
  if (budget.measure.startsWith('phase.')) return phaseItself(budget, missed);
  if (budget.measure !== 'recovery') return undefined;
  const late = missed.filter((row): row is Rto => row.rtoSeconds !== null);
  if (late.length === 0) return undefined;
  const limits = new Map(
    budgets.filter(({ measure }) => measure.startsWith('phase.')).map((each) => [phaseOf(each), each.maxSeconds]),
  );
  const own = best(budget, late, (phase) => limits.get(phase));
  const gone = best(budget, late, () => 0);
  const most = late.length / 2;
  if (own !== undefined && own.saved > most) {
    const limit = duration(limits.get(own.phase)!);
    return {
      ...own,
      of: late.length,
      text: `${own.phase} is what is left to shorten: within its own ${limit} ${savedText(own.saved, late)}`,
    };
  }
  if (gone !== undefined && gone.saved > most) {
    return {
      ...gone,
      of: late.length,
      text: `${gone.phase} is what is left to shorten: without its ${middle(late, gone.phase)} ${savedText(gone.saved, late)}`,
    };
  }
  const longest = longestPhase(late);
  const rto = duration(
    quantile(
      late.map(({ rtoSeconds }) => rtoSeconds),
      0.5,
    ),
  );
  const text = `no phase alone is enough: ${longest} is the longest, ${middle(late, longest)} of ${rto}`;
  return { phase: null, saved: gone?.saved ?? 0, of: late.length, text };
}

function phaseItself(budget: Budget, missed: readonly SweepRow[]): LeftToShorten | undefined {
  const phase = phaseOf(budget);
  const values = missed.flatMap((row) => actualOf(row, budget.id) ?? []);
  if (values.length === 0) return undefined;
  const text = `${phase} is what is left to shorten: ${duration(quantile(values, 0.5))} in the middle run of those that missed, ${duration(budget.maxSeconds)} are allowed`;
  return { phase, saved: values.length, of: missed.length, text };
}

/** The phase that saves most runs when it takes no longer than its limit; the longer one of equals. */
function best(budget: Budget, late: readonly Rto[], limitOf: (phase: PhaseName) => number | undefined) {
  const candidates = phaseNames.flatMap((phase) => {
    const limit = limitOf(phase);
    if (limit === undefined) return [];
    const spared = ({ phases }: SweepRow): number => Math.max(0, (phases[phase] ?? 0) - limit);
    return [
      {
        phase,
        saved: late.filter((row) => row.rtoSeconds - spared(row) <= budget.maxSeconds).length,
        sparedSeconds: late.reduce((sum, row) => sum + spared(row), 0),
      },
    ];
  });
  const [first] = candidates.sort((a, b) => b.saved - a.saved || b.sparedSeconds - a.sparedSeconds);
  return first === undefined ? undefined : { phase: first.phase, saved: first.saved };
}

function longestPhase(late: readonly Rto[]): PhaseName {
  const total = (phase: PhaseName): number => late.reduce((sum, { phases }) => sum + (phases[phase] ?? 0), 0);
  return phaseNames.reduce((longest, phase) => (total(phase) > total(longest) ? phase : longest));
}

function savedText(saved: number, { length }: readonly Rto[]): string {
  const runs =
    length === 1
      ? 'the run that was late'
      : saved === length
        ? `all ${length} runs that were late`
        : `${saved} of ${length} runs that were late`;
  return `${runs} would have been in time`;
}

function middle(late: readonly Rto[], phase: PhaseName): string {
  return duration(
    quantile(
      late.map(({ phases }) => phases[phase] ?? 0),
      0.5,
    ),
  );
}

function phaseOf({ measure }: Budget): PhaseName {
  return measure.slice('phase.'.length) as PhaseName;
}

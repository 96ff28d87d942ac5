import type { Budget } from '../../files/index.ts';
import type { SweepPercentiles, SweepResult, SweepRow } from '../../sweep/index.ts';
import { phaseNames } from '../../verdict/index.ts';
import { duration } from '../times.ts';
import { histogram } from './histogram.ts';
import { type Cell, type Markup, mark, markup, nothing, table } from './markup.ts';

interface Sample {
  readonly rows: readonly SweepRow[];
  readonly budgets: readonly Pick<Budget, 'measure' | 'maxSeconds'>[];
}

/** How the times to recover are spread around the budget: the histogram, and what it cannot draw, runs that never recovered. */
export async function spread({ rows, budgets }: Sample): Promise<Markup> {
  const minutes = rows.flatMap(({ rtoSeconds }) => (rtoSeconds === null ? [] : [rtoSeconds / 60]));
  const budget = budgets.find(({ measure }) => measure === 'recovery');
  const never = rows.length - minutes.length;
  const late = budget === undefined ? 0 : minutes.filter((each) => each * 60 > budget.maxSeconds).length;
  const [shortest, longest] = [Math.min(...minutes), Math.max(...minutes)].map((each) => duration(60 * each));
  const range = minutes.length === 0 ? '' : `, after ${shortest} to ${longest}`;
  const over = budget === undefined ? '' : `; ${late} of them later than the budget of ${duration(budget.maxSeconds)}`;
  const title = `${minutes.length} runs recovered${range}${over}`;
  const chart = await histogram({ minutes, budgetMinutes: budget && budget.maxSeconds / 60, title });
  const lost =
    never === 0
      ? nothing
      : markup`<p>${mark('bad', `${never} of ${rows.length} runs never recovered; they are not in the picture.`)}</p>\n`;
  return markup`<p>${title}.</p>\n${chart}${lost}`;
}

/** The percentiles of the recovery and of its phases; nothing where no run recovered. */
export function percentileTable({ rtoSeconds, phases }: Pick<SweepResult, 'rtoSeconds' | 'phases'>): Markup {
  const measured: [string, SweepPercentiles | null][] = [
    ['recovery', rtoSeconds],
    ...phaseNames.map((name): [string, SweepPercentiles | null] => [`${name} phase`, phases[name]]),
  ];
  const rows = measured.flatMap(([name, at]): Cell[][] => {
    if (at === null) return [];
    return [[name, ...[at.p50, at.p90, at.p95, at.p95Upper, at.p99, at.max].map(duration)]];
  });
  if (rows.length === 0) return nothing;
  const columns = ['p50', 'p90', 'p95', 'p95 at most', 'p99', 'max'].map((title) => ({ title, numeric: true }));
  return table('Percentiles over the seeds', [{ title: 'measure', short: true }, ...columns], rows);
}

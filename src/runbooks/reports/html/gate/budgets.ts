import type { BudgetDecision, GateBudget, GateResult } from '../../../gate/index.ts';
import { duration } from '../../times.ts';
import { seenText } from '../../words.ts';
import { type Cell, code, type Markup, mark, markup, nothing, type Tone, table } from '../markup.ts';
import { percentileTable } from '../spread.ts';

const words: Readonly<Record<BudgetDecision, { readonly tone: Tone; readonly glyph: string; readonly word: string }>> =
  {
    held: { tone: 'good', glyph: '✓', word: 'held' },
    failed: { tone: 'bad', glyph: '✗', word: 'failed' },
    open: { tone: 'plain', glyph: '?', word: 'open' },
  };

/** The budgets with what was shown about each, then the percentiles, then the lines to reproduce what failed. */
export function budgetsOf(result: GateResult): Markup {
  return markup`${budgetTable(result.budgets)}${percentileTable(result)}${failLines(result.budgets)}`;
}

function budgetTable(budgets: readonly GateBudget[]): Markup {
  if (budgets.length === 0) return nothing;
  const rows = budgets.map((budget): Cell[] => {
    const { tone, glyph, word } = words[budget.decision];
    return [
      budget.id,
      mark(tone, word, glyph),
      `p${budget.percentile} of ${budget.label}`,
      duration(budget.maxSeconds),
      seenText(budget),
      duration(budget.upperSeconds),
      `${budget.misses} of ${budget.samples}`,
      budget.allowed === null ? '—' : String(budget.allowed),
      budget.confidence === null ? '—' : `${floored(budget.confidence)} %`,
      missRate(budget),
    ];
  });
  const columns = ['objective', 'actual', 'upper bound', 'missed', 'may miss', 'confidence', 'true miss rate'];
  return table(
    'Budgets, over all seeds',
    [
      { title: 'budget', short: true },
      { title: 'shown' },
      { title: 'measure', short: true },
      ...columns.map((title) => ({ title, numeric: true })),
    ],
    rows,
  );
}

function missRate({ missRate: rate }: GateBudget): string {
  if (rate === null) return '—';
  return `${percent(rate.low)} to ${percent(rate.high)} %`;
}

/** Never more than was shown: cut, not rounded. */
export function floored(percentage: number): number {
  return Math.floor(percentage * 100) / 100;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function failLines(budgets: readonly GateBudget[]): Markup {
  const lines = budgets.flatMap(({ failLine }) => failLine ?? []);
  return lines.length === 0 ? nothing : markup`<ul>${lines.map((line) => markup`<li>${code(line)}</li>\n`)}</ul>\n`;
}

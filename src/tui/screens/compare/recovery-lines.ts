/** How recoveries are spread: percentiles in words, and a histogram with the budget. */

import type { Percentiles } from '../../../runbooks/compare/statistics.ts';
import { type Recoveries, summaryOf } from '../../../runbooks/drill/recoveries.ts';
import { duration } from '../../../runbooks/reports/times.ts';
import { glyphs, histogram, type Piece, piece, type Row } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.compare;

export function sourceName({ kind, file, variant }: Recoveries): string {
  return texts.source[kind](file, variant);
}

export function recoveryLines({ seconds }: Recoveries, maxSeconds: number | undefined, columns: number): Row[] {
  const { runs, never, late, percentiles } = summaryOf(seconds, maxSeconds);
  if (runs === 0) return [[piece(texts.noneYet, 'quiet')]];
  const lost: Row[] = never === 0 ? [] : [[piece(`${glyphs.failed} ${texts.never(never, runs)}`, 'bad')]];
  if (percentiles === null) return [...lost, [piece(texts.nothingHere, 'quiet')]];
  const recovered = seconds.filter((each) => each !== null);
  return [
    [
      piece(texts.runs(runs), 'strong'),
      '  ',
      ...(recovered.length < fewRuns ? listed(recovered) : spread(percentiles)),
    ],
    ...lost,
    ...(maxSeconds === undefined ? [] : [budgetLine(late, recovered.length, duration(maxSeconds))]),
    ...histogram(recovered, { columns, rows: Math.min(10, Math.max(4, recovered.length)), limit: maxSeconds }),
  ];
}

/** Of so few a percentile says nothing. */
const fewRuns = 6;

function listed(recovered: readonly number[]): Piece[] {
  return [
    piece(
      [...recovered]
        .sort((a, b) => a - b)
        .map(duration)
        .join('  '),
    ),
  ];
}

function spread({ p50, p90, p95, p95Upper, p99, max }: Percentiles): Piece[] {
  const bound = p95Upper === null ? [] : [piece(` ${texts.upTo(duration(p95Upper))}`, 'quiet')];
  const figures = (names: Readonly<Record<string, number>>) =>
    piece(
      Object.entries(names)
        .map(([name, value]) => `${name} ${duration(value)}`)
        .join('  '),
    );
  return [figures({ p50, p90, p95 }), ...bound, piece('  '), figures({ p99, max })];
}

function budgetLine(late: number, of: number, budget: string): Row {
  if (late === 0) return [piece(`${glyphs.ok} ${texts.inTime(of, budget)}`, 'good')];
  return [piece(`${glyphs.failed} ${texts.late(late, of, budget)}`, 'bad')];
}

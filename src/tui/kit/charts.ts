/** Numbers as shapes, as pieces and rows: bars, sparklines, histograms. */
import { duration } from '../../runbooks/reports/times.ts';
import type { Piece, Row } from './rows.ts';
import { cell } from './text.ts';
import type { Tone } from './theme.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of exactly `columns`: `fraction` of it full (0 to 1, more is full), with a line at `mark` if there is one. */
export function bar(fraction: number, columns: number, tone: Tone = 'good', mark?: number): Piece[] {
  const share = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
  const steps = Math.round(share * columns * 8);
  const full = '█'.repeat(Math.floor(steps / 8)) + eighths[steps % 8]!;
  const text = [...full.padEnd(columns, '░')];
  const at = mark === undefined ? -1 : Math.min(columns - 1, Math.max(0, Math.round(mark * columns)));
  if (at >= 0) text[at] = '┃';
  const cut = [...full].length;
  return [
    { text: text.slice(0, cut).join(''), tone },
    { text: text.slice(cut).join(''), tone: 'quiet' as const },
  ].filter((each) => each.text !== '');
}

const heights = [...'▁▂▃▄▅▆▇█'];

/** One column for each of the last `columns` values; null, where there was none, is a cross. */
export function spark(values: readonly (number | null)[], columns: number, tone: Tone = 'good'): Piece[] {
  const last = values.slice(-columns);
  const size = Math.max(...last.map((value) => value ?? 0), Number.MIN_VALUE);
  return last.map((value) =>
    value === null
      ? { text: '✗', tone: 'bad' }
      : { text: heights[Math.min(7, Math.floor((Math.max(0, value) / size) * 7.999))]!, tone },
  );
}

export interface HistogramOptions {
  readonly columns: number;
  /** How many bins, a row each. */
  readonly rows: number;
  /** A line at this value; what is above it is bad. */
  readonly limit?: number;
  /** How a value is written; a duration in seconds unless told. */
  readonly label?: (value: number) => string;
}

/** A row for each bin: from where, a bar, how many. The row in which the limit lies says so. No values, no rows. */
export function histogram(values: readonly number[], options: HistogramOptions): Row[] {
  if (values.length === 0 || options.rows < 1) return [];
  const { columns, limit, label = duration } = options;
  const low = Math.min(...values, limit ?? Number.POSITIVE_INFINITY);
  const high = Math.max(...values, limit ?? Number.NEGATIVE_INFINITY);
  const bins = high === low ? 1 : options.rows;
  const step = (high - low) / bins || 1;
  const binOf = (value: number) => Math.min(bins - 1, Math.max(0, Math.floor((value - low) / step)));
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) counts[binOf(value)]! += 1;
  const most = Math.max(...counts);
  const labels = counts.map((_, index) => label(low + index * step));
  const labelColumns = Math.max(...labels.map((text) => text.length));
  const limitBin = limit === undefined ? -1 : binOf(limit);
  // All bars have the same scale, also the one that has the limit beside it.
  const room = Math.max(1, columns - labelColumns - 8 - (limit === undefined ? 0 : 9));
  return counts.map((count, index): Row => {
    // All of it: what lies in the row of the limit may be on both sides.
    const over = limit !== undefined && low + index * step >= limit;
    return [
      { text: cell(labels[index]!, labelColumns, 'right'), tone: 'quiet' },
      ' ',
      ...bar(count / most, room, over ? 'bad' : 'good').map((each) => ({
        ...each,
        text: each.text.replaceAll('░', ' '),
      })),
      { text: cell(count === 0 ? '' : String(count), 6, 'right') },
      over ? { text: '!', tone: 'bad' } : ' ',
      ...(limitBin === index ? [{ text: '◂ budget ', tone: 'warn' as const }] : []),
    ];
  });
}

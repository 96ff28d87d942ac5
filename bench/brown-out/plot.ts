/** Curves as text: a few lines, as wide as a terminal. */

export interface Curve {
  readonly name: string;
  /** One character. */
  readonly mark: string;
  readonly values: readonly (number | undefined)[];
}

export interface PlotOptions {
  readonly title: string;
  /** The first value of each curve belongs to it, the next to one more. */
  readonly from: number;
  readonly columns: number;
  readonly rows: number;
  /** Where the upper axis ends; by default at a round number above all values. */
  readonly top?: number;
  /** What stands under the axis at its ends and in between. */
  readonly ticks: readonly number[];
  readonly unit: string;
}

/** Where curves meet. */
const BOTH = '*';

/** A column shows the mean of the values that fall into it; a curve without a value there is not drawn. Lines end without blanks. */
export function plot(curves: readonly Curve[], options: PlotOptions): string {
  const { title, from, columns, rows, ticks, unit } = options;
  const count = Math.max(...curves.map(({ values }) => values.length));
  const folded = curves.map(({ mark, values }) => ({ mark, values: fold(values, count, columns) }));
  const top =
    options.top ?? axisEnd(Math.max(1, ...folded.flatMap(({ values }) => values.map((value) => value ?? 0))), rows);
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  for (const { mark, values } of folded) {
    for (const [column, value] of values.entries()) {
      if (value === undefined) continue;
      const row = grid[rows - 1 - Math.round((value / top) * (rows - 1))]!;
      row[column] = row[column] === ' ' ? mark : BOTH;
    }
  }
  const label = (row: number) => {
    const value = (top / (rows - 1)) * (rows - 1 - row);
    return String(Number(value.toFixed(2))).padStart(5);
  };
  const legend = [...curves.map(({ mark, name }) => `${mark} ${name}`), `${BOTH} both`].join('   ');
  const axis = Array.from({ length: columns + 8 }, () => ' ');
  for (const tick of ticks) {
    const text = String(tick);
    const column = Math.floor(((tick - from) / count) * columns);
    for (const [at, character] of [...text].entries()) axis[7 + column + at] = character;
  }
  return [
    title,
    ...grid.map((row, at) => `${label(at)} ${at === rows - 1 ? '┼' : '┤'}${row.join('')}`.trimEnd()),
    `${axis.join('').trimEnd()} ${unit}`,
    `       ${legend}`,
  ].join('\n');
}

function fold(values: readonly (number | undefined)[], count: number, columns: number): (number | undefined)[] {
  return Array.from({ length: columns }, (_, column) => {
    const first = Math.floor((column * count) / columns);
    const end = Math.max(first + 1, Math.floor(((column + 1) * count) / columns));
    const there = values.slice(first, end).filter((value) => value !== undefined);
    return there.length === 0 ? undefined : there.reduce((a, b) => a + b, 0) / there.length;
  });
}

/** An axis whose rows are round numbers apart. */
function axisEnd(value: number, rows: number): number {
  const least = value / (rows - 1);
  const size = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].map((step) => step * size).find((step) => step >= least)! * (rows - 1);
}

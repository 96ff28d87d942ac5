import { piece, type Row } from '../../kit/index.ts';

export interface Windowed {
  readonly shown: readonly Row[];
  /** How many lines lie above and below, for the box's title: in the lines themselves it would cover what they say. */
  readonly aside: Row;
}

export function windowed(lines: readonly Row[], from: number, rows: number): Windowed {
  const below = Math.max(0, lines.length - from - rows);
  const count = [from > 0 ? `↑${from}` : '', below > 0 ? `↓${below}` : ''].filter((text) => text !== '').join(' ');
  return { shown: lines.slice(from, from + rows), aside: count === '' ? '' : [piece(count, 'quiet')] };
}

/** Parts of a title, two blanks between them; empty ones are left out. */
export function beside(...rows: readonly Row[]): Row {
  const parts = rows.filter((row) => row.length > 0);
  return parts.flatMap((row, index) => [...(index > 0 ? ['  '] : []), ...(typeof row === 'string' ? [row] : row)]);
}

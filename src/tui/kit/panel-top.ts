import { fitRow, type Piece, piece, type Row, rowWidth } from './rows.ts';
import type { Tone } from './theme.ts';

export interface PanelTop {
  readonly title: string;
  /** The key that gives it the focus. */
  readonly number?: number;
  readonly focused?: boolean;
  /** At the right end of the title: a count, a state. */
  readonly aside?: Row;
  readonly columns: number;
  /** `full` (default) takes two columns and a row on each side; `top` only its title's row: for terminals with few rows. */
  readonly frame?: PanelFrame;
}

export type PanelFrame = 'full' | 'top';

/** The first row of a panel: its title in its frame. */
export function panelTop({ title, number, focused = false, aside = '', columns, frame }: PanelTop): Row {
  const tone: Tone = focused ? 'accent' : 'quiet';
  const dash = focused ? '━' : '─';
  const [left, right] = frame === 'top' ? [dash, dash] : focused ? ['┏', '┓'] : ['╭', '╮'];
  const name: Piece[] = [
    ...(number === undefined ? [] : [piece(`${number} `, 'accent')]),
    piece(title, focused ? 'accent' : 'strong', { bold: true }),
  ];
  const asideRoom = Math.max(0, columns - rowWidth(name) - 8);
  const end =
    rowWidth(aside) === 0 || asideRoom < 3 ? [] : [' ', ...fitRow(aside, Math.min(asideRoom, rowWidth(aside))), ' '];
  const head = [piece(`${left}${dash} `, tone), ...fitRow(name, Math.min(rowWidth(name), columns - 5)), ' '];
  const line = piece(
    dash.repeat(Math.max(0, columns - rowWidth(head) - rowWidth(end) - 1 - (end.length > 0 ? 1 : 0))),
    tone,
  );
  const tail = end.length > 0 ? [...end, piece(dash + right, tone)] : [piece(right, tone)];
  return [...head, line, ...tail];
}

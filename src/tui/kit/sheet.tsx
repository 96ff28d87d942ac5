/**
 * A whole screen as rows, and a text of Ink's for each. Ink reads every text anew for each frame, and those in boxes that cut, or of
 * several lines, two or three times: rows that span the screen and are as wide as their place are read once.
 *
 * ```tsx
 * const left = panelSheet({ title: 'World', columns: 40, rows: 10, lines });
 * return <SheetView sheet={below(across(left, right), bottom)} />;
 * ```
 */
import { Box, Text } from 'ink';
import { memo, type ReactNode } from 'react';
import { type PanelTop, panelTop } from './panel-top.ts';
import { fitRow, type Piece, paint, piece, piecesOf, type Row } from './rows.ts';
import { type Tone, useTheme } from './theme.ts';

/** Rows that fill a rectangle: each is cut or filled up to `columns` when it is drawn or put beside others. */
export interface Sheet {
  readonly columns: number;
  readonly rows: readonly Row[];
}

export interface PanelSheet extends PanelTop {
  /** With its frame. */
  readonly rows: number;
  /** What stands in it from the top; what is more than fits is left out. */
  readonly lines: readonly Row[];
}

/** A box with a title, as `Panel` draws it. */
export function panelSheet({ lines, rows, ...top }: PanelSheet): Sheet {
  const { columns, focused = false, frame = 'full' } = top;
  if (rows <= 0) return { columns, rows: [] };
  const head = panelTop(top);
  const inside = Math.max(0, rows - (frame === 'full' ? 2 : 1));
  const shown = Array.from({ length: inside }, (_, index) => lines[index] ?? '');
  if (frame === 'top') return { columns, rows: [head, ...shown.map((row) => [' ', ...piecesOf(row)])] };
  const tone: Tone = focused ? 'accent' : 'quiet';
  const side = focused ? '┃' : '│';
  const bottom = focused ? `┗${'━'.repeat(columns - 2)}┛` : `╰${'─'.repeat(columns - 2)}╯`;
  const middle = shown.map((row) => [piece(`${side} `, tone), ...fitRow(row, columns - 4), piece(` ${side}`, tone)]);
  return { columns, rows: [head, ...middle, ...(rows > 1 ? [[piece(bottom, tone)]] : [])] };
}

/** Side by side; what is lower than the others ends in blanks. */
export function across(...sheets: readonly Sheet[]): Sheet {
  const height = Math.max(0, ...sheets.map(({ rows }) => rows.length));
  const rows = Array.from({ length: height }, (_, index): Piece[] =>
    sheets.flatMap(({ columns, rows: own }) => fitRow(own[index] ?? '', columns)),
  );
  return { columns: sheets.reduce((sum, { columns }) => sum + columns, 0), rows };
}

/** One below the other. */
export function below(...sheets: readonly Sheet[]): Sheet {
  return { columns: Math.max(0, ...sheets.map(({ columns }) => columns)), rows: sheets.flatMap(({ rows }) => rows) };
}

export function SheetView({ sheet }: { readonly sheet: Sheet }): ReactNode {
  const theme = useTheme();
  const { columns, rows } = sheet;
  return (
    <Box flexDirection="column" width={columns} height={rows.length}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <RowText key={index} text={paint(row, columns, theme)} />
      ))}
    </Box>
  );
}

const RowText = memo(({ text }: { readonly text: string }) => <Text wrap="truncate">{text}</Text>);

/** The parts that screens are made of. Each says how many columns and rows it takes, and takes exactly those. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { bar, type HistogramOptions, histogram, spark } from './charts.ts';
import { type PanelFrame, type PanelTop, panelTop } from './panel-top.ts';
import { fitRow, type Piece, paint, piece, piecesOf, type Row } from './rows.ts';
import { glyphs, type Tone, useTheme } from './theme.ts';
import { windowStart } from './window.ts';

/** One row, exactly `columns` wide. */
export function Line({ row, columns }: { readonly row: Row; readonly columns: number }): ReactNode {
  const theme = useTheme();
  return <Text wrap="truncate">{paint(row, columns, theme)}</Text>;
}

export interface LinesProps {
  readonly lines: readonly Row[];
  readonly columns: number;
  /** As many rows are drawn, filled up with empty ones. */
  readonly rows: number;
  /** The selected line is marked, and the window moves so that it can be seen. */
  readonly selected?: number;
  /** Which line is the first; the window's own choice unless told. */
  readonly from?: number;
  /** Without a selection: the last lines are shown. */
  readonly tail?: boolean;
  /** Whether the selection is where keys go: if not it is only a mark. */
  readonly active?: boolean;
  /** What stands there when there is nothing. */
  readonly empty?: string;
}

/** A window on a list. What lies above and below is counted at its right edge. */
export function Lines({ lines, columns, rows, selected, from, tail, active = true, empty }: LinesProps): ReactNode {
  const theme = useTheme();
  if (rows <= 0 || columns <= 0) return null;
  const count = lines.length;
  const start =
    from ?? (selected !== undefined ? windowStart(count, rows, selected) : tail ? Math.max(0, count - rows) : 0);
  const shown: Row[] = lines.slice(start, start + rows).map((row, index) => {
    if (selected === undefined) return row;
    const isSelected = start + index === selected;
    const mark = isSelected ? piece(`${glyphs.selected} `, 'accent') : '  ';
    const marked = [mark, ...piecesOf(row)];
    return isSelected && active ? fitRow(marked, columns).map((each) => ({ ...each, inverse: true })) : marked;
  });
  if (count === 0 && empty !== undefined) shown.push([piece(empty, 'quiet')]);
  while (shown.length < rows) shown.push('');
  if (start > 0) shown[0] = withCount(shown[0]!, `↑${start}`, columns);
  const below = count - start - rows;
  if (below > 0) shown[rows - 1] = withCount(shown[rows - 1]!, `↓${below}`, columns);
  return <Text wrap="truncate">{shown.map((row) => paint(row, columns, theme)).join('\n')}</Text>;
}

function withCount(row: Row, count: string, columns: number): Piece[] {
  const room = columns - count.length - 1;
  if (room < 8) return fitRow(row, columns);
  return [...fitRow(row, room), ' ', { text: count, tone: 'quiet' as const }].flatMap((each) => piecesOf([each]));
}

export interface PanelProps extends PanelTop {
  readonly rows: number;
  readonly children?: ReactNode;
}

/** What is left for a panel's content. A full frame has a blank column inside on each side. */
export function panelInside(
  columns: number,
  rows: number,
  frame: PanelFrame = 'full',
): { columns: number; rows: number } {
  return frame === 'full'
    ? { columns: Math.max(0, columns - 4), rows: Math.max(0, rows - 2) }
    : { columns: Math.max(0, columns - 2), rows: Math.max(0, rows - 1) };
}

/** A box with a title. Its content must be as large as `panelInside` says. The one with the focus has heavy lines. */
export function Panel(props: PanelProps): ReactNode {
  const { focused = false, columns, rows, frame = 'full', children } = props;
  const theme = useTheme();
  if (rows <= 0 || columns < 6) return null;
  const tone: Tone = focused ? 'accent' : 'quiet';
  const top = <Line row={panelTop(props)} columns={columns} />;
  if (frame === 'top') {
    return (
      <Box flexDirection="column" width={columns} height={rows}>
        {top}
        <Box paddingLeft={1}>{children}</Box>
      </Box>
    );
  }
  const side = focused ? '┃' : '│';
  const inside = rows - 2;
  const edge = (text: string) => Array.from({ length: inside }, () => paint([piece(text, tone)], 2, theme)).join('\n');
  const bottom = focused ? `┗${'━'.repeat(columns - 2)}┛` : `╰${'─'.repeat(columns - 2)}╯`;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {top}
      {inside > 0 && (
        <Box height={inside} overflowY="hidden">
          <Text>{edge(`${side} `)}</Text>
          <Box width={columns - 4} height={inside} flexDirection="column">
            {children}
          </Box>
          <Text>{edge(` ${side}`)}</Text>
        </Box>
      )}
      {rows > 1 && <Line row={[piece(bottom, tone)]} columns={columns} />}
    </Box>
  );
}

export interface BarProps {
  readonly fraction: number;
  readonly columns: number;
  readonly tone?: Tone;
  readonly mark?: number;
}

export function Bar({ fraction, columns, tone, mark }: BarProps): ReactNode {
  return <Line row={bar(fraction, columns, tone, mark)} columns={columns} />;
}

export interface SparkProps {
  readonly values: readonly (number | null)[];
  readonly columns: number;
  readonly tone?: Tone;
}

export function Spark({ values, columns, tone }: SparkProps): ReactNode {
  return <Line row={spark(values, columns, tone)} columns={columns} />;
}

export function Histogram({
  values,
  ...options
}: HistogramOptions & { readonly values: readonly number[] }): ReactNode {
  return <Lines lines={histogram(values, options)} columns={options.columns} rows={options.rows} empty="—" />;
}

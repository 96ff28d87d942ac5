/** Boxes of lines one above the other; the one with the focus has the most room, and its lines are moved through. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { Lines, type Nav, Panel, type PanelFrame, panelInside, type Row, useKeys, useList } from '../kit/index.ts';
import { shareRows } from './share-rows.ts';

export interface BoxContent {
  readonly title: string;
  readonly aside?: Row;
  readonly lines: readonly Row[];
  /** So many rows at least, its title included. */
  readonly least: number;
  readonly empty?: string;
  onEnter?(line: number): void;
}

interface StackProps {
  /** What is remembered of it is remembered under this name. */
  readonly name: string;
  readonly boxes: readonly BoxContent[];
  readonly columns: number;
  readonly rows: number;
  readonly nav: Nav;
}

/** From here on boxes have whole frames. */
const framesFromRows = 34;

export function Stack({ name, boxes, columns, rows, nav }: StackProps): ReactNode {
  const focused = Math.min(boxes.length, Math.max(1, nav.box)) - 1;
  const frame: PanelFrame = rows >= framesFromRows ? 'full' : 'top';
  const edge = frame === 'full' ? 2 : 1;
  const wanted = boxes.map(({ lines, least }) => {
    const most = Math.max(1, lines.length) + edge;
    return { most, least: Math.min(most, least + edge - 1) };
  });
  const shares = shareRows(rows, wanted, focused);
  const box = boxes[focused]!;
  const room = panelInside(columns, shares[focused]!, frame).rows;
  const selected = useList({ nav, list: `${name}: ${focused}`, count: box.lines.length, rows: room });
  useKeys((key) => {
    if (key >= '1' && key <= String(boxes.length) && key.length === 1) nav.focus(Number(key));
    else if (key === 'tab') nav.focus(((focused + 1) % boxes.length) + 1);
    else if (key === 'shift+tab') nav.focus(((focused + boxes.length - 1) % boxes.length) + 1);
    else if (key === 'enter' && box.onEnter !== undefined) box.onEnter(selected);
    else return false;
    return true;
  });
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {boxes.map(({ title, aside, lines, empty }, index) => {
        const size = { columns, rows: shares[index]! };
        const active = index === focused;
        return (
          <Panel key={title} {...{ title, aside, frame }} {...size} number={index + 1} focused={active}>
            <Lines
              lines={lines}
              {...panelInside(size.columns, size.rows, frame)}
              selected={active && lines.length > 0 ? selected : undefined}
              empty={empty}
            />
          </Panel>
        );
      })}
    </Box>
  );
}

/** The world's box: machines as glyphs, and alone on the screen by their names. */
import { useMemo } from 'react';
import { worldView } from '../../../runbooks/drill/views/world.ts';
import { panelInside, panelSheet, piece, type Row, type Sheet } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import type { BoxProps } from './box.ts';
import { useScroll } from './use-scroll.ts';
import { beside, windowed } from './windowed.ts';
import { worldAside, worldDetails, worldLegend, worldLines } from './world-lines.ts';

const texts = messages.drill;

export function useWorld({ state, nav, columns, rows, frame, focused, zoomed, number, sight }: BoxProps): Sheet {
  const { snapshot } = state;
  const view = useMemo(() => (snapshot === undefined ? undefined : worldView(snapshot, sight)), [snapshot, sight]);
  const inside = panelInside(columns, rows, frame);
  const drawn: Row[] =
    view === undefined
      ? []
      : zoomed
        ? worldDetails(view, sight, inside.columns)
        : worldLines(view, sight, inside.columns);
  const withLegend = !zoomed && view !== undefined && drawn.length < inside.rows;
  const listRows = withLegend ? inside.rows - 1 : inside.rows;
  const from = useScroll({ nav, list: `drill: world ${zoomed}`, count: drawn.length, rows: listRows, active: focused });
  const seen = windowed(drawn, from, listRows);
  const aside = view === undefined ? '' : beside(seen.aside, worldAside(view, sight));
  const filled = [...seen.shown, ...Array.from({ length: listRows - seen.shown.length }, () => '')];
  const none: Row[] = [[piece(texts.world.none, 'quiet')]];
  const lines = view === undefined ? none : withLegend ? [...filled, worldLegend(sight)] : seen.shown;
  return panelSheet({ title: texts.boxes[2], number, focused, aside, columns, rows, frame, lines });
}

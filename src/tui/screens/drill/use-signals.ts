/** The signals' box: what is known, the newest at its end. */
import { useMemo } from 'react';
import { signalRows } from '../../../runbooks/drill/views/signals.ts';
import { panelInside, panelSheet, piece, type Row, type Sheet } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import type { BoxProps } from './box.ts';
import { includes } from './includes.ts';
import { signalLines } from './signal-lines.ts';
import { useScroll } from './use-scroll.ts';
import { windowed } from './windowed.ts';

const texts = messages.drill;

/** In the four boxes a signal takes so many rows at most. */
const signalRowsMax = 3;

export function useSignals({ state, nav, columns, rows, frame, focused, zoomed, number }: BoxProps): Sheet {
  const { events, eventCount, fork, calls } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list of events is the same object while it grows
  const signals = useMemo(() => signalRows({ events, calls }), [eventCount, fork, calls]);
  const shown = signals.filter(({ via, text }) => includes(`${via} ${text}`, nav.filter));
  const inside = panelInside(columns, rows, frame);
  const lines = signalLines(shown, inside.columns, zoomed ? 20 : signalRowsMax);
  const from = useScroll({
    nav,
    list: 'drill: signals',
    count: lines.length,
    rows: inside.rows,
    active: focused,
    tail: true,
  });
  const seen = windowed(lines, from, inside.rows);
  const none: Row[] = [[piece(texts.signals.none, 'quiet')]];
  const panel = { title: texts.boxes[1], number, focused, aside: seen.aside, columns, rows, frame };
  return panelSheet({ ...panel, lines: lines.length === 0 ? none : seen.shown });
}

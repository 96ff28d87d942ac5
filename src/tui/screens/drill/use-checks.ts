/** The box of the steady state: whether customers are served, and below it the log. */
import { useMemo } from 'react';
import { checksView } from '../../../runbooks/drill/views/checks.ts';
import { type LogRow, logTail } from '../../../runbooks/drill/views/log-tail.ts';
import { panelInside, panelSheet, piece, type Row, type Sheet } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import type { BoxProps } from './box.ts';
import { checkLines, checksAside, logLines } from './check-lines.ts';
import { includes } from './includes.ts';
import { useScroll } from './use-scroll.ts';
import { beside, windowed } from './windowed.ts';

const texts = messages.drill;

/** Lines of the log that can be scrolled back to; and as many as are read while nobody scrolls. */
const logMax = 400;
const logSeen = 80;

export function useChecks(props: BoxProps): Sheet {
  const { state, nav, columns, rows, frame, focused, number, sight, plan } = props;
  const { events, eventCount, fork, snapshot, nowUs, result } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list of events is the same object while it grows
  const view = useMemo(() => checksView(events, plan), [eventCount, fork, plan]);
  const count = focused || nav.filter !== '' ? logMax : logSeen;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const log = useMemo((): readonly LogRow[] => {
    const silent = new Set(snapshot?.hosts.filter(({ known }) => known === 'silent').map(({ name }) => name));
    return logTail({ events, sight, silent, count });
  }, [eventCount, fork, sight, snapshot, count]);
  const inside = panelInside(columns, rows, frame);
  const checks = checkLines(view, nowUs, inside.columns, result).slice(0, inside.rows);
  const heading: Row[] = inside.rows - checks.length >= 5 ? [[piece(texts.checks.log, 'strong')]] : [];
  const logRows = Math.max(0, inside.rows - checks.length - heading.length);
  const lines = logLines(
    log.filter(({ from, text }) => includes(`${from} ${text}`, nav.filter)),
    inside.columns,
  );
  const from = useScroll({ nav, list: 'drill: log', count: lines.length, rows: logRows, active: focused, tail: true });
  const seen = windowed(lines, from, logRows);
  const none: Row[] = [[piece(texts.checks.noLog, 'quiet')]];
  const aside = beside(from < lines.length - logRows ? seen.aside : '', checksAside(view));
  const panel = { title: texts.boxes[3], number, focused, aside, columns, rows, frame };
  return panelSheet({ ...panel, lines: [...checks, ...heading, ...(lines.length === 0 ? none : seen.shown)] });
}

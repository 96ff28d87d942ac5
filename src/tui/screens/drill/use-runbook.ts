/** The runbook's box. It follows what runs until somebody selects a step; alone it shows every part, and one step in words. */
import { useMemo } from 'react';
import { earlierSeconds, type RunbookView, runbookView, windowFrom } from '../../../runbooks/drill/views/runbook.ts';
import {
  clip,
  fitRow,
  panelInside,
  panelSheet,
  piece,
  piecesOf,
  type Row,
  type Sheet,
  useKeys,
  windowStart,
} from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import type { BoxProps } from './box.ts';
import { runbookLines, stepDetails } from './runbook-lines.ts';
import { beside, windowed } from './windowed.ts';

const texts = messages.drill.runbook;
const detailRows = 5;

export function useRunbook(props: BoxProps): Sheet {
  const { session, state, nav, columns, rows, frame, focused, zoomed, number, plan } = props;
  const { events, nowUs, pending, fork } = state;
  const others = session.forks.filter(({ index }) => index !== fork);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs that were left do not change any more
  const earlier = useMemo(() => earlierSeconds(others.map((each) => each.events)), [others.length, fork]);
  const all = runbookView({ events, nowUs, pending, plan, earlier, unfolded: zoomed });
  const view = filtered(all, nav.filter);
  const panel = panelInside(columns, rows, frame);
  const selected = useSelectedStep(props, view, panel.rows);
  const details = zoomed && view.rows.length > 0;
  const inside = { columns: panel.columns, rows: details ? Math.max(1, panel.rows - detailRows) : panel.rows };

  const { lines, focus } = runbookLines(view, nowUs, inside.columns);
  const at = selected === undefined ? -1 : lines.findIndex(({ index }) => index === selected);
  const from = at < 0 ? windowFrom(lines.length, inside.rows, focus) : windowStart(lines.length, inside.rows, at);
  const drawn = lines.map(({ row }, index) => (index === at ? marked(row, inside.columns, focused) : row));
  const step = view.rows[selected ?? view.focus.last];
  const seen = windowed(drawn, from, inside.rows);
  const aside = all.of === 0 ? '' : beside(seen.aside, `${all.done}/${all.of}`);
  const name = messages.drill.boxes[0];
  const title = zoomed && all.title !== undefined ? clip(`${name}: ${all.title}`, columns - 28) : name;
  const nothing: Row[] = [[piece(texts.none, 'quiet')], [piece(texts.noneWhy, 'quiet')]];
  const lower: readonly Row[] =
    details && step !== undefined
      ? [[piece('─'.repeat(inside.columns), 'quiet')], ...stepDetails(step, inside.columns)]
      : [];
  const upper = all.of === 0 ? nothing : filledUp(seen.shown, lower.length > 0 ? inside.rows : 0);
  return panelSheet({ title, number, focused, aside, columns, rows, frame, lines: [...upper, ...lower] });
}

function filledUp(lines: readonly Row[], rows: number): Row[] {
  return [...lines, ...Array.from({ length: Math.max(0, rows - lines.length) }, () => '')];
}

/** The index of the selected step; undefined while the window follows what runs. */
function useSelectedStep({ nav, focused }: BoxProps, view: RunbookView, pageRows: number): number | undefined {
  const path = nav.memory('drill: step', '');
  const found = view.rows.findIndex((row) => row.path === path);
  const now = found >= 0 ? found : view.focus.last;
  const last = view.rows.length - 1;
  useKeys(
    (name) => {
      if ((name === 'esc' || name === 'q') && found >= 0 && nav.filter === '') {
        nav.remember('drill: step', '');
        return true;
      }
      const moves: Readonly<Record<string, number>> = {
        up: now - 1,
        k: now - 1,
        down: now + 1,
        j: now + 1,
        pageup: now - pageRows,
        pagedown: now + pageRows,
        home: 0,
        end: last,
      };
      const to = moves[name];
      if (to === undefined || last < 0) return false;
      nav.remember('drill: step', view.rows[Math.max(0, Math.min(last, to))]!.path);
      return true;
    },
    { active: focused },
  );
  return found >= 0 ? found : undefined;
}

function marked(row: Row, columns: number, active: boolean): Row {
  if (!active) return row;
  return fitRow(piecesOf(row), columns).map((each) => ({ ...each, inverse: true }));
}

function filtered(view: RunbookView, filter: string): RunbookView {
  if (filter === '') return view;
  const rows = view.rows.filter(({ path }) => path.toLowerCase().includes(filter.toLowerCase()));
  return { ...view, rows, focus: { first: 0, last: Math.max(0, rows.length - 1) } };
}

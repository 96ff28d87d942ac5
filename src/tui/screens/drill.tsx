/** The drill at a glance: what is done about it, what is known of it, where it happens, and whether customers are served. */
import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import { checksView } from '../../runbooks/drill/views/checks.ts';
import { type LogRow, logTail } from '../../runbooks/drill/views/log-tail.ts';
import { signalRows } from '../../runbooks/drill/views/signals.ts';
import { type Sight, worldView } from '../../runbooks/drill/views/world.ts';
import {
  Lines,
  Panel,
  type PanelFrame,
  panelInside,
  piece,
  type Row,
  type ScreenProps,
  useKeys,
} from '../kit/index.ts';
import { messages } from '../messages.ts';
import type { BoxProps } from './drill/box.ts';
import { checkLines, checksAside, logLines } from './drill/check-lines.ts';
import { RunbookBox } from './drill/runbook-box.tsx';
import { signalLines } from './drill/signal-lines.ts';
import { usePlan } from './drill/use-plan.ts';
import { useScroll } from './drill/use-scroll.ts';
import { beside, windowed } from './drill/windowed.ts';
import { worldAside, worldDetails, worldLegend, worldLines } from './drill/world-lines.ts';

const texts = messages.drill;
/** From here on boxes have whole frames. */
const framesFromRows = 34;

const boxes = [RunbookBox, SignalsBox, WorldBox, ChecksBox] as const;

export function DrillScreen(props: ScreenProps): ReactNode {
  const { session, state, columns, rows, nav } = props;
  const plan = usePlan(session, state);
  const sight = nav.memory<string>('drill: sight', session.facts.seat === 'facilitator' ? 'true' : 'known') as Sight;
  const zoomed = nav.memory('drill: zoomed', false);
  const box = Math.min(4, Math.max(1, nav.box));
  useKeys((name) => {
    if (name >= '1' && name <= '4' && name.length === 1) {
      const again = zoomed && box === Number(name);
      nav.focus(Number(name));
      nav.remember('drill: zoomed', !again);
    } else if (name === 't') nav.remember('drill: sight', sight === 'known' ? 'true' : 'known');
    else if ((name === 'esc' || name === 'q') && zoomed && nav.filter === '') nav.remember('drill: zoomed', false);
    else if (name === 'enter') {
      const [asked] = state.pending;
      if (asked === undefined) nav.remember('drill: zoomed', true);
      else nav.open('decision', { path: asked.path });
    } else return false;
    return true;
  });

  const frame: PanelFrame = rows >= framesFromRows || zoomed ? 'full' : 'top';
  const part = (number: number, size: { readonly columns: number; readonly rows: number }) => {
    const One = boxes[number - 1]!;
    return <One {...props} {...{ plan, sight, number, frame, zoomed }} {...size} focused={box === number} />;
  };
  if (zoomed) return part(box, { columns, rows });
  const left = Math.round(columns * 0.54);
  const top = Math.ceil(rows * 0.52);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Box>
        {part(1, { columns: left, rows: top })}
        {part(2, { columns: columns - left, rows: top })}
      </Box>
      <Box>
        {part(3, { columns: left, rows: rows - top })}
        {part(4, { columns: columns - left, rows: rows - top })}
      </Box>
    </Box>
  );
}

/** In the four boxes a signal takes so many rows at most. */
const signalRowsMax = 3;

function SignalsBox({ state, nav, columns, rows, frame, focused, zoomed, number }: BoxProps): ReactNode {
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
  return (
    <Panel title={texts.boxes[1]} {...{ number, focused, columns, rows, frame }} aside={seen.aside}>
      <Lines lines={seen.shown} {...inside} empty={texts.signals.none} />
    </Panel>
  );
}

function WorldBox({ state, nav, columns, rows, frame, focused, zoomed, number, sight }: BoxProps): ReactNode {
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
  return (
    <Panel title={texts.boxes[2]} {...{ number, focused, aside, columns, rows, frame }}>
      <Box flexDirection="column">
        <Lines lines={seen.shown} columns={inside.columns} rows={listRows} empty={texts.world.none} />
        {withLegend && <Lines lines={[worldLegend(sight)]} columns={inside.columns} rows={1} />}
      </Box>
    </Panel>
  );
}

/** Lines of the log that can be scrolled back to. */
const logMax = 400;

function ChecksBox(props: BoxProps): ReactNode {
  const { state, nav, columns, rows, frame, focused, number, sight, plan } = props;
  const { events, eventCount, fork, snapshot, nowUs, result } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list of events is the same object while it grows
  const view = useMemo(() => checksView(events, plan), [eventCount, fork, plan]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const log = useMemo((): readonly LogRow[] => {
    const silent = new Set(snapshot?.hosts.filter(({ known }) => known === 'silent').map(({ name }) => name));
    return logTail({ events, sight, silent, count: logMax });
  }, [eventCount, fork, sight, snapshot]);
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
  return (
    <Panel
      title={texts.boxes[3]}
      {...{ number, focused, columns, rows, frame }}
      aside={beside(from < lines.length - logRows ? seen.aside : '', checksAside(view))}
    >
      <Box flexDirection="column">
        <Lines lines={[...checks, ...heading]} columns={inside.columns} rows={checks.length + heading.length} />
        <Lines lines={seen.shown} columns={inside.columns} rows={logRows} empty={texts.checks.noLog} />
      </Box>
    </Panel>
  );
}

function includes(text: string, filter: string): boolean {
  return filter === '' || text.toLowerCase().includes(filter.toLowerCase());
}

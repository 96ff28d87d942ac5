/** The run on a line of time: where it was, what happened there, the world of that moment, and the way back to decide otherwise. */
import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import { momentText } from '../../runbooks/drill/views/moment-text.ts';
import { faultsAreShown, storyOf, timelineOf } from '../../runbooks/drill/views/timeline.ts';
import { Lines, Panel, panelInside, type ScreenProps } from '../kit/index.ts';
import { messages } from '../messages.ts';
import { axisRow, type Drawing, laneRows, nameColumns, viewOf } from './timeline/lanes.ts';
import { Events, Page, runLines } from './timeline/pages.tsx';
import { ForkPrompt, GoToPrompt } from './timeline/prompts.tsx';
import { type TimelineControls, useTimeline } from './timeline/use-timeline.ts';
import { changeRows, worldRows } from './timeline/world.ts';

const texts = messages.timeline;
/** From here on the runs have a place of their own beside the events. */
const runsBesideFromColumns = 110;
const runsColumns = 44;

export function TimelineScreen(props: ScreenProps): ReactNode {
  const { session, state, columns, rows, nav } = props;
  const { events, eventCount, nowUs, fork } = state;
  const { seat } = session.facts;
  const sight = nav.memory<string>('drill: sight', seat === 'facilitator' ? 'true' : 'known');
  const faults = faultsAreShown(state, sight === 'true' ? 'true' : 'known');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is the same object while it grows, and these say that it did
  const story = useMemo(() => storyOf(events, { seat, faults }), [eventCount, fork, seat, faults]);
  const timeline = useMemo(() => timelineOf(story, nowUs), [story, nowUs]);
  const laneHeight = Math.max(7, Math.min(Math.floor(rows * 0.55), 2 + wanted(timeline.lanes)));
  const inside = panelInside(columns, laneHeight, 'top');
  const controls = useTimeline(props, timeline, inside.columns - nameColumns);
  const { cursor, zoom, own, markedUs } = controls;

  const view = viewOf(timeline, cursor.atUs, zoom);
  const hints = faults ? {} : { faults: texts.faultsHidden };
  const drawing: Drawing = { view, columns: inside.columns, cursorUs: cursor.atUs, names: texts.lanes, hints };
  const lanes = [axisRow(drawing, { own, markedUs }, texts.axis), ...laneRows(timeline, inside.rows - 1, drawing)];

  const beside = columns >= runsBesideFromColumns;
  const runs =
    session.forks.length > 1 || beside ? runLines(session.forks, fork, (beside ? runsColumns : columns) - 2) : [];
  const runsHeight = beside || runs.length === 0 ? 0 : Math.min(runs.length, 3) + 1;
  const lower = { columns: beside ? columns - runsColumns : columns, rows: rows - laneHeight - runsHeight };
  const runsSize = beside ? { columns: runsColumns, rows: lower.rows } : { columns, rows: runsHeight };
  const runsPanel = (
    <Panel title={texts.runs} {...runsSize} frame="top">
      <Lines lines={runs} {...panelInside(runsSize.columns, runsSize.rows, 'top')} tail />
    </Panel>
  );
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Panel title={texts.title} aside={texts.zoom(2 ** zoom)} columns={columns} rows={laneHeight} frame="top" focused>
        <Lines lines={lanes} {...inside} />
      </Panel>
      <Box>
        <Lower {...props} controls={controls} marks={timeline.marks} size={lower} />
        {beside && runsPanel}
      </Box>
      {!beside && runsHeight > 0 && runsPanel}
    </Box>
  );
}

/** How many rows the lanes would fill, if there were room. */
function wanted(lanes: ReturnType<typeof timelineOf>['lanes']): number {
  return lanes.reduce((sum, { rows }) => sum + rows.length, 0);
}

interface LowerProps extends ScreenProps {
  readonly controls: TimelineControls;
  readonly marks: ReturnType<typeof timelineOf>['marks'];
  readonly size: { readonly columns: number; readonly rows: number };
}

/** What lies below the lanes: the events, or what was asked for at the cursor. */
function Lower({ session, nav, controls, marks, size }: LowerProps): ReactNode {
  const { page, cursor, close } = controls;
  const inside = panelInside(size.columns, size.rows, 'top');
  const shared = { ...size, onClose: close, nav } as const;
  switch (page.kind) {
    case 'go-to':
      return <GoToPrompt {...size} onCancel={close} onGo={controls.goTo} />;
    case 'fork':
      return (
        <ForkPrompt
          {...size}
          atUs={page.atUs}
          facts={session.facts}
          suggestion={momentText(page.atUs)}
          onCancel={close}
          onFork={(choices) => controls.fork(page.atUs, choices)}
        />
      );
    case 'busy':
      return <Page {...shared} title={page.text} lines={[]} empty={texts.wait} />;
    case 'world':
      return (
        <Page
          {...shared}
          title={texts.worldAt(momentText(page.snapshot.atUs))}
          lines={worldRows(page.snapshot, inside.columns)}
        />
      );
    case 'changes':
      return (
        <Page
          {...shared}
          title={texts.changes(momentText(page.fromUs), momentText(page.toUs))}
          aside={texts.changeCount(page.changes.length)}
          lines={changeRows(page.changes, inside.columns)}
          empty={texts.noChanges}
        />
      );
    case 'events':
      return <Events marks={marks} cursor={cursor} facts={session.facts} following={controls.following} {...size} />;
  }
}

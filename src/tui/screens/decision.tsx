/** What somebody is asked: the question with everything that she can know, and nothing that she cannot. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type JournalEvent, ofKind } from '../../runbooks/journal/index.ts';
import { duration } from '../../runbooks/reports/times.ts';
import { cell, Lines, Panel, panelInside, piece, type Row, type ScreenProps, useKeys } from '../kit/index.ts';
import { messages } from '../messages.ts';
import { Note } from './decision/note.tsx';
import { Question } from './decision/question.tsx';
import { clockText } from './drill/times.ts';

const texts = messages.decision;

/** Opened with the path of the step that asks; without one, or when that is answered, it shows the question that is open longest. */
export function DecisionScreen(props: ScreenProps): ReactNode {
  const { state, nav } = props;
  const { pending } = state;
  const found = pending.findIndex(({ path }) => path === nav.args.path);
  const index = Math.max(0, found);
  const one = pending[index];
  useKeys((name) => {
    if (name !== 'tab' || pending.length < 2) return false;
    nav.open('decision', { path: pending[(index + 1) % pending.length]!.path });
    return true;
  });
  if (one === undefined) return <NothingAsked {...props} />;
  // What was typed for one question is none of another's.
  const key = `${one.path} ${one.askedAtUs}`;
  if (one.kind === 'note') return <Note key={key} {...props} pending={one} />;
  return <Question key={key} {...props} pending={one} others={pending.length - 1} />;
}

/** Nobody is asked: what was decided so far. */
function NothingAsked({ state, columns, rows }: ScreenProps): ReactNode {
  const inside = panelInside(columns, rows, 'top');
  const made = madeRows(state.events);
  const lines: Row[] = [
    [piece(texts.none, 'strong')],
    [piece(texts.noneHint, 'quiet')],
    ...(made.length === 0 ? [] : ['', [piece(texts.made, 'strong')], ...made]),
  ];
  return (
    <Panel title={messages.help.screens.decision} columns={columns} rows={rows} frame="top" focused>
      <Box>
        <Lines lines={lines} {...inside} />
      </Box>
    </Panel>
  );
}

function madeRows(events: readonly JournalEvent[]): Row[] {
  return ofKind(events, 'decision.made').map(
    ({ at, by, choice, decision, waitedSeconds, comment }): Row => [
      piece(cell(clockText(at / 1e6), 6), 'quiet'),
      texts.madeRow(by, choice, decision),
      piece(`  ${texts.after(duration(Math.round(waitedSeconds)))}`, 'quiet'),
      piece(comment === undefined ? '' : `  ${comment}`, 'info'),
    ],
  );
}

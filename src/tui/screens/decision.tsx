/** What somebody is asked: the question with everything that she can know, and nothing that she cannot. */
import { Box } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import type { Pending } from '../../runbooks/drill/session.ts';
import { type JournalEvent, ofKind } from '../../runbooks/journal/index.ts';
import { duration } from '../../runbooks/reports/times.ts';
import { cell, Lines, Panel, panelInside, piece, type Row, type ScreenProps, useKeys } from '../kit/index.ts';
import { messages } from '../messages.ts';
import { Gone } from './decision/gone.tsx';
import { Note } from './decision/note.tsx';
import { Question } from './decision/question.tsx';
import { clockText } from './drill/times.ts';

const texts = messages.decision;

/** Opened with the path of the step that asks; without one it shows the first question that is open. */
export function DecisionScreen(props: ScreenProps): ReactNode {
  const { state, nav, columns, rows } = props;
  const { pending } = state;
  const [shown, setShown] = useState<Pending | undefined>();
  const first = pending.find(({ path }) => path === nav.args.path) ?? pending[0];
  const wanted = shown === undefined ? first : pending.find((each) => nameOf(each) === nameOf(shown));
  useEffect(() => {
    if (wanted !== undefined) setShown(wanted);
  }, [wanted]);
  useKeys((name) => {
    if (name !== 'tab' || wanted === undefined || pending.length < 2) return false;
    setShown(pending[(pending.indexOf(wanted) + 1) % pending.length]);
    return true;
  });
  if (wanted === undefined && shown !== undefined) {
    const onSeen = () => {
      setShown(undefined);
      if (pending.length === 0) nav.open('drill');
    };
    return <Gone path={shown.path} columns={columns} rows={rows} onSeen={onSeen} />;
  }
  if (wanted === undefined) return <NothingAsked {...props} />;
  // What was typed for one question is none of another's.
  const key = nameOf(wanted);
  if (wanted.kind === 'note') return <Note key={key} {...props} pending={wanted} />;
  return <Question key={key} {...props} pending={wanted} others={pending.length - 1} />;
}

/** A step can ask again, and something else. */
function nameOf({ kind, path, decision, askedAtUs }: Pending): string {
  return `${kind} ${path} ${decision} ${askedAtUs}`;
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

/** Somebody is asked to write something down: a line, and nothing to choose. */
import { Box } from 'ink';
import { type ReactNode, useState } from 'react';
import type { Pending } from '../../../runbooks/drill/session.ts';
import { decisionView } from '../../../runbooks/drill/views/decision.ts';
import { Lines, Panel, panelInside, piece, type Row, type ScreenProps, useLineEditor, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { ticking } from '../drill/times.ts';
import { useAnswer } from './use-answer.ts';
import { useTypingPace } from './use-typing-pace.ts';

const texts = messages.decision;

export function Note(props: ScreenProps & { readonly pending: Pending }): ReactNode {
  const { session, state, columns, rows, nav, pending } = props;
  const { events, nowUs } = state;
  const { waitedSeconds, role } = decisionView({ pending, events, nowUs, budgets: session.facts.budgets });
  const answer = useAnswer(props);
  useTypingPace(session, true);
  const [empty, setEmpty] = useState(false);
  const draft = `note: ${pending.path}`;
  const line = useLineEditor({
    first: nav.memory(draft, ''),
    onChange: (text) => {
      nav.remember(draft, text);
      setEmpty(false);
    },
    onCancel: () => nav.open('drill'),
    onSubmit: (text) => {
      if (text.trim() === '') setEmpty(true);
      else void answer({ path: pending.path, text: text.trim() });
    },
  });
  const inside = panelInside(columns, rows, 'top');
  const lines: Row[] = [
    '',
    ...wrap(pending.prompt ?? pending.path, inside.columns).map((text): Row => [piece(text, 'strong')]),
    '',
    [piece('▸ ', 'accent'), ...line.pieces(inside.columns - 3)],
    '',
    empty ? [piece(texts.emptyNote, 'warn')] : [piece(texts.noteKeys, 'quiet')],
    [piece(texts.sinceAsked(ticking(waitedSeconds)), 'quiet')],
  ];
  const title = texts.titles.note('', pending.path);
  return (
    <Panel
      title={title}
      aside={[piece(texts.asked(role === '' ? session.facts.by : role), 'warn')]}
      columns={columns}
      rows={rows}
      frame="top"
      focused
    >
      <Box>
        <Lines lines={lines} {...inside} />
      </Box>
    </Panel>
  );
}

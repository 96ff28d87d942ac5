/** One question: its cost ticks, its evidence can be read, and an answer is chosen; a word is typed where there is no way back. */
import { type ReactNode, useState } from 'react';
import type { Pending } from '../../../runbooks/drill/session.ts';
import { type Choice, decisionView, isFinal } from '../../../runbooks/drill/views/decision.ts';
import {
  below,
  fitRow,
  glyphs,
  panelInside,
  panelSheet,
  piece,
  piecesOf,
  type Row,
  type ScreenProps,
  SheetView,
  useKeys,
  useLineEditor,
} from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { useScroll } from '../drill/use-scroll.ts';
import { beside, windowed } from '../drill/windowed.ts';
import { choiceLines, costLines, evidenceLines } from './lines.ts';
import { useAnswer } from './use-answer.ts';
import { useTypingPace } from './use-typing-pace.ts';

const texts = messages.decision;

type Typing = 'comment' | 'word' | undefined;

export function Question(props: ScreenProps & { readonly pending: Pending; readonly others: number }): ReactNode {
  const { session, state, columns, rows, nav, pending, others } = props;
  const { events, nowUs } = state;
  const view = decisionView({ pending, events, nowUs, budgets: session.facts.budgets });
  const { choices } = view;
  const answer = useAnswer(props);
  const [typing, setTyping] = useState<Typing>();
  const [wrong, setWrong] = useState('');
  useTypingPace(session, typing !== undefined);
  const list = `decision: ${pending.path}`;
  const selected = Math.min(choices.length - 1, nav.selected(list));
  const comment = nav.memory(`comment: ${pending.path}`, '');

  const say = (choice: Choice) => {
    nav.remember(`comment: ${pending.path}`, '');
    void answer({
      ...{ path: pending.path, decision: pending.decision, choice: choice.choice },
      ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    });
  };
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    if (choice.word !== undefined) {
      word.set('');
      setTyping('word');
    } else if (isFinal(choice.meaning)) {
      nav.confirm(texts.sure(choice.choice, texts.meanings[choice.meaning]), () => say(choice));
    } else say(choice);
  };
  const word = useLineEditor({
    active: typing === 'word',
    onChange: () => setWrong(''),
    onCancel: () => setTyping(undefined),
    onSubmit: (text) => {
      const choice = choices[selected];
      if (choice?.word === undefined) return;
      if (text.trim() === choice.word) say(choice);
      else setWrong(texts.wrongWord(text.trim(), choice.word));
    },
  });
  const commentLine = useLineEditor({
    active: typing === 'comment',
    first: comment,
    onCancel: () => setTyping(undefined),
    onSubmit: (text) => {
      nav.remember(`comment: ${pending.path}`, text);
      setTyping(undefined);
    },
  });
  useKeys((name) => {
    const digit = Number(name);
    if (name === 'up' || name === 'k') nav.select(list, Math.max(0, selected - 1));
    else if (name === 'down' || name === 'j') nav.select(list, Math.min(choices.length - 1, selected + 1));
    else if (Number.isInteger(digit) && digit >= 1 && digit <= choices.length) nav.select(list, digit - 1);
    else if (name === 'm') {
      commentLine.set(comment);
      setTyping('comment');
    } else if (name === 'enter') choose(choices[selected]);
    else return false;
    return true;
  });

  const frame = rows >= framesFromRows ? 'full' : 'top';
  const edge = frame === 'full' ? 2 : 1;
  const inside = (height: number) => panelInside(columns, height, frame);
  const cost = costLines(view, inside(4).columns);
  const costHeight = cost.length + edge;
  const lastRows = typing === undefined && comment === '' ? 0 : 1;
  const choiceHeight = choices.length + lastRows + edge;
  const evidenceHeight = Math.max(edge + 1, rows - costHeight - choiceHeight);
  const evidenceRows = inside(evidenceHeight).rows;
  const evidence = evidenceLines(view, inside(evidenceHeight).columns, evidenceRows);
  const from = useScroll({
    ...{ nav, list: `${list}: evidence`, count: evidence.length, rows: evidenceRows, active: true },
    only: ['pageup', 'pagedown', 'home', 'end'],
  });

  const seen = windowed(evidence, from, evidenceRows);
  const scrolls = seen.aside === '' ? '' : beside([piece(texts.scroll, 'accent')], seen.aside);

  const line = lastLine();
  function lastLine(): Row {
    const room = inside(choiceHeight).columns - 12;
    const choice = choices[selected];
    if (typing === 'word' && choice?.word !== undefined) {
      if (wrong !== '') return [piece(wrong, 'bad')];
      return [piece(`${texts.wordLine(choice.word)} `, 'warn'), ...word.pieces(Math.max(8, room - 50))];
    }
    if (typing === 'comment') return [piece(`${texts.comment} `, 'info'), ...commentLine.pieces(room)];
    return [piece(`${texts.comment} `, 'info'), comment];
  }

  const title = texts.titles[pending.kind](pending.decision, pending.path);
  const asked: Row = [
    piece(texts.asked(view.role), 'warn'),
    piece(view.escalatedTo === undefined ? '' : `  ${texts.escalated(view.escalatedTo)}`, 'warn'),
    piece(others === 0 ? '' : `  ${texts.another(others)}`, 'quiet'),
  ];
  const panel = { columns, frame } as const;
  const chosen = choiceLines(choices).map((row, index) =>
    choiceRow(row, {
      columns: inside(choiceHeight).columns,
      selected: index === selected,
      active: typing === undefined,
    }),
  );
  const last: Row[] = lastRows === 0 ? [] : [['  ', ...piecesOf(line)]];
  const hint = [piece(texts.commentHint, 'quiet')];
  const sheet = below(
    panelSheet({ ...panel, title, aside: asked, rows: costHeight, focused: true, lines: cost }),
    panelSheet({ ...panel, title: texts.evidence, aside: scrolls, rows: evidenceHeight, lines: seen.shown }),
    panelSheet({ ...panel, title: texts.choices, aside: hint, rows: choiceHeight, lines: [...chosen, ...last] }),
  );
  return <SheetView sheet={sheet} />;
}

function choiceRow(
  row: Row,
  look: { readonly columns: number; readonly selected: boolean; readonly active: boolean },
): Row {
  if (!look.selected) return ['  ', ...piecesOf(row)];
  const marked = [piece(`${glyphs.selected} `, 'accent'), ...piecesOf(row)];
  return look.active ? fitRow(marked, look.columns).map((each) => ({ ...each, inverse: true })) : marked;
}

/** From here on boxes have whole frames. */
const framesFromRows = 30;

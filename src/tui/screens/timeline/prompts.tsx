/** What the timeline asks for: a moment to go to, and how a fork is to be called and what it does otherwise. */
import { type ReactNode, useState } from 'react';
import type { DrillFacts, ForkChoices } from '../../../runbooks/drill/session.ts';
import { forkSentence, parseFork } from '../../../runbooks/drill/views/fork.ts';
import { momentText, parseMoment } from '../../../runbooks/drill/views/moment-text.ts';
import { cell, Lines, Panel, panelInside, piece, type Row, useKeys, useLineEditor, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.timeline;
const labelColumns = 11;

interface PromptProps {
  readonly columns: number;
  readonly rows: number;
  onCancel(): void;
}

export function GoToPrompt({ columns, rows, onCancel, onGo }: PromptProps & { onGo(atUs: number): void }): ReactNode {
  const [wrong, setWrong] = useState('');
  const editor = useLineEditor({
    onCancel,
    onChange: () => setWrong(''),
    onSubmit: (text) => {
      const atUs = parseMoment(text);
      if (text.trim() === '') onCancel();
      else if (atUs === undefined) setWrong(texts.goToWrong(text));
      else onGo(atUs);
    },
  });
  const inside = panelInside(columns, rows, 'top');
  const lines: Row[] = [
    [piece('T+ ', 'accent'), ...editor.pieces(inside.columns - 4)],
    wrong === '' ? [piece(texts.goToHint, 'quiet')] : [piece(`✗ ${wrong}`, 'bad')],
  ];
  return (
    <Panel title={texts.goTo} columns={columns} rows={rows} frame="top" focused>
      <Lines lines={lines} {...inside} />
    </Panel>
  );
}

interface ForkPromptProps extends PromptProps {
  readonly atUs: number;
  readonly facts: DrillFacts;
  /** A name that is not taken. */
  readonly suggestion: string;
  onFork(choices: ForkChoices): void;
}

/** First the name, then what is different; whoever is asked to confirm has seen both. */
export function ForkPrompt({ columns, rows, atUs, facts, suggestion, onCancel, onFork }: ForkPromptProps): ReactNode {
  const [field, setField] = useState<'name' | 'otherwise' | 'sure'>('name');
  const [choices, setChoices] = useState<ForkChoices>({ name: suggestion });
  const [wrong, setWrong] = useState('');
  const moved = (key: string) => {
    if (!['tab', 'shift+tab', 'up', 'down'].includes(key)) return false;
    setField(field === 'name' ? 'otherwise' : 'name');
    return true;
  };
  const common = { onCancel, onKey: moved, onChange: () => setWrong('') };
  const name = useLineEditor({
    ...common,
    first: suggestion,
    active: field === 'name',
    onSubmit: () => setField('otherwise'),
  });
  const otherwise = useLineEditor({
    ...common,
    active: field === 'otherwise',
    onSubmit: (text) => {
      const read = parseFork(name.text, text, facts);
      if ('wrong' in read) setWrong(read.wrong);
      else {
        setChoices(read.choices);
        setField('sure');
      }
    },
  });
  useKeys(
    (key) => {
      if (key === 'ctrl+c') return false;
      if (key === 'y') onFork(choices);
      else setField('otherwise');
      return true;
    },
    { level: 'capture', active: field === 'sure' },
  );
  const inside = panelInside(columns, rows, 'top');
  const room = inside.columns - labelColumns;
  const hints = {
    name: [texts.forkNameHint, texts.forkNext],
    otherwise: [
      texts.forkOtherwiseHint,
      ...(facts.variants.length > 0 ? [texts.forkVariants(facts.variants)] : []),
      texts.forkNext,
    ],
    sure: [texts.forkSure],
  }[field];
  const label = (text: string, active: boolean) => piece(cell(text, labelColumns), active ? 'accent' : 'quiet');
  const lines: Row[] = [
    [label(texts.forkName, field === 'name'), ...name.pieces(room)],
    [label(texts.forkOtherwise, field === 'otherwise'), ...otherwise.pieces(room)],
    ...(wrong === '' ? [] : wrap(`✗ ${wrong}`, inside.columns).map((text): Row => [piece(text, 'bad')])),
    ...(field === 'sure'
      ? wrap(forkSentence(atUs, choices), inside.columns).map((text): Row => [piece(text, 'warn')])
      : []),
    ...hints
      .flatMap((hint) => wrap(hint, inside.columns))
      .map((text): Row => [piece(text, field === 'sure' ? 'accent' : 'quiet')]),
  ];
  return (
    <Panel title={texts.fork(momentText(atUs))} columns={columns} rows={rows} frame="top" focused>
      <Lines lines={lines} {...inside} />
    </Panel>
  );
}

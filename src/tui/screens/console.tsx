/** The console: a line to type into, what the lines before it said, and what could come next. */
import { Box } from 'ink';
import { type ReactNode, useMemo, useState } from 'react';
import type { Completion, DrillSession } from '../../runbooks/drill/session.ts';
import { momentText } from '../../runbooks/drill/views/moment-text.ts';
import {
  cell,
  type LineEditor,
  Lines,
  Panel,
  panelInside,
  piece,
  type Row,
  type ScreenProps,
  useLineEditor,
  wrap,
} from '../kit/index.ts';
import { messages } from '../messages.ts';
import { useKept } from './kept.ts';

const texts = messages.console;
/** As many lines of output and of history are kept. */
const outputMax = 2000;
const historyMax = 200;
const suggestionsMax = 8;

/** A line that was typed, or one that came of it. */
interface Output {
  readonly kind: 'typed' | 'said' | 'refused';
  readonly text: string;
}

export function ConsoleScreen({ session, state, columns, rows, nav }: ScreenProps): ReactNode {
  const [output, setOutput] = useKept<readonly Output[]>(session, 'console output', []);
  const [history, setHistory] = useKept<readonly string[]>(session, 'console history', []);
  const [running, setRunning] = useKept<readonly string[]>(session, 'console running', []);
  const [back, setBack] = useState(0);
  const [recall, setRecall] = useState<Recall | undefined>();
  const [choice, setChoice] = useState<Choice | undefined>();

  const inside = panelInside(columns, rows, 'top');
  const stands = running.length > 0 && state.phase === 'paused';
  const print = (lines: readonly Output[]) => setOutput((before) => [...before, ...lines].slice(-outputMax));
  const submit = (text: string) => {
    editor.set('');
    setBack(0);
    if (text.trim() === '') {
      // What was typed before takes effect in the world's time, which may stand still.
      if (stands) session.step();
      return;
    }
    setHistory((before) => [...before.filter((each) => each !== text), text].slice(-historyMax));
    setRunning((before) => [...before, text]);
    print([{ kind: 'typed', text: `${momentText(state.nowUs)} : ${text}` }]);
    void answered(session, text).then((lines) => {
      print(lines);
      setRunning((before) => before.toSpliced(before.indexOf(text), 1));
    });
  };
  const editor = useLineEditor({
    first: String(nav.args.text ?? ''),
    onSubmit: submit,
    onCancel: () => nav.back(),
    onKey: (name, line) => {
      if (name === 'tab' || name === 'shift+tab') return complete(line, name === 'tab' ? 1 : -1);
      setChoice(undefined);
      if (name === 'up' || name === 'down') return recalled(line, name === 'up' ? 1 : -1);
      setRecall(undefined);
      if (name === 'esc' && choice !== undefined) {
        line.set(choice.typed);
        return true;
      }
      if (name !== 'pageup' && name !== 'pagedown') return false;
      const page = Math.max(1, logRows - 1);
      const most = Math.max(0, printed.length - logRows);
      setBack(Math.max(0, Math.min(most, Math.min(back, most) + (name === 'pageup' ? page : -page))));
      return true;
    },
  });

  /** The first tab goes as far as all suggestions agree; each further one takes the next of them. */
  function complete(line: LineEditor, step: number): boolean {
    const found = choice?.found ?? session.complete(line.text);
    if (found.length === 0) return true;
    const typed = choice?.typed ?? line.text;
    const shared = sharedStart(found.map((each) => each.line));
    if (choice === undefined && found.length > 1 && shared.length > line.text.length && shared.startsWith(line.text)) {
      line.set(shared);
      return true;
    }
    const index = choice === undefined ? (step > 0 ? 0 : found.length - 1) : choice.index + step;
    const at = (index + found.length) % found.length;
    line.set(found[at]!.line);
    setChoice(found.length === 1 ? undefined : { typed, found, index: at });
    return true;
  }

  /** Up and down go through what was typed before and begins as this line does. */
  function recalled(line: LineEditor, step: number): boolean {
    const from = recall ?? { typed: line.text, index: 0 };
    const matching = history.filter((each) => each.startsWith(from.typed) && each !== from.typed).reverse();
    const index = Math.max(0, Math.min(matching.length, from.index + step));
    line.set(index === 0 ? from.typed : matching[index - 1]!);
    setRecall(index === 0 ? undefined : { ...from, index });
    return true;
  }

  const { snapshot } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another world has other names
  const found = useMemo(
    () => (editor.text === '' ? [] : session.complete(editor.text)),
    [session, editor.text, snapshot],
  );
  const suggestions = choice?.found ?? found;
  const room = Math.max(1, Math.min(suggestionsMax, Math.floor(inside.rows / 3)));
  const listRows = Math.min(suggestions.length, room);
  const printed = output.flatMap((each) => outputRows(each, inside.columns));
  const logRows = Math.max(0, inside.rows - 1 - listRows);
  const offset = Math.min(back, Math.max(0, printed.length - logRows));
  const from = Math.max(0, printed.length - logRows - offset);
  const prompt = piece(running.length > 0 ? '… ' : ': ', 'accent', { bold: true });
  return (
    <Panel
      title={session.facts.seat === 'facilitator' ? texts.facilitatorTitle : texts.title}
      aside={stands ? [piece(texts.stands, 'warn')] : running.length > 0 ? texts.running(running.at(-1)!) : texts.hint}
      columns={columns}
      rows={rows}
      frame="top"
      focused
    >
      <Box flexDirection="column">
        <Lines lines={printed} columns={inside.columns} rows={logRows} from={from} empty={texts.empty} />
        <Lines lines={[[prompt, ...editor.pieces(inside.columns - 2)]]} columns={inside.columns} rows={1} />
        <Lines
          lines={suggestions.map((each) => suggestionRow(each, suggestions, inside.columns))}
          columns={inside.columns}
          rows={listRows}
          selected={choice?.index ?? 0}
          active={choice !== undefined}
        />
      </Box>
    </Panel>
  );
}

/** Where one is in what was typed before: `typed` is the line one began with. */
interface Recall {
  readonly typed: string;
  /** 1 is the last one; 0 is `typed`. */
  readonly index: number;
}

interface Choice {
  readonly typed: string;
  readonly found: readonly Completion[];
  readonly index: number;
}

async function answered(session: DrillSession, text: string): Promise<Output[]> {
  try {
    const { ok, lines } = await session.command(text);
    const said = lines.length === 0 ? [ok ? texts.done : texts.refused] : lines;
    return said.map((line) => ({ kind: ok ? 'said' : 'refused', text: line }));
  } catch (error) {
    return [{ kind: 'refused', text: error instanceof Error ? error.message : String(error) }];
  }
}

function outputRows({ kind, text }: Output, columns: number): Row[] {
  const [mark, tone] =
    kind === 'typed' ? ['', 'accent' as const] : kind === 'refused' ? ['✗ ', 'bad' as const] : ['  ', 'plain' as const];
  // Columns of a table stay below each other: only what is too wide is broken, and goes on further in.
  const [first = '', ...rest] = wrap(text, Math.max(10, columns - mark.length - hang));
  return [
    [piece(mark + first, tone)],
    ...rest.map((part): Row => [piece(' '.repeat(mark.length + hang) + part, tone)]),
  ];
}

const hang = 4;

/** What it would type, and what that does. */
function suggestionRow({ line, doc }: Completion, all: readonly Completion[], columns: number): Row {
  const longest = Math.max(...all.map((each) => each.line.length));
  const size = doc === undefined ? columns : Math.min(longest + 2, Math.floor(columns * 0.6));
  return [cell(line, size), piece(doc ?? '', 'quiet')];
}

/** How all of them begin. */
export function sharedStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** A line that somebody types into, with the keys of a shell. It captures every key while it is active. */
import { useRef, useState } from 'react';
import { useKeys } from './keys.ts';
import type { Piece } from './rows.ts';
import { characters, width } from './text.ts';

export interface LineEditorOptions {
  readonly active?: boolean;
  readonly first?: string;
  onSubmit?(text: string): void;
  onCancel?(): void;
  onChange?(text: string): void;
  /** Keys that mean something else here (`tab`, `up`): true if it was one. */
  onKey?(name: string, editor: LineEditor): boolean;
}

export interface LineEditor {
  readonly text: string;
  /** In characters from the beginning. */
  readonly cursor: number;
  /** Replaces the line, with the cursor at its end. */
  set(text: string): void;
  /** The line with its cursor in at most `columns`: a long line scrolls. */
  pieces(columns: number): Piece[];
}

interface Line {
  readonly text: string;
  readonly cursor: number;
}

export function useLineEditor(options: LineEditorOptions): LineEditor {
  const { active = true, first = '' } = options;
  const [line, setLine] = useState<Line>({ text: first, cursor: characters(first).length });
  // Keys may come faster than frames: the next one goes on from here.
  const latest = useRef(line);
  const change = (next: Line) => {
    const changed = next.text !== latest.current.text;
    latest.current = next;
    setLine(next);
    if (changed) options.onChange?.(next.text);
  };
  const editor: LineEditor = {
    ...line,
    set: (text) => change({ text, cursor: characters(text).length }),
    pieces: (columns) => linePieces(line, columns, active),
  };
  useKeys(
    (name, { text }) => {
      if (options.onKey?.(name, { ...editor, ...latest.current }) === true) return true;
      if (name === 'ctrl+c') return false;
      if (name === 'enter') options.onSubmit?.(latest.current.text);
      else if (name === 'esc') options.onCancel?.();
      else change(edit(latest.current, name, text));
      return true;
    },
    { level: 'capture', active },
  );
  return editor;
}

/** What a key makes of a line; one that means nothing leaves it as it is. */
export function edit(line: Line, name: string, text: string): Line {
  const all = characters(line.text);
  const cursor = Math.min(line.cursor, all.length);
  const at = (next: number): Line => ({ ...line, cursor: Math.max(0, Math.min(all.length, next)) });
  const without = (from: number, to: number): Line => ({
    text: [...all.slice(0, from), ...all.slice(to)].join(''),
    cursor: from,
  });
  switch (name) {
    case 'left':
    case 'ctrl+b':
      return at(cursor - 1);
    case 'right':
    case 'ctrl+f':
      return at(cursor + 1);
    case 'home':
    case 'ctrl+a':
      return at(0);
    case 'end':
    case 'ctrl+e':
      return at(all.length);
    case 'backspace':
      return cursor === 0 ? line : without(cursor - 1, cursor);
    case 'delete':
    case 'ctrl+d':
      return without(cursor, cursor + 1);
    case 'ctrl+u':
      return without(0, cursor);
    case 'ctrl+k':
      return without(cursor, all.length);
    case 'ctrl+w':
      return without(wordStart(all, cursor), cursor);
    default: {
      if (text === '') return line;
      const before = [...all.slice(0, cursor), text].join('');
      return { text: before + all.slice(cursor).join(''), cursor: characters(before).length };
    }
  }
}

function wordStart(all: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && all[at - 1] === ' ') at -= 1;
  while (at > 0 && all[at - 1] !== ' ') at -= 1;
  return at;
}

/** The cursor is a block in the colours turned round: the terminal's own cursor stays hidden. */
function linePieces({ text, cursor }: Line, columns: number, active: boolean): Piece[] {
  const all = [...characters(text), ' '];
  let from = 0;
  // Room for the cursor's own character, which may be wide.
  while (from < cursor && width(all.slice(from, cursor + 1).join('')) > columns) from += 1;
  let to = cursor + 1;
  while (to < all.length && width(all.slice(from, to + 1).join('')) <= columns) to += 1;
  return [
    { text: all.slice(from, cursor).join('') },
    { text: all[cursor] ?? ' ', inverse: active },
    { text: all.slice(cursor + 1, to).join('') },
  ].filter((each) => each.text !== '');
}

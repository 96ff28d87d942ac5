/**
 * A row of a screen: pieces of text with a tone each. Views and screens make rows, `paint` turns one into what the terminal gets. A
 * whole box is one text of Ink's, with the colours inside: many small texts take it three times as long.
 */
import { toAscii } from '../../runbooks/reports/screen.ts';
import { clean, clip, width } from './text.ts';
import type { Theme, Tone } from './theme.ts';

export interface Piece {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}

/** A string is a row, or a piece of one, in the plain tone. */
export type Row = string | readonly (string | Piece)[];

export function piece(
  text: string,
  tone?: Tone,
  more: { readonly bold?: boolean; readonly inverse?: boolean } = {},
): Piece {
  return { text, tone, ...more };
}

export function piecesOf(row: Row): Piece[] {
  if (typeof row === 'string') return [{ text: row }];
  return row.map((each) => (typeof each === 'string' ? { text: each } : each));
}

export function textOf(row: Row): string {
  return piecesOf(row)
    .map(({ text }) => text)
    .join('');
}

export function rowWidth(row: Row): number {
  return piecesOf(row).reduce((sum, { text }) => sum + width(text), 0);
}

/** The row in exactly `columns`, with `right` at its end, a blank between them: what does not fit of the row is cut, never of `right`. */
export function spread(row: Row, right: Row, columns: number): Piece[] {
  const end = fitRow(right, Math.min(rowWidth(right), columns));
  const room = columns - rowWidth(end);
  if (rowWidth(end) === 0 || room < 2) return [...fitRow(row, room), ...end];
  return [...fitRow(row, room - 1), { text: ' ' }, ...end];
}

/** The row in exactly `columns`: filled up with blanks, or cut with an ellipsis. */
export function fitRow(row: Row, columns: number): Piece[] {
  const pieces = piecesOf(row).map((each) => ({ ...each, text: clean(each.text) }));
  const total = rowWidth(pieces);
  if (total <= columns) return columns > total ? [...pieces, { text: ' '.repeat(columns - total) }] : pieces;
  const fitted: Piece[] = [];
  let left = Math.max(0, columns);
  for (const each of pieces) {
    const size = width(each.text);
    // The last one that has room is cut, even if it would just fit: something follows it.
    if (size < left) fitted.push(each);
    else {
      const text = left === 0 ? '' : clip(`${each.text}  `, left);
      fitted.push({ ...each, text: text + ' '.repeat(left - width(text)) });
      break;
    }
    left -= size;
  }
  return fitted;
}

/**
 * What the terminal gets for a row, exactly `columns` wide. Styles are switched on and off one by one, and only where they change: so
 * Ink writes them itself, and a text that it would write like this is read once and not twice.
 */
export function paint(row: Row, columns: number, theme: Theme): string {
  const ascii = theme.unicode ? row : piecesOf(row).map((each) => ({ ...each, text: asciiOf(each.text) }));
  let painted = '';
  let on: readonly Code[] = [];
  for (const each of fitRow(ascii, columns)) {
    const text = theme.unicode ? each.text : asciiOf(each.text);
    if (text === '') continue;
    const next = switched(on, codesOf(each, theme));
    painted += next.text + text;
    on = next.on;
  }
  return painted + switched(on, []).text;
}

function asciiOf(text: string): string {
  return toAscii(clean(text));
}

/** A style that the terminal switches on with one number and off with another. */
interface Code {
  readonly on: number | string;
  readonly off: number;
}

function codesOf({ tone, bold, inverse }: Piece, theme: Theme): Code[] {
  const colour = tone === undefined ? undefined : colourCode(tone, theme);
  return [
    ...(bold === true || tone === 'strong' ? [{ on: 1, off: 22 }] : []),
    ...(tone === 'quiet' && inverse !== true ? [{ on: 2, off: 22 }] : []),
    ...(inverse === true ? [{ on: 7, off: 27 }] : []),
    ...(colour === undefined ? [] : [{ on: colour, off: 39 }]),
  ];
}

/** From the styles that are on to those that are wanted. What goes is switched off last first; a colour simply replaces another. */
function switched(
  now: readonly Code[],
  wanted: readonly Code[],
): { readonly text: string; readonly on: readonly Code[] } {
  const has = (list: readonly Code[], code: Code) => list.some(({ on }) => on === code.on);
  const gone = now.filter((code) =>
    code.off === 22 ? !has(wanted, code) : !wanted.some(({ off }) => off === code.off),
  );
  const plain = gone.some(({ off }) => off === 22);
  // Bold and dim are switched off together: the one that stays comes again.
  const come = wanted.filter((code) => !has(now, code) || (plain && code.off === 22));
  const kept = now.filter((code) => !gone.includes(code) && !come.some(({ off }) => off === code.off && off !== 22));
  const left = plain ? kept.filter(({ off }) => off !== 22) : kept;
  const offs = [...new Set(gone.map(({ off }) => off))].reverse();
  const text = [...offs, ...come.map(({ on }) => on)].map((code) => `\u001B[${code}m`).join('');
  return { text, on: [...left, ...come] };
}

/** The sixteen colours are the terminal's own and follow its theme, so a tone has its fixed one there. */
const sixteen: Readonly<Partial<Record<Tone, number>>> = {
  good: 96,
  bad: 91,
  warn: 93,
  info: 32,
  accent: 33,
  mark: 95,
};

function colourCode(tone: Tone, { depth, colours }: Theme): number | string | undefined {
  const hex = colours[tone];
  if (hex === undefined || depth === 1) return undefined;
  if (depth === 4) return sixteen[tone];
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  if (depth === 24) return `38;2;${red};${green};${blue}`;
  // The cube of 6 x 6 x 6 that every terminal with 256 colours has.
  const step = (value: number) => Math.round((value / 255) * 5);
  return `38;5;${16 + 36 * step(red) + 6 * step(green) + step(blue)}`;
}

/** Text in columns of a terminal: a wide character takes two, a combining one none. */
import stringWidth from 'string-width';

/** Letters of the West, lines, blocks, arrows and the signs of this program: a column each. It is asked for every row of every frame. */
const narrow = /^[ -~¡-¬®-ÿ‐-‖‘-„…←-⇿─-▟■-▲○●◆◇✓✗≤≥]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns a text takes. */
export function width(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** What a person takes for one character: what a cursor steps over, and what is never cut in two. */
export function characters(text: string): string[] {
  if (narrow.test(text)) return [...text];
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The text in at most `columns`, cut with an ellipsis. */
export function clip(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (width(text) <= columns) return text;
  return `${take(text, columns - 1)}…`;
}

/** As much of the beginning as goes into `columns`, without an ellipsis. */
export function take(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (narrow.test(text)) return text.slice(0, Math.max(0, columns));
  let taken = '';
  let left = columns;
  for (const character of characters(text)) {
    left -= width(character);
    if (left < 0) break;
    taken += character;
  }
  return taken;
}

/** The text in exactly `columns`: filled up with blanks, or cut with an ellipsis. */
export function cell(text: string, columns: number, align: 'left' | 'right' | 'centre' = 'left'): string {
  const clipped = clip(text, columns);
  const blanks = Math.max(0, columns - width(clipped));
  if (align === 'right') return ' '.repeat(blanks) + clipped;
  if (align === 'left') return clipped + ' '.repeat(blanks);
  return ' '.repeat(Math.floor(blanks / 2)) + clipped + ' '.repeat(Math.ceil(blanks / 2));
}

/** Breaks a text at blanks into lines of at most `columns`; a line feed begins a line, a word that is too wide is broken. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, columns)));
}

function wrapParagraph(text: string, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (width(longer) <= columns) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(current);
    let rest = word;
    while (width(rest) > columns) {
      // A character that is wider than the whole line stands on one of its own.
      const head = take(rest, columns) || characters(rest)[0]!;
      lines.push(head);
      rest = rest.slice(head.length);
    }
    current = rest;
  }
  return [...lines, current];
}

/** Texts come from files and journals of others: what would steer the terminal is taken out. */
export function clean(text: string): string {
  return narrow.test(text) ? text : text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

/**
 * Text for a terminal. A report is a list of lines, a line a list of pieces with a style each; only `render` knows of colours, of the
 * width and of terminals that have no Unicode. Every style goes with a word or a shape that says the same, so nothing is lost without
 * colour.
 *
 * ```ts
 * render([line('verdict ', bad('FAIL'))], { width: 80, colour: false, unicode: true }); // 'verdict FAIL\n'
 * ```
 */
import { styleText } from 'node:util';

/** What the terminal can do. `width` counts columns. */
export interface Screen {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

export type Style = 'strong' | 'quiet' | 'bad' | 'good' | 'warn';
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}
export interface Line {
  readonly pieces: readonly Piece[];
  /** Never cut: a command that somebody will copy. */
  readonly whole?: boolean;
}

const styles = { strong: 'bold', quiet: 'dim', bad: 'red', good: 'green', warn: 'yellow' } as const;

export const strong = (text: string): Piece => ({ text, style: 'strong' });
export const quiet = (text: string): Piece => ({ text, style: 'quiet' });
export const bad = (text: string): Piece => ({ text, style: 'bad' });
export const good = (text: string): Piece => ({ text, style: 'good' });
export const warn = (text: string): Piece => ({ text, style: 'warn' });

/** A line of pieces; a string is a piece without a style. */
export function line(...pieces: readonly (string | Piece)[]): Line {
  return { pieces: pieces.map((piece) => (typeof piece === 'string' ? { text: piece } : piece)) };
}

export const blank: Line = { pieces: [] };

/** The heading of a section: its name, and what else there is to say, quietly. */
export function heading(name: string, aside = ''): Line {
  return aside === '' ? line(strong(name)) : line(strong(name), '  ', quiet(aside));
}

/** Characters in columns. A character counts as one column: what the reports print themselves is that wide. */
export function columns(text: string): number {
  return [...text].length;
}

/** The text in exactly `width` columns: filled up with blanks, or cut with an ellipsis. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const size = columns(text);
  if (size > width) return clip(text, width);
  const fill = ' '.repeat(width - size);
  return align === 'left' ? text + fill : fill + text;
}

function clip(text: string, width: number): string {
  if (width <= 0) return '';
  return `${[...text].slice(0, width - 1).join('')}…`;
}

/** Breaks a sentence at blanks into lines of at most `width` columns. A word that is wider stands on a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && columns(longer) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** What stands in for a glyph on a terminal without Unicode: one column for one column, so that what was aligned stays so. */
const ascii: Readonly<Record<string, string>> = {
  '…': '~',
  '·': '-',
  '═': '=',
  '─': '-',
  '│': '|',
  '┊': ':',
  '├': '|',
  '┤': '|',
  '┼': '+',
  '█': '#',
  '▏': '.',
  '■': '#',
  '□': 'o',
  '●': 'O',
  '○': 'o',
  '◆': '*',
  '✖': 'x',
  '✗': 'X',
  '✓': '+',
  '▸': '>',
  '≤': '<',
  '±': '~',
  '→': '>',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '×': 'x',
  '‼': '!',
  '╭': '+',
  '╮': '+',
  '╰': '+',
  '╯': '+',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '┬': '+',
  '┴': '+',
  '━': '=',
  '┃': '|',
  '░': '.',
  '▒': ':',
  '▓': '#',
  '▎': '.',
  '▍': ':',
  '▌': ':',
  '▋': '+',
  '▊': '+',
  '▉': '#',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '=',
  '▅': '+',
  '▆': '*',
  '▇': '%',
  '▶': '>',
  '▷': '>',
  '◂': '<',
  '◀': '<',
  '◇': 'o',
  '▲': '^',
  '▼': 'v',
  '△': '^',
  '▽': 'v',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '▾': 'v',
  '▴': '^',
  '↶': '<',
  '‖': '=',
};

/** The lines as text, each ended by a line feed. Lines that are too wide are cut with an ellipsis, but for whole ones. */
export function render(lines: readonly Line[], screen: Screen): string {
  return lines.map((each) => `${renderLine(each, screen)}\n`).join('');
}

/** A whole report: its sections with a blank line between them, and one before the first. Empty sections are left out. */
export function renderSections(sections: readonly (readonly Line[])[], screen: Screen): string {
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [blank, ...section]));
  return `\n${render(lines, screen)}`;
}

/** The first lines of a report: whether anything of it was real, and the title beside it, which may take several. */
export function titleLines(title: string, width: number, label = 'SIMULATED'): Line[] {
  return wrap(title, width - columns(label) - 2).map((text, index) =>
    line(strong(cell(index === 0 ? label : '', columns(label) + 2)), strong(text)),
  );
}

function renderLine({ pieces, whole }: Line, screen: Screen): string {
  const out: string[] = [];
  let left = whole === true ? Number.POSITIVE_INFINITY : screen.width;
  const total = pieces.reduce((sum, piece) => sum + columns(clean(piece.text)), 0);
  const cut = total > left;
  // What is cut loses its end to the ellipsis, which takes one column itself.
  if (cut) left -= 1;
  for (const piece of pieces) {
    if (left <= 0) break;
    const text = [...clean(piece.text)].slice(0, left).join('');
    left -= columns(text);
    out.push(paint(screen.unicode ? text : toAscii(text), piece.style, screen));
  }
  if (cut) out.push(screen.unicode ? '…' : '~');
  return screen.colour ? out.join('') : out.join('').trimEnd();
}

function paint(text: string, style: Style | undefined, screen: Screen): string {
  if (!screen.colour || style === undefined || text.trim() === '') return text;
  return styleText(styles[style], text, { validateStream: false });
}

/** The text for a terminal that has no Unicode, one column for one column; what has no stand-in is a question mark. */
export function toAscii(text: string): string {
  return [...text].map((character) => (character <= '~' ? character : (ascii[character] ?? '?'))).join('');
}

/** Texts come from files and journals of others: what would steer the terminal is taken out. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

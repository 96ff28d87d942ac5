/** A line taken apart as a POSIX shell would: words between blanks, with quotes, and where each stands. */

/** A line that says nothing that can be done: why, and in which column. */
export class ConsoleMistake extends Error {
  override readonly name = 'ConsoleMistake';
  /** From 1. */
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

export interface Word {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly column: number;
  /** Whether any of it was quoted: it is then no flag and no number. */
  readonly quoted: boolean;
}

/** Throws a ConsoleMistake for a quote that is not closed. */
export function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at]!)) at++;
    else {
      const { word, end } = readWord(line, at);
      words.push(word);
      at = end;
    }
  }
  return words;
}

function readWord(line: string, start: number): { word: Word; end: number } {
  let text = '';
  let quoted = false;
  let at = start;
  while (at < line.length && !/\s/.test(line[at]!)) {
    const sign = line[at]!;
    if (sign === "'" || sign === '"') {
      const inside = readQuoted(line, at);
      text += inside.text;
      at = inside.end;
      quoted = true;
    } else if (sign === '\\' && at + 1 < line.length) {
      text += line[at + 1];
      at += 2;
    } else {
      text += sign;
      at++;
    }
  }
  return { word: { text, column: start + 1, quoted }, end: at };
}

/** In single quotes everything is as it stands, in double quotes a backslash takes the next sign as it is. */
function readQuoted(line: string, start: number): { text: string; end: number } {
  const quote = line[start]!;
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const sign = line[at]!;
    if (sign === quote) return { text, end: at + 1 };
    if (sign === '\\' && quote === '"' && at + 1 < line.length) text += line[++at];
    else text += sign;
  }
  throw new ConsoleMistake(`this ${quote} is not closed`, start + 1);
}

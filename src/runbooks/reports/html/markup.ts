/** Pieces of HTML. Everything that is put into a template is escaped, but for pieces that came out of one. */
import { html, raw } from 'hono/html';

/** Text that is HTML already. */
export type Markup = { readonly isEscaped: true; toString(): string };

/**
 * A piece of HTML: strings and numbers in it are escaped, pieces stay as they are, lists are put in one after the other; undefined, null
 * and booleans are nothing. Attributes must stand in double quotes.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  // The library's own type allows for promises in it, which nobody puts in here.
  return html(strings, ...values) as unknown as Markup;
}

/** Text that this house made itself and that is HTML: a style sheet, a chart. Never a text of others. */
export function trusted(text: string): Markup {
  return raw(text) as unknown as Markup;
}

export const nothing = trusted('');

/** A column of a table. Numbers stand on the right, under each other. */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Never broken into lines: a name that is read as one word. */
  readonly short?: boolean;
}

export interface TableLook {
  /** The caption is only read aloud, because the heading above says the same. */
  readonly quietCaption?: boolean;
}

export type Cell = string | number | Markup;

/**
 * A table with a caption and headers; the first cell of a row names it. Wide tables scroll in a box of their own, which the keyboard
 * reaches.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { quietCaption = false }: TableLook = {},
): Markup {
  const kinds = columns.map(({ numeric, short }) =>
    trusted(numeric ? ' class="number"' : short ? ' class="short"' : ''),
  );
  const heads = columns.map(({ title }, index) => markup`<th scope="col"${kinds[index]}>${title}</th>`);
  const body = rows.map(
    (cells) =>
      markup`<tr>${cells.map((cell, index) =>
        index === 0 ? markup`<th scope="row"${kinds[index]}>${cell}</th>` : markup`<td${kinds[index]}>${cell}</td>`,
      )}</tr>\n`,
  );
  const titled = markup`<caption${quietCaption ? trusted(' class="heard"') : nothing}>${caption}</caption>`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>${titled}
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

/** A section of the page with its heading; nothing at all where it has nothing to say. */
export function section(id: string, title: string, aside: string, ...content: readonly Markup[]): Markup {
  if (content.every((piece) => piece.toString() === '')) return nothing;
  const said = aside === '' ? nothing : markup` <span class="aside">${aside}</span>`;
  return markup`<section id="${id}"><h2>${title}${said}</h2>\n${content}</section>\n`;
}

export type Tone = 'good' | 'bad' | 'quiet' | 'plain';

const glyphs: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', quiet: '·', plain: '' };

/** A word with a shape before it, so that it says the same without its colour. */
export function mark(tone: Tone, word: string, glyph: string = glyphs[tone]): Markup {
  const shape = glyph === '' ? nothing : markup`<span aria-hidden="true">${glyph}</span> `;
  return markup`<span class="mark ${tone}">${shape}${word}</span>`;
}

/** What belongs to the command line: a path, a hash, a command. */
export function code(text: string): Markup {
  return markup`<code>${text}</code>`;
}

/** A command on a line of its own. */
export function command(text: string): Markup {
  return markup`<pre tabindex="0" role="group" aria-label="A command"><code>${text}</code></pre>`;
}

/** Something that only few will read, folded; paper shows it open. */
export function folded(summary: string, ...content: readonly Markup[]): Markup {
  return markup`<details><summary>${summary}</summary>\n${content}</details>\n`;
}

/** The same, of something that would take many sheets: paper leaves it out. */
export function foldedLong(summary: string, ...content: readonly Markup[]): Markup {
  return markup`<details class="long"><summary>${summary}</summary>\n${content}</details>\n`;
}

/** Which scenario it was, to the byte. */
export function scenarioFacts(
  file: string,
  { id, sha256 }: { readonly id: string; readonly sha256: string },
): (readonly [term: string, value: Cell])[] {
  return [
    ['file', code(file)],
    ['scenario', id],
    ['its files, sha256', code(sha256)],
  ];
}

/** A list of terms with what they are. */
export function facts(pairs: readonly (readonly [term: string, value: Cell])[]): Markup {
  return markup`<dl class="facts">${pairs.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>\n`)}</dl>\n`;
}

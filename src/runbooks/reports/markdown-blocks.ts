/**
 * Pieces of GitHub-flavoured Markdown: texts of others escaped, tables aligned for whoever reads the source, and a whole that never
 * outgrows a step summary.
 */
import { columns } from './screen.ts';

/**
 * A step summary above 1,024 KiB is dropped as a whole (docs.github.com, "Adding a job summary"); a little is left for what a workflow
 * writes beside it.
 */
export const summaryBytesMax = 1_000_000;

/** A text that is longer is cut: the journal has the whole. */
const textMax = 400;
/** A cell that is wider is not waited for by the others. */
const padMax = 48;

/** A text of others: nothing in it begins markup, ends a cell, mentions a person or points to an issue. */
export function escaped(text: string): string {
  return (
    clipped(text)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]|~$^]/g, '\\$&')
      // What looks like a link, a mention or an issue is made one after Markdown is read; an empty comment keeps it from that.
      .replace(/[@#](?=\w)/g, '$&<!-- -->')
      .replace(/:(?=\/\/)/g, ':<!-- -->')
      .replace(/\bwww\./gi, '$&<!-- -->')
      .replace(/^(\s*)([-+=]|\d+[.)])/, '$1\\$2')
  );
}

/** A name, a path or a command, as code. A bar would end a cell even there. */
export function coded(text: string): string {
  const plain = clipped(text).replaceAll('|', '\\|');
  if (plain.trim() === '') return '';
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
}

function clipped(text: string): string {
  // What is far behind the end is not even looked at; a character may take two units.
  const start = text.slice(0, 2 * textMax + 2);
  const plain = start.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  const characters = [...plain];
  const whole = characters.length <= textMax && start.length === text.length;
  return whole ? plain : `${characters.slice(0, textMax).join('')}…`;
}

export interface Heading {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly numeric?: boolean;
}

/**
 * A table; the cells are Markdown already. Rows beyond `rowsMax` are counted, not shown. Empty where there are no rows.
 */
export function tableOf(headings: readonly Heading[], rows: readonly (readonly string[])[], rowsMax = 50): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, rowsMax);
  const widths = headings.map(({ title }, index) =>
    Math.min(padMax, Math.max(3, columns(title), ...shown.map((row) => columns(row[index] ?? '')))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${headings.map(({ numeric }, index) => padded(cells[index] ?? '', widths[index]!, numeric === true)).join(' | ')} |`;
  const rule = headings.map(({ numeric }, index) => `${'-'.repeat(widths[index]! - 1)}${numeric ? ':' : '-'}`);
  const left = rows.length - shown.length;
  return [
    line(headings.map(({ title }) => title)),
    `| ${rule.join(' | ')} |`,
    ...shown.map(line),
    ...(left > 0 ? ['', `And ${left} more.`] : []),
  ].join('\n');
}

function padded(text: string, width: number, right: boolean): string {
  const fill = ' '.repeat(Math.max(0, width - columns(text)));
  return right ? fill + text : text + fill;
}

/** Something that only few will read. Empty where it is. */
export function foldedBlock(summary: string, block: string): string {
  return block === '' ? '' : `<details><summary>${summary}</summary>\n\n${block}\n\n</details>`;
}

/** The blocks with a blank line between them, as far as they fit; what does not is counted at the end. The first ones matter most. */
export function assembled(blocks: readonly string[], bytesMax = summaryBytesMax): string {
  const told = blocks.filter((block) => block !== '');
  const kept: string[] = [];
  let bytes = 200;
  for (const block of told) {
    const size = Buffer.byteLength(block) + 2;
    if (bytes + size > bytesMax) break;
    bytes += size;
    kept.push(block);
  }
  const left = told.length - kept.length;
  return `${[...kept, ...(left === 0 ? [] : [`*${left} more parts did not fit into a step summary; the HTML and JSON reports have them.*`])].join('\n\n')}\n`;
}

/** A block below its heading. Empty where there is nothing to head. */
export const titled = (title: string, block: string): string => (block === '' ? '' : `### ${title}\n\n${block}`);

/** A sign that is read before the word beside it. */
const verdictMarks = {
  passed: '✅',
  held: '✅',
  failed: '❌',
  inconclusive: '❔',
  open: '❔',
  stopped: '🛑',
  crashed: '💥',
  hung: '⏳',
} as const;

export function verdictMark(verdict: keyof typeof verdictMarks): string {
  return verdictMarks[verdict];
}

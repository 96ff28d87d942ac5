import { type ForkCell, forkTable } from '../../../drill/views/fork-table.ts';
import type { Drilled } from '../../drilled.ts';
import { type Cell, type Markup, mark, markup, nothing, section, table } from '../markup.ts';

/** The runs of the drill side by side; nothing where nobody went back. */
export function forksSection({ forks, fork }: Drilled): Markup {
  if (forks.length < 2) return nothing;
  const { names, sections } = forkTable(forks);
  const titles = names.map((name, index) => ({
    title: forks[index]!.index === fork ? `${name} (this page)` : name,
    short: true,
  }));
  return section(
    'forks',
    'Runs side by side',
    `${forks.length} runs of this drill; differences are to the first`,
    table(
      'Runs side by side',
      [{ title: 'what' }, ...titles],
      sections.flatMap(({ title, rows }) => [
        [markup`<strong>${title}</strong>`, ...names.map(() => '')],
        ...rows.map(({ label, cells }): Cell[] => [label, ...cells.map(cellOf)]),
      ]),
      { quietCaption: true },
    ),
  );
}

function cellOf({ text, tone }: ForkCell): Cell {
  return tone === 'plain' ? text : mark(tone, text, tone === 'quiet' ? '' : undefined);
}

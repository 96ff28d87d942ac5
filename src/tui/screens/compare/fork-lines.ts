/** The runs of the drill in columns. The first one always stands; of the others as many as fit. */
import type { ForkCell, ForkTable } from '../../../runbooks/drill/views/fork-table.ts';
import { cell, clip, glyphs, type Piece, piece, type Row } from '../../kit/index.ts';

const labelColumns = 24;
const leastColumns = 24;
/** More would only part them. */
const mostColumns = 36;

/** How many runs besides the first one fit. */
export function besideFirst(columns: number): number {
  return Math.max(1, Math.floor((columns - labelColumns) / leastColumns) - 1);
}

/** `from` is the first of the runs that stand beside the first one, counted from 1; `present` is the one that is played. */
export function forkLines(
  { names, sections }: ForkTable,
  { from, present }: { readonly from: number; readonly present: number },
  columns: number,
): Row[] {
  const places = [0, ...names.keys()].filter(
    (place, at) => at === 0 || (place >= from && place < from + besideFirst(columns)),
  );
  const width = Math.min(mostColumns, Math.floor((columns - labelColumns) / places.length));
  const line = (label: Piece, cells: readonly Piece[]): Row => [
    { ...label, text: cell(clip(label.text, labelColumns - 1), labelColumns) },
    ...cells.map((each) => ({ ...each, text: cell(clip(each.text, width - 1), width) })),
  ];
  return [
    line(
      piece(''),
      places.map((place) =>
        place === present ? piece(`${glyphs.selected} ${names[place]}`, 'accent') : piece(names[place]!, 'strong'),
      ),
    ),
    ...sections.flatMap(({ title, rows }) => [
      [piece(title, 'accent')],
      ...rows.map(({ label, cells }) =>
        line(
          piece(`  ${label}`),
          places.map((place) => cellPiece(cells[place]!)),
        ),
      ),
    ]),
  ];
}

const signs = { good: `${glyphs.ok} `, bad: `${glyphs.failed} `, quiet: '', plain: '' } as const;

function cellPiece({ text, tone }: ForkCell): Piece {
  return piece(`${signs[tone]}${text}`, tone);
}

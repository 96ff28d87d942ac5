/** The lanes of a timeline as rows of exactly so many columns: time from left to right, bars, marks, and the cursor's column. */
import type { Lane, LaneName, Mark, Span, SpanState, Timeline } from '../../../runbooks/drill/views/timeline.ts';
import { shapes } from '../../../runbooks/reports/human/timeline.ts';
import { cell, characters, clip, type Piece, type Row, type Tone, width } from '../../kit/index.ts';

/** What part of the line is drawn. */
export interface View {
  readonly fromUs: number;
  readonly toUs: number;
}

const viewMinUs = 10e6;

/** The part that is seen: the whole at zoom 0, half of it at 1 and so on, with the cursor in its middle where there is room. */
export function viewOf({ fromUs, toUs }: View, atUs: number, zoom: number): View {
  const whole = Math.max(60e6, toUs - fromUs);
  const length = Math.max(viewMinUs, whole / 2 ** zoom);
  const from = Math.max(fromUs, Math.min(atUs - length / 2, fromUs + whole - length));
  return { fromUs: from, toUs: from + length };
}

/** How far one can go in: until ten seconds fill the screen. */
export function zoomMax({ fromUs, toUs }: View): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(60e6, toUs - fromUs) / viewMinUs)));
}

/** The column of a moment, in a view of so many; outside of it less than 0 or `columns` and more. */
export function columnOf(atUs: number, { fromUs, toUs }: View, columns: number): number {
  return Math.floor(((atUs - fromUs) / (toUs - fromUs)) * (columns - 1) + 0.5);
}

/** The moment in the middle of a column, in whole seconds where a column is wider than two. */
export function momentAt(column: number, { fromUs, toUs }: View, columns: number): number {
  const atUs = fromUs + (column / Math.max(1, columns - 1)) * (toUs - fromUs);
  const wide = (toUs - fromUs) / columns > 2e6;
  return wide ? Math.round(atUs / 1e6) * 1e6 : Math.round(atUs);
}

interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

const bars: Readonly<Record<SpanState, { readonly text: string; readonly tone: Tone }>> = {
  on: { text: '█', tone: 'mark' },
  waiting: { text: '─', tone: 'warn' },
  running: { text: '▒', tone: 'accent' },
  done: { text: '═', tone: 'good' },
  failed: { text: '✗', tone: 'bad' },
  holds: { text: '─', tone: 'quiet' },
  fails: { text: '×', tone: 'bad' },
};
const markTones: Readonly<Partial<Record<Mark['kind'], Tone>>> = {
  fault: 'mark',
  signal: 'warn',
  decision: 'info',
  failed: 'bad',
  milestone: 'good',
  broken: 'bad',
  end: 'strong',
};

export interface Drawing {
  readonly view: View;
  readonly columns: number;
  /** Where the cursor's column is. */
  readonly cursorUs: number;
  readonly names: Readonly<Record<LaneName, string>>;
  /** What stands in a lane that has nothing to show. */
  readonly hints?: Readonly<Partial<Record<LaneName, string>>>;
}

/** How wide the lanes' names stand before them. */
export const nameColumns = 9;

/** All lanes in at most `rows`: each has one, and those that need more get them in turns, the steps first. */
export function laneRows(timeline: Timeline, rows: number, drawing: Drawing): Row[] {
  const heights = heightsOf(timeline.lanes, rows);
  return timeline.lanes.flatMap((lane) => rowsOf(lane, heights[lane.name], drawing));
}

const growing: readonly LaneName[] = ['steps', 'probes', 'faults', 'people'];

function heightsOf(lanes: readonly Lane[], rows: number): Record<LaneName, number> {
  const heights = Object.fromEntries(lanes.map(({ name }) => [name, 1])) as Record<LaneName, number>;
  const wants = new Map(lanes.map((lane) => [lane.name, lane.rows.length]));
  let left = rows - lanes.length;
  for (let grew = true; left > 0 && grew; ) {
    grew = false;
    for (const name of growing) {
      if (left === 0 || heights[name] >= (wants.get(name) ?? 1)) continue;
      heights[name] += 1;
      left -= 1;
      grew = true;
    }
  }
  return heights;
}

function rowsOf(lane: Lane, height: number, drawing: Drawing): Row[] {
  const more = lane.rows.length - height;
  return lane.rows.slice(0, height).map((row, index): Row => {
    // Probes that have no room are not mixed into another's row; bars without names may be.
    const spans = index === height - 1 && more > 0 && lane.name !== 'probes' ? rest(lane, index) : row.spans;
    const cells = barCells(spans, drawing);
    const marked = index === 0 ? placeMarks(cells, lane.marks, drawing) : new Set<number>();
    writeNames(cells, spans, row.label === undefined ? 'all' : 'longest', marked, drawing);
    const hint = drawing.hints?.[lane.name];
    if (hint !== undefined && index === 0 && spans.length === 0) write(cells, 1, clip(hint, cells.length - 1), 'quiet');
    const name = index === 0 ? drawing.names[lane.name] : index === height - 1 && more > 0 ? `  +${more}` : '';
    return [{ text: cell(name, nameColumns), tone: 'strong' }, ...piecesOfCells(cells, cursorColumn(drawing))];
  });
}

const rest = (lane: Lane, from: number) => lane.rows.slice(from).flatMap(({ spans }) => spans);
const cursorColumn = ({ cursorUs, view, columns }: Drawing) => columnOf(cursorUs, view, columns - nameColumns);

interface Drawn {
  readonly span: Span;
  /** Its first and its last column, inside of what is drawn. */
  readonly from: number;
  readonly to: number;
}

function drawn(spans: readonly Span[], { view, columns }: Drawing): Drawn[] {
  const room = columns - nameColumns;
  return spans
    .map((span) => ({ span, from: columnOf(span.fromUs, view, room), to: columnOf(span.toUs, view, room) }))
    .filter(({ from, to }) => to >= 0 && from < room)
    .map((each) => ({ ...each, from: Math.max(0, each.from), to: Math.min(room - 1, each.to) }));
}

function barCells(spans: readonly Span[], drawing: Drawing): Cell[] {
  const cells: Cell[] = Array.from({ length: drawing.columns - nameColumns }, () => ({ text: ' ' }));
  for (const { span, from, to } of drawn(spans, drawing)) cells.fill(bars[span.state], from, to + 1);
  return cells;
}

/** Names stand on their bars where there is room between the marks; a row with a name of its own says it once, on its longest bar. */
function writeNames(
  cells: Cell[],
  spans: readonly Span[],
  which: 'all' | 'longest',
  marked: ReadonlySet<number>,
  drawing: Drawing,
): void {
  const shown = drawn(spans, drawing);
  const longest = shown.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, 1);
  for (const { span, from, to } of which === 'all' ? shown : longest) {
    const text = ` ${span.label} `;
    const size = width(text);
    const isFree = (at: number) =>
      !Array.from({ length: size }, (_, index) => at + index).some((each) => marked.has(each));
    for (let at = from + 1; at + size <= to + 1; at++) {
      if (!isFree(at)) continue;
      write(cells, at, text, bars[span.state].tone);
      break;
    }
  }
}

/** Gives the columns in which there are marks now. */
function placeMarks(cells: Cell[], marks: readonly Mark[], { view, columns }: Drawing): Set<number> {
  const marked = new Set<number>();
  // A stop is drawn over what is none; bars show already where steps begin.
  const shown = marks.filter(({ kind }) => kind !== 'step').toSorted((a, b) => Number(a.stop) - Number(b.stop));
  for (const { atUs, kind } of shown) {
    const at = columnOf(atUs, view, columns - nameColumns);
    if (at < 0 || at >= cells.length) continue;
    cells[at] = { text: shapes[kind].glyph, tone: markTones[kind] };
    marked.add(at);
  }
  return marked;
}

/** A wide character stands in its first column; the second is empty, so that all that follows keeps its place. */
function write(cells: Cell[], at: number, text: string, tone: Tone): void {
  let column = at;
  for (const character of characters(text)) {
    cells[column] = { text: character, tone };
    for (let extra = 1; extra < width(character); extra++) cells[column + extra] = { text: '', tone };
    column += Math.max(1, width(character));
  }
}

/** Neighbours of one tone become one piece; the cursor's column is turned round. */
function piecesOfCells(cells: readonly Cell[], cursor: number): Piece[] {
  const pieces: { text: string; tone?: Tone; inverse: boolean }[] = [];
  cells.forEach(({ text, tone }, column) => {
    const inverse = column === cursor;
    const last = pieces.at(-1);
    if (last !== undefined && last.tone === tone && last.inverse === inverse) last.text += text;
    else pieces.push({ text, tone, inverse });
  });
  return pieces;
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
/** A label and a gap: ticks stand at least so far apart. */
const tickColumns = 11;

export interface AxisMarks {
  /** Own breakpoints. */
  readonly own: readonly number[];
  /** The moment that was marked for a comparison. */
  readonly markedUs?: number;
}

/** The hours above the lanes, with a person's own breakpoints (`●`) and her mark (`m`) on them. */
export function axisRow({ view, columns, cursorUs }: Drawing, { own, markedUs }: AxisMarks, name: string): Row {
  const room = columns - nameColumns;
  const cells: Cell[] = Array.from({ length: room }, () => ({ text: ' ' }));
  const seconds = (view.toUs - view.fromUs) / 1e6;
  const step = steps.find((each) => (each / seconds) * room >= tickColumns) ?? steps.at(-1)!;
  const marks = [
    ...own.map((atUs) => ({ atUs, text: '●' })),
    ...(markedUs === undefined ? [] : [{ atUs: markedUs, text: 'm' }]),
    { atUs: cursorUs, text: '▼' },
  ];
  const marked = new Set(marks.map(({ atUs }) => columnOf(atUs, view, room)));
  for (let at = Math.ceil(view.fromUs / 1e6 / step) * step; at <= view.toUs / 1e6; at += step) {
    const column = columnOf(at * 1e6, view, room);
    const text = `┊${tickText(at, step)}`;
    // Half a number is another number: a tick on whose label a mark lies goes without it.
    const isFree = Array.from(text, (_, index) => column + index).every((each) => !marked.has(each));
    if (column + text.length <= room) write(cells, column, isFree ? text : '┊', 'quiet');
  }
  for (const { atUs, text } of marks) {
    const column = columnOf(atUs, view, room);
    if (column >= 0 && column < room) cells[column] = { text, tone: 'accent' };
  }
  return [{ text: cell(name, nameColumns), tone: 'quiet' }, ...piecesOfCells(cells, columnOf(cursorUs, view, room))];
}

/** `1:30`, with seconds where ticks are closer than a minute. */
function tickText(seconds: number, step: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(seconds);
  const text = `${Math.floor(size / 3600)}:${two(Math.floor(size / 60) % 60)}${step < 60 ? `:${two(size % 60)}` : ''}`;
  return seconds < 0 ? `-${text}` : text;
}

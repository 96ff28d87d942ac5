/** The runbook's steps as rows of a box. What runs, asks or failed has a second row that says how. */
import type { Expected, RunbookView, StepRow } from '../../../runbooks/drill/views/runbook.ts';
import { isActive, isSettled, type StepPhase } from '../../../runbooks/drill/views/step-tree.ts';
import { bar, cell, clip, glyphs, type Piece, piece, type Row, type Tone, width } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { compact, ticking } from './times.ts';

const texts = messages.drill.runbook;

const marks: Readonly<Record<StepPhase, readonly [glyph: string, tone: Tone]>> = {
  waiting: [glyphs.todo, 'quiet'],
  running: [glyphs.running, 'accent'],
  asking: [glyphs.waiting, 'warn'],
  retrying: [glyphs.running, 'warn'],
  mending: [glyphs.failed, 'warn'],
  succeeded: [glyphs.ok, 'good'],
  handled: [glyphs.ok, 'warn'],
  failed: [glyphs.failed, 'bad'],
  skipped: [glyphs.skipped, 'quiet'],
  blocked: [glyphs.skipped, 'bad'],
  undone: [glyphs.undone, 'info'],
};

export interface StepLine {
  /** The index of its step in the view; a second row has none. */
  readonly index?: number;
  readonly row: Row;
}

/** The lines, and the first and the last of those that tell what happens now. */
export interface RunbookLines {
  readonly lines: readonly StepLine[];
  readonly focus: { readonly first: number; readonly last: number };
}

/** From so many columns on, whose a step is stands in a column of its own. */
const ownerFrom = 52;
const timeColumns = 15;

export function runbookLines(view: RunbookView, nowUs: number, columns: number): RunbookLines {
  const lines: StepLine[] = [];
  const starts: number[] = [];
  let told: string | undefined;
  view.rows.forEach((step, index) => {
    starts.push(lines.length);
    const before = view.rows[index - 1]?.owner;
    lines.push({ index, row: stepRow(step, columns, before) });
    const more = secondRow(step, view.rows[index + 1], { nowUs, columns, told });
    if (more !== undefined) lines.push({ row: more });
    // Neighbours that run for the same people name them once.
    told = isActive(step) ? step.owner : undefined;
  });
  const { first, last } = view.focus;
  return { lines, focus: { first: starts[first] ?? 0, last: (starts[last + 1] ?? lines.length) - 1 } };
}

/** An owner that stands in the row above is not said again, but for what runs: that row may be out of sight. */
function stepRow(step: StepRow, columns: number, ownerBefore: string | undefined): Row {
  if (step.heading)
    return [
      piece(`${'  '.repeat(step.depth)}${step.label === 'post-recovery' ? texts.afterwards : step.label}`, 'quiet'),
    ];
  const [glyph, tone] = marks[step.phase];
  const withOwner = columns >= ownerFrom;
  const ownerColumns = withOwner ? Math.min(18, Math.floor(columns / 4)) : 0;
  const room = columns - timeColumns - ownerColumns;
  const again = step.owner === ownerBefore && !isActive(step);
  const lead = `${'  '.repeat(step.depth)}`;
  const name = labelPieces(step, room - lead.length - 3);
  const used = lead.length + 2 + name.reduce((sum, { text }) => sum + width(text), 0);
  return [
    lead,
    piece(`${glyph} `, tone),
    ...name,
    { text: ' '.repeat(Math.max(0, room - used)) },
    ...(withOwner ? [piece(cell(again ? '' : (step.owner ?? ''), ownerColumns - 1), 'quiet'), ' '] : []),
    ...timePieces(step, withOwner),
  ];
}

function labelPieces(step: StepRow, room: number): Piece[] {
  const label = piece(
    clip(step.label, room),
    isActive(step) ? 'strong' : step.phase === 'waiting' ? 'quiet' : undefined,
  );
  const aside = asideOf(step);
  const left = room - width(label.text) - 2;
  return aside === '' || left < width(aside) ? [label] : [label, piece(`  ${aside}`, 'quiet')];
}

function asideOf({ phase, checkpoint, uses, folded }: StepRow): string {
  if (phase === 'handled') return texts.handled;
  if (checkpoint || uses === 'checkpoint') return '━━';
  return folded > 0 ? texts.folded(folded) : '';
}

/** `  37:17 ≤2h   `: how long, and how long it should; what has not begun says only that. */
function timePieces({ phase, elapsedSeconds, expected, late }: StepRow, wide: boolean): Piece[] {
  const took = elapsedSeconds === undefined ? '' : ticking(elapsedSeconds);
  const done = isSettled({ phase });
  // A limit matters where it may be met.
  const silent = expected?.from === 'limit' && (done || (phase === 'waiting' && !wide));
  const tone: Tone | undefined =
    late && expected?.from !== 'limit' ? 'bad' : late ? 'warn' : done ? 'quiet' : undefined;
  const against = expected === undefined ? '' : `${sign[expected.from]}${compact(expected.seconds)}`;
  return [
    piece(cell(late ? `!${took}` : took, 8, 'right'), tone),
    { text: ' ' },
    piece(cell(silent ? '' : against, 6), 'quiet'),
  ];
}

const sign: Readonly<Record<Expected['from'], string>> = { earlier: '~', objective: '~', limit: '≤' };

interface Drawing {
  readonly nowUs: number;
  readonly columns: number;
  /** The owner that the rows above have named. */
  readonly told?: string;
}

function secondRow(step: StepRow, next: StepRow | undefined, drawing: Drawing): Row | undefined {
  const { nowUs, columns, told } = drawing;
  const lead = `${'  '.repeat(step.depth)}  `;
  const owner = columns >= ownerFrom || step.owner === told ? '' : `${step.owner ?? ''}  `;
  const hasParts = next !== undefined && next.depth > step.depth;
  switch (step.phase) {
    case 'asking':
      return [lead, piece(texts.asked(step.owner ?? ''), 'warn')];
    case 'retrying':
      return [lead, piece(`${texts.tryAgain(step.attempt)} `, 'warn'), piece(step.why ?? '', 'quiet')];
    case 'mending':
      return [lead, piece(step.why ?? '', 'quiet')];
    case 'failed':
    case 'blocked':
      return hasParts ? undefined : [lead, piece(step.why ?? '', 'bad')];
    case 'running':
      if (step.progress !== undefined) return [lead, ...progressPieces(step, nowUs, columns - lead.length)];
      if (hasParts || `${owner}${attempt(step)}` === '') return undefined;
      return [lead, piece(`${owner}${attempt(step)}`, 'quiet')];
    default:
      return undefined;
  }
}

function attempt({ attempt: number }: StepRow): string {
  return number > 1 ? texts.attempt(number) : '';
}

function progressPieces({ progress, startedUs }: StepRow, nowUs: number, room: number): Piece[] {
  const { fraction, text, atUs } = progress!;
  const percent = `${Math.floor(fraction * 100)} %`;
  const endUs = fraction < 0.01 || startedUs === undefined ? undefined : startedUs + (atUs - startedUs) / fraction;
  const left = endUs === undefined ? '' : texts.left(compact(Math.max(0, endUs - nowUs) / 1e6));
  const columns = Math.max(8, Math.min(24, room - 18));
  return [
    ...bar(fraction, columns, 'good'),
    piece(` ${percent}`),
    piece(left === '' ? '' : ` ${left}`),
    piece(`  ${text}`, 'quiet'),
  ];
}

/** All that there is to say of one step, for the zoomed box. */
export function stepDetails(step: StepRow, columns: number): Row[] {
  const { expected, needs, owner, uses, calls, why } = step;
  const should =
    expected === undefined
      ? ''
      : `${sign[expected.from]}${compact(expected.seconds)}: ${texts.expected[expected.from]}`;
  const facts = [texts.phases[step.phase], uses ?? '', owner ?? '', attempt(step)].filter((text) => text !== '');
  const rows: Row[] = [[piece(step.path, 'strong'), piece(`  ${facts.join(` ${glyphs.separator} `)}`)]];
  if (calls !== undefined) rows.push([piece(texts.calls(calls.title), 'quiet')]);
  const how = [needs.length === 0 ? '' : texts.needs(needs.map((need) => need.split('/').at(-1)).join(', ')), should];
  const told = how.filter((text) => text !== '').join(` ${glyphs.separator} `);
  if (told !== '') rows.push([piece(told, 'quiet')]);
  if (why !== undefined) rows.push([piece(clip(why, columns * 2), step.phase === 'failed' ? 'bad' : undefined)]);
  return rows;
}

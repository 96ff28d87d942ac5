/** A question as rows: what waiting has cost, what is known, what can be chosen. */
import type { BudgetRow } from '../../../runbooks/drill/views/budget.ts';
import type { Choice, DecisionView, Evidence, EvidenceRow } from '../../../runbooks/drill/views/decision.ts';
import { bar, cell, glyphs, type Piece, piece, type Row, type Tone, width, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { clockText, compact, ticking } from '../drill/times.ts';

const texts = messages.decision;

/** The prompt, then how long everybody has waited, then a bar for each budget whose clock runs. */
export function costLines(view: DecisionView, columns: number): Row[] {
  const { prompt, waitedSeconds, sinceSignalSeconds, putOff, budgets } = view;
  const told = prompt === undefined ? [] : wrap(prompt, columns).slice(0, 3);
  const waited = [
    texts.sinceAsked(ticking(waitedSeconds)),
    ...(sinceSignalSeconds === undefined ? [] : [texts.sinceSignal(ticking(sinceSignalSeconds))]),
    ...(putOff === 0 ? [] : [texts.putOff(putOff)]),
  ];
  const [first, ...others] = waited;
  const idColumns = Math.max(7, ...budgets.map(({ id }) => id.length)) + 1;
  return [
    ...told.map((text): Row => [piece(text, 'strong')]),
    [
      piece(cell(texts.cost, idColumns + 1), 'quiet'),
      piece(first!, 'strong'),
      piece(others.map((text) => ` ${glyphs.separator} ${text}`).join(''), 'quiet'),
    ],
    ...budgets.map((budget) => budgetLine(budget, idColumns, columns)),
  ];
}

function budgetLine(budget: BudgetRow, idColumns: number, columns: number): Row {
  const { id, spentSeconds = 0, maxSeconds, over, projected, willBeOver } = budget;
  const whole = Math.max(maxSeconds, spentSeconds);
  const size = Math.max(8, Math.min(32, columns - idColumns - 50));
  const rest = over
    ? piece(texts.over(ticking(spentSeconds - maxSeconds)), 'bad')
    : piece(texts.left(ticking(maxSeconds - spentSeconds)), 'good');
  const comes = projected !== undefined && projected.seconds > spentSeconds + 60 ? comesTo(projected) : '';
  return [
    cell(id, idColumns),
    ' ',
    ...bar(spentSeconds / whole, size, over ? 'bad' : 'good', over ? maxSeconds / whole : undefined),
    ` ${cell(texts.spent(ticking(spentSeconds), compact(maxSeconds)), 15)} `,
    rest,
    piece(comes === '' ? '' : `  ${texts.comes(comes)}`, willBeOver ? 'warn' : 'quiet'),
  ];
}

function comesTo({ seconds, sure }: NonNullable<BudgetRow['projected']>): string {
  return `${sure === 'at-least' ? '≥' : '~'}${compact(seconds)}`;
}

/**
 * What is known, a section after the other; what does not hold stands before what does. Where there are not rows enough for everything,
 * what holds is named and no more.
 */
export function evidenceLines({ evidence }: DecisionView, columns: number, rows: number): Row[] {
  if (evidence.length === 0) return [[piece(texts.noEvidence, 'quiet')]];
  const whole = evidence.flatMap((section) => sectionLines(section, columns, false));
  return whole.length <= rows ? whole : evidence.flatMap((section) => sectionLines(section, columns, true));
}

const nameColumns = 10;

function sectionLines({ name, rows }: Evidence, columns: number, brief: boolean): Row[] {
  const room = columns - nameColumns;
  const lines = name === 'signals' ? signalLines(rows, room) : answersLines(rows, room, brief);
  const shown = lines.length === 0 ? [[piece(texts.noSignal, 'quiet')]] : lines;
  const title = texts.evidenceNames[name];
  return shown.map((line, index): Row => [piece(cell(index === 0 ? title : '', nameColumns), 'info'), ...line]);
}

/** What holds and has nothing to say is named in one row. */
function answersLines(rows: readonly EvidenceRow[], room: number, brief: boolean): Piece[][] {
  const named = rows.filter(({ ok, text }) => ok === true && (brief || text === ''));
  const told = rows.filter((row) => !named.includes(row));
  const inOrder = [...told.filter(({ ok }) => ok !== true), ...told.filter(({ ok }) => ok === true)];
  const names = named.map(({ via, fresh }) => (fresh ? `${via} (${texts.fresh})` : via)).join(', ');
  const together = named.length === 0 ? [] : hanging([piece(`${glyphs.ok} `, 'good')], names, room);
  return [...inOrder.flatMap((row) => answerLines(row, room)), ...together];
}

function signalLines(rows: readonly EvidenceRow[], room: number): Piece[][] {
  return rows.flatMap(({ atSeconds = 0, via, text, fresh }) =>
    hanging(
      [piece(`${cell(clockText(atSeconds), 5)} `, 'quiet'), ...freshMark(fresh), piece(`${via} `, 'info')],
      text,
      room,
    ),
  );
}

function answerLines({ via, text, ok, fresh }: EvidenceRow, room: number): Piece[][] {
  const mark = ok === true ? piece(`${glyphs.ok} `, 'good') : piece(`${glyphs.failed} `, 'bad');
  return hanging(
    [mark, ...freshMark(fresh), piece(`${via}${text === '' ? '' : ' '}`, ok === true ? undefined : 'strong')],
    text,
    room,
    ok === true ? 'quiet' : undefined,
  );
}

function freshMark(fresh: boolean): Piece[] {
  return fresh ? [piece(`${texts.fresh} `, 'warn')] : [];
}

/** A head, and a text beside it that goes on below itself. */
function hanging(head: readonly Piece[], text: string, room: number, tone?: Tone): Piece[][] {
  const lead = head.reduce((sum, each) => sum + width(each.text), 0);
  const [first = '', ...rest] = wrapped(text, room, lead);
  return [[...head, piece(first, tone)], ...rest.map((line) => [piece(`  ${line}`, tone)])];
}

function wrapped(text: string, room: number, lead: number): string[] {
  const [first = ''] = wrap(text, Math.max(12, room - lead));
  const rest = text.slice(first.length).trim();
  return rest === '' ? [first] : [first, ...wrap(rest, Math.max(12, room - 2))];
}

export function choiceLines(choices: readonly Choice[]): Row[] {
  const size = Math.max(...choices.map(({ choice }) => choice.length), 0) + 3;
  return choices.map(({ choice, meaning, word }, index): Row => {
    const says = word === undefined ? texts.meanings[meaning] : `${texts.meanings[meaning]}: ${texts.guarded(word)}`;
    return [piece(`${index + 1} `, 'accent'), piece(cell(choice, size), 'strong'), piece(says, 'quiet')];
  });
}

/** The decisions, each with its alternatives and what was known. */
import type { Debrief, DebriefDecision } from '../../../runbooks/drill/session.ts';
import { costTone, costWords } from '../../../runbooks/reports/drilled.ts';
import { duration, sinceFault } from '../../../runbooks/reports/times.ts';
import { bar, cell, clip, piece, type Row, rowWidth, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { costPiece } from './cost.ts';

const texts = messages.debrief;

/** A line of the list, and the decision that it belongs to. */
export interface DecisionLine {
  readonly row: Row;
  readonly decision: number;
}

export function decisionLines({ decisions, result }: Debrief, columns: number): DecisionLine[] {
  const own = result.recovery.rtoSeconds;
  const times = decisions.flatMap(({ alternatives }) => alternatives.map(({ rtoSeconds }) => rtoSeconds ?? 0));
  const longest = Math.max(1, own ?? 0, ...times);
  return decisions.flatMap((each, decision) =>
    linesOf(each, { own, longest, columns }).map((row) => ({ row, decision })),
  );
}

interface Scale {
  readonly own: number | null;
  readonly longest: number;
  readonly columns: number;
}

function linesOf(each: DebriefDecision, scale: Scale): Row[] {
  const { decision, path, choice, by, atUs, waitedSeconds, comment, known, alternatives } = each;
  const { columns } = scale;
  const name = decision === 'failed-step' || decision === 'checkpoint' ? `${decision} ${path}` : decision;
  const said = texts.by(by, sinceFault(atUs / 1e6), duration(waitedSeconds));
  return [
    [piece(`${name}: ${choice}`, 'strong'), piece(`  ${said}`, 'info')],
    ...(comment === undefined ? [] : wrap(`“${comment}”`, columns - 2).map((text): Row => `  ${text}`)),
    ...alternatives.flatMap((other) => alternativeLines(other, scale)),
    ...known
      .flatMap((text) => wrap(`${texts.known}: ${text}`, columns - 2))
      .map((text): Row => [piece(`  ${text}`, 'quiet')]),
  ];
}

/** `  go 10 min earlier    9 h 10 min  ██████░  ▾ -10 min`; why it never recovers may take more lines. */
function alternativeLines(other: DebriefDecision['alternatives'][number], { own, longest, columns }: Scale): Row[] {
  const { words, rtoSeconds } = other;
  const wordColumns = Math.max(18, Math.min(34, columns - 48));
  const barColumns = Math.max(0, Math.min(30, columns - wordColumns - 46));
  const drawn: Row = rtoSeconds === null ? [' '.repeat(barColumns)] : bar(rtoSeconds / longest, barColumns, 'info');
  const figures: Row = [
    `  ${cell(clip(words, wordColumns - 1), wordColumns)}`,
    cell(rtoSeconds === null ? texts.never : duration(rtoSeconds), 11, 'right'),
    '  ',
    ...(barColumns < 6 ? [] : [...drawn, '  ']),
  ];
  const tone = costTone(other, own !== null);
  const indent = rowWidth(figures) + 2;
  const [first = '', ...rest] = wrap(costWords(other), Math.max(10, columns - indent));
  return [[...figures, costPiece(tone, first)], ...rest.map((text): Row => [' '.repeat(indent), piece(text, tone)])];
}

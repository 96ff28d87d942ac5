/** The score, how it came about, the best policy, and the runs of the drill. */
import type { Debrief, Fork } from '../../../runbooks/drill/session.ts';
import { bestWords, costTone, costWords } from '../../../runbooks/reports/drilled.ts';
import { duration } from '../../../runbooks/reports/times.ts';
import { cell, clip, glyphs, piece, type Row, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { costPiece } from './cost.ts';

const texts = messages.debrief;

interface Scored {
  readonly debrief: Debrief;
  readonly forks: readonly Fork[];
  readonly fork: number;
  /** The files that it was written to. */
  readonly written: readonly string[];
}

export function scoreLines({ debrief, forks, fork, written }: Scored, columns: number): Row[] {
  const { score, gaps, policies, result } = debrief;
  const recovered = result.recovery.rtoSeconds !== null;
  const wordColumns = wordColumnsOf(columns);
  return [
    ...written.flatMap((path) => wrap(`${texts.writtenTo} ${path}`, columns)).map((text): Row => [piece(text, 'good')]),
    ...wrap(`${upperFirst(score.words)}.`, columns),
    ...wrap(bestWords(debrief), columns).map((text): Row => [piece(text, 'strong')]),
    ...gaps.flatMap((gap) => wrap(`! ${gap}`, columns)).map((text): Row => [piece(text, 'warn')]),
    ...(forks.length < 2
      ? []
      : [...forks.map((each) => forkLine(each, fork, columns)), [piece(texts.sideBySide, 'quiet')]]),
    [piece(cell(texts.tried, wordColumns), 'quiet')],
    ...policies.map(
      (each): Row => [
        cell(clip(each.words, wordColumns - 1), wordColumns),
        cell(each.rtoSeconds === null ? texts.never : duration(each.rtoSeconds), 12, 'right'),
        '  ',
        costPiece(costTone(each, recovered), costWords(each)),
      ],
    ),
  ];
}

/** `▸ 1 at ten minutes     59 min  (this one)` */
function forkLine({ index, name, result }: Fork, present: number, columns: number): Row {
  const end =
    result === undefined ? '—' : result.recovery.recovered ? duration(result.recovery.rtoSeconds) : texts.never;
  const passed = result?.verdict === 'passed';
  const mark = result === undefined ? '·' : passed ? glyphs.ok : glyphs.failed;
  const room = wordColumnsOf(columns);
  return [
    piece(index === present ? `${glyphs.selected} ` : '  ', 'accent'),
    cell(`${index} ${name}`, room - 2),
    cell(end, 12, 'right'),
    piece(`  ${mark} ${result?.verdict ?? ''}`, result === undefined ? 'quiet' : passed ? 'good' : 'bad'),
    piece(index === present ? `  ${texts.thisRun}` : '', 'quiet'),
  ];
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** On a wide terminal figures stay near to their words. */
function wordColumnsOf(columns: number): number {
  return Math.max(20, Math.min(72, columns - 34));
}

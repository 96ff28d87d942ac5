import type { FitResult, RunResult } from '../../verdict/index.ts';
import { bad, cell, columns, good, heading, type Line, line, quiet } from '../screen.ts';
import { duration, sinceFault } from '../times.ts';

/** How far the model is from what is known to have happened, on a gauge: the anchor in the middle, the tolerance at both ends. */
export function fitLines({ fit }: Pick<RunResult, 'fit'>, width: number): Line[] {
  if (fit.length === 0) return [];
  const nameWidth = Math.max(7, ...fit.map(({ event }) => columns(event))) + 2;
  const gaugeWidth = width >= 100 ? 41 : 13;
  return [
    heading('FIT', 'the model against what happened'),
    line(
      quiet(
        `  ${cell('event', nameWidth)}${cell('history', 8)}${cell('model', 8)}${cell('off', 9)}${cell('within', 9)}`,
      ),
    ),
    ...fit.map((anchor) => fitLine(anchor, nameWidth, gaugeWidth)),
  ];
}

function fitLine(anchor: FitResult, nameWidth: number, gaugeWidth: number): Line {
  const { event, expectedSeconds, withinSeconds, actualSeconds, fits } = anchor;
  const off = actualSeconds === null ? null : actualSeconds - expectedSeconds;
  return line(
    `  ${cell(event, nameWidth)}${cell(sinceFault(expectedSeconds), 8)}`,
    cell(actualSeconds === null ? 'never' : sinceFault(actualSeconds), 8),
    cell(off === null ? '—' : `${off < 0 ? '' : '+'}${duration(off)}`, 9),
    cell(`±${duration(withinSeconds)}`, 9),
    quiet(gauge(anchor, gaugeWidth)),
    fits ? good('  fits') : bad('  OFF'),
  );
}

/** `├────●───┼────────┤`; a model beyond the tolerance stands outside the ends. */
function gauge({ expectedSeconds, withinSeconds, actualSeconds }: FitResult, width: number): string {
  const middle = Math.floor(width / 2);
  const scale = [...'├', ...'─'.repeat(middle - 1), '┼', ...'─'.repeat(middle - 1), '┤'];
  if (actualSeconds === null || withinSeconds <= 0) return ` ${scale.join('')} `;
  const off = (actualSeconds - expectedSeconds) / withinSeconds;
  if (off < -1) return `●${scale.join('')} `;
  if (off > 1) return ` ${scale.join('')}●`;
  scale[middle + Math.round(off * middle)] = '●';
  return ` ${scale.join('')} `;
}

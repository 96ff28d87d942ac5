import { phaseNames, type RunResult } from '../../verdict/index.ts';
import { cell, columns, heading, type Line, line, quiet } from '../screen.ts';
import { duration } from '../times.ts';

const nameWidth = 12;
const minutesWidth = 13;
const shareWidth = 7;

/** The parts of the recovery as bars, on one scale: where the time went. */
export function phaseLines(result: RunResult, width: number): Line[] {
  const phases = phaseNames.map((name) => ({ name, seconds: result.recovery.phases[name] }));
  const total = phases.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  if (total === 0) return [];
  const room = Math.min(60, width - 2 - nameWidth - minutesWidth - shareWidth - 2);
  const longest = Math.max(...phases.map(({ seconds }) => seconds ?? 0));
  return [
    heading('PHASES', 'where the time went'),
    ...phases.map(({ name, seconds }) => {
      const text = bar(seconds ?? 0, longest, room);
      const style = (seconds ?? 0) === longest ? 'warn' : undefined;
      const share = seconds === null ? '' : `${Math.round((100 * seconds) / total)} %`;
      return line(
        `  ${cell(name, nameWidth)}${cell(duration(seconds), minutesWidth - 1, 'right')} `,
        quiet(cell(share, shareWidth, 'right')),
        '  ',
        { text, style },
      );
    }),
  ];
}

/** A bar in proportion to the longest; what is there at all gets at least a sliver. */
export function bar(size: number, longest: number, room: number): string {
  if (size <= 0 || longest <= 0) return '';
  const full = Math.round((size / longest) * room);
  const text = full === 0 ? '▏' : '█'.repeat(full);
  return columns(text) > room ? '█'.repeat(room) : text;
}

/** What is known, as rows: when, by whom, what. A long text goes on below itself. */
import type { SignalRow } from '../../../runbooks/drill/views/signals.ts';
import { cell, clip, glyphs, type Piece, piece, type Row, type Tone, width, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { clockText } from './times.ts';

const tones: Readonly<Record<SignalRow['tone'], readonly [mark: string, tone: Tone | undefined]>> = {
  news: ['!', 'warn'],
  bad: [glyphs.failed, 'bad'],
  good: [glyphs.ok, 'good'],
  quiet: [glyphs.separator, 'quiet'],
};

/** From so many columns on, who said it stands in a column of its own. */
const viaFrom = 60;

/** `linesMax` is how many rows one signal may take. */
export function signalLines(signals: readonly SignalRow[], columns: number, linesMax: number): Row[] {
  const viaColumns = columns >= viaFrom ? 12 : 0;
  const timeColumns = Math.max(4, ...signals.map(({ atSeconds }) => clockText(atSeconds).length)) + 1;
  return signals.flatMap((signal) => {
    const { atSeconds, via, text, tone, times } = signal;
    const [mark, markTone] = tones[tone];
    const lead = timeColumns + 2 + viaColumns;
    const count = times === 1 ? '' : `  ${messages.drill.signals.times(times)}`;
    const said = viaColumns > 0 ? text : `${via}: ${text}`;
    const told = cut(wrap(`${said}${count}`, Math.max(8, columns - lead)), linesMax, columns - lead);
    return told.map((part, index): Row => {
      if (index > 0) return [' '.repeat(lead), quietly(part, tone)];
      const head: Piece[] = [
        piece(cell(clockText(atSeconds), timeColumns - 1, 'right'), 'quiet'),
        { text: ' ' },
        piece(`${mark} `, markTone),
      ];
      if (viaColumns > 0) return [...head, piece(cell(via, viaColumns), 'info'), quietly(part, tone)];
      const name = `${via}:`;
      return part.startsWith(name)
        ? [...head, piece(name, 'info'), quietly(part.slice(name.length), tone)]
        : [...head, quietly(part, tone)];
    });
  });
}

function quietly(text: string, tone: SignalRow['tone']): Piece {
  return piece(text, tone === 'quiet' ? 'quiet' : undefined);
}

function cut(lines: readonly string[], most: number, columns: number): readonly string[] {
  if (lines.length <= most) return lines;
  const last = lines[most - 1]!;
  return [...lines.slice(0, most - 1), width(last) < columns ? `${last}${glyphs.more}` : clip(`${last}  `, columns)];
}

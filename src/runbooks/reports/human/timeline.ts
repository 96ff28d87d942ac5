import type { JournalEvent } from '../../journal/index.ts';
import { ofKind } from '../../journal/index.ts';
import { cell, heading, type Line, line, type Piece, quiet, type Style, strong, wrap } from '../screen.ts';
import { duration, sinceFault, wallClock } from '../times.ts';
import type { Moment, MomentKind } from './moment.ts';
import { moments } from './moments.ts';

/** As many lines as fit on one screen, and as few as somebody reads. */
const momentsMax = 28;
/** A silence that is shown as one. */
const silenceUs = 25 * 60 * 1e6;

/** One column each; also how the drill draws them. */
export const shapes: Readonly<Record<MomentKind, { readonly glyph: string; readonly style?: Style }>> = {
  fault: { glyph: '✖', style: 'bad' },
  signal: { glyph: '!', style: 'warn' },
  decision: { glyph: '?', style: 'strong' },
  step: { glyph: '▸' },
  failed: { glyph: '✗', style: 'bad' },
  milestone: { glyph: '◆', style: 'good' },
  probe: { glyph: '○' },
  broken: { glyph: '‼', style: 'bad' },
  end: { glyph: '■', style: 'strong' },
};
const legend = '✖ fault ! signal ? decision ▸ step ✗ failed ◆ reached';
/** Where the texts begin: two clocks, the time since the fault and the shape stand before them. */
const textColumn = 25;
/** A text that needs more lines than this is cut: it can be read in the journal. */
const textLinesMax = 3;

/**
 * The story of the run in about 25 lines: faults, signals, decisions, the main steps, milestones, on the team's clock, in UTC and since
 * the first fault. What matters least is left out first, and the report says how much that was. A long silence is a line of its own.
 */
export function timelineLines(events: readonly JournalEvent[], width: number): Line[] {
  const started = ofKind(events, 'run.started')[0];
  const startMs = Date.parse(started?.clock.start ?? '');
  if (started === undefined || Number.isNaN(startMs)) return [];
  const clock = wallClock(started.clock.zone);
  const utc = wallClock('UTC');
  const all = moments(events);
  const told = heaviest(all, momentsMax);
  const left = all.length - told.length;
  const lines: Line[] = [
    heading('TIMELINE', left === 0 ? '' : `${left} smaller moments are left out`),
    line(quiet(`  ${cell(clock.name(startMs), 6)}${cell('UTC', 6)}${cell('T+', 9)}${legend}`)),
  ];
  const progress = ofKind(events, 'step.progress');
  let day = '';
  let previous: Moment | undefined;
  for (const moment of told) {
    const atMs = startMs + moment.atUs / 1000;
    if (previous !== undefined && moment.atUs - previous.atUs >= silenceUs) {
      lines.push(silence(previous.atUs, moment.atUs, progress));
    }
    if (clock.day(atMs) !== day) {
      day = clock.day(atMs);
      lines.push(line('  ', strong(day)));
    }
    lines.push(...momentLines(moment, { time: clock.time(atMs), utc: utc.time(atMs) }, width));
    previous = moment;
  }
  return lines;
}

function momentLines({ atUs, kind, text }: Moment, at: { time: string; utc: string }, width: number): Line[] {
  const { glyph, style } = shapes[kind];
  const told = wrap(text, width - textColumn);
  const shown =
    told.length <= textLinesMax ? told : [...told.slice(0, textLinesMax - 1), told.slice(textLinesMax - 1).join(' ')];
  const since = cell(sinceFault(atUs / 1e6), 9);
  const textStyle = kind === 'step' || kind === 'probe' ? undefined : style;
  return shown.map((part, index) => {
    const piece: Piece = { text: part, style: textStyle };
    if (index > 0) return line(' '.repeat(textColumn), piece);
    return line(`  ${cell(at.time, 6)}`, quiet(cell(at.utc, 6)), since, { text: `${glyph} `, style }, piece);
  });
}

type Progress = Extract<JournalEvent, { kind: 'step.progress' }>;

/** `┊ 6 h 51 min: views 3 % → 97 %`: how long nothing happened, and what went on meanwhile. */
function silence(fromUs: number, toUs: number, progress: readonly Progress[]): Line {
  const during = progress.filter(({ at }) => at > fromUs && at < toUs);
  const first = during[0];
  const last = during.findLast(({ path }) => path === first?.path);
  const percent = (fraction: number) => `${Math.floor(100 * fraction)} %`;
  const meanwhile =
    first === undefined || last === undefined
      ? ''
      : `: ${first.path} ${percent(first.fraction)} → ${percent(last.fraction)}`;
  return line(quiet(`${' '.repeat(textColumn - 2)}┊ ${duration((toUs - fromUs) / 1e6)}${meanwhile}`));
}

/** The n heaviest moments, still in the order of time; of equals the earlier ones. */
function heaviest(all: readonly Moment[], n: number): Moment[] {
  const ranked = all
    .map((moment, index) => ({ moment, index }))
    .sort((a, b) => b.moment.weight - a.moment.weight || a.index - b.index);
  const kept = new Set(ranked.slice(0, n).map(({ index }) => index));
  return all.filter((_, index) => kept.has(index));
}

/** The steady state and the log as rows. */
import type { ChecksView, ProbeRow } from '../../../runbooks/drill/views/checks.ts';
import type { LogRow } from '../../../runbooks/drill/views/log-tail.ts';
import { duration } from '../../../runbooks/reports/times.ts';
import type { RunResult } from '../../../runbooks/verdict/index.ts';
import { cell, glyphs, type Piece, piece, type Row, type Tone } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { clockText } from './times.ts';

const texts = messages.drill.checks;

const answers: Readonly<Record<ProbeRow['answer'], readonly [glyph: string, tone: Tone]>> = {
  holds: [glyphs.ok, 'good'],
  fails: [glyphs.failed, 'bad'],
  'not-asked': [glyphs.todo, 'quiet'],
};

/** The state in one row, for the box's title. */
export function checksAside({ held, recovered }: ChecksView): Row {
  if (held === undefined) return '';
  if (recovered) return [piece(`${glyphs.ok} ${texts.recovered}`, 'good')];
  return [held ? piece(`${glyphs.ok} ${texts.holds}`, 'good') : piece(`${glyphs.failed} ${texts.fails}`, 'bad')];
}

export function checkLines(view: ChecksView, nowUs: number, columns: number, result?: RunResult): Row[] {
  if (view.held === undefined) return [[piece(texts.notYet, 'quiet')]];
  const nameColumns = Math.min(Math.max(...view.probes.map(({ name }) => name.length), 0), Math.floor(columns * 0.75));
  return [
    ...ended(result),
    ...stopped(view),
    since(view, nowUs),
    ...view.probes.flatMap((row) => probeRows(row, nameColumns, columns)),
  ];
}

function ended(result: RunResult | undefined): Row[] {
  if (result === undefined) return [];
  const tone = result.verdict === 'passed' ? 'good' : 'bad';
  return [[piece(`${glyphs.up} ${texts.ended(texts.verdicts[result.verdict])}`, tone, { bold: true })]];
}

function stopped({ stopped: name }: ChecksView): Row[] {
  return name === undefined ? [] : [[piece(`‼ ${texts.stopped(name)}`, 'bad')]];
}

function since({ held, sinceUs = 0, recovered, holdForSeconds }: ChecksView, nowUs: number): Row {
  const size = Math.max(0, nowUs - sinceUs) / 1e6;
  const time = sinceUs < 0 ? duration(size) : `${clockText(sinceUs / 1e6)}, ${duration(Math.floor(size))}`;
  const counts = held === true && !recovered && sinceUs > 0 ? `; ${texts.holdsFor(duration(holdForSeconds))}` : '';
  return [piece(`${held ? texts.holds : texts.fails} ${texts.since(time)}${counts}`, 'quiet')];
}

/** Why something fails stands whole, below it if need be; why it holds is cut. */
function probeRows({ name, answer, why, brokenAtUs }: ProbeRow, nameColumns: number, columns: number): Row[] {
  const broken = brokenAtUs !== undefined;
  const [glyph, tone] = broken ? (['‼', 'bad'] as const) : answers[answer];
  const said = answer === 'not-asked' ? texts.notAsked : why;
  const text = broken ? `${texts.broken(clockText(brokenAtUs / 1e6))}: ${why}` : said;
  const head: Piece[] = [
    piece(`${glyph} `, tone),
    piece(cell(name, nameColumns), answer === 'fails' ? 'strong' : undefined),
  ];
  if (answer !== 'fails' || 3 + nameColumns + text.length <= columns) return [[...head, piece(` ${text}`, 'quiet')]];
  return [head, ['  ', piece(text, 'quiet')]];
}

const kinds: Readonly<Record<LogRow['kind'], readonly [mark: string, tone: Tone | undefined]>> = {
  log: [' ', undefined],
  milestone: ['◆', 'good'],
  people: ['?', 'info'],
  broken: ['‼', 'bad'],
  fault: ['✖', 'mark'],
};

/** `1:31   couchdb index build started …  main/couch-master1@us-west-1` */
export function logLines(rows: readonly LogRow[], columns: number): Row[] {
  return rows.map(({ atSeconds, from, text: once, times, kind }): Row => {
    const text = times === 1 ? once : `${once}  ${messages.drill.signals.times(times)}`;
    const [mark, tone] = kinds[kind];
    const head: Piece[] = [
      piece(cell(clockText(atSeconds), 5, 'right'), 'quiet'),
      { text: ' ' },
      piece(`${mark} `, tone),
    ];
    const wide = columns >= 76 && from !== '';
    if (wide) return [...head, piece(cell(from, 30), 'quiet'), piece(text)];
    return [...head, piece(text, kind === 'log' ? undefined : tone), piece(from === '' ? '' : `  ${from}`, 'quiet')];
  });
}

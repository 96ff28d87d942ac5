/** What can be opened below the lanes: a list to page through, the events around the cursor, the drill's runs. */
import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import type { DrillFacts, Fork } from '../../../runbooks/drill/session.ts';
import { momentText } from '../../../runbooks/drill/views/moment-text.ts';
import type { Mark } from '../../../runbooks/drill/views/timeline.ts';
import { type Cursor, markIndex } from '../../../runbooks/drill/views/timeline-cursor.ts';
import { shapes } from '../../../runbooks/reports/human/timeline.ts';
import { duration, wallClock } from '../../../runbooks/reports/times.ts';
import {
  cell,
  Lines,
  type Nav,
  Panel,
  panelInside,
  piece,
  type Row,
  rowWidth,
  useKeys,
  useList,
  windowStart,
  wrap,
} from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.timeline;

interface PageProps {
  readonly nav: Nav;
  readonly title: string;
  readonly aside?: Row;
  readonly lines: readonly Row[];
  readonly columns: number;
  readonly rows: number;
  readonly empty?: string;
  onClose(): void;
}

/** A list that is read and closed with `esc`. */
export function Page({ nav, title, aside, lines, columns, rows, empty, onClose }: PageProps): ReactNode {
  const inside = panelInside(columns, rows, 'top');
  const pages = Math.max(1, lines.length - inside.rows + 1);
  const from = useList({ nav, list: 'timeline page', count: pages, rows: inside.rows });
  useKeys((name) => {
    if (name !== 'esc' && name !== 'enter') return false;
    onClose();
    return true;
  });
  const hint: Row = [...(aside === undefined ? [] : [aside].flat()), piece(` ${texts.closeHint}`, 'quiet')];
  return (
    <Panel title={title} aside={hint} columns={columns} rows={rows} frame="top" focused>
      <Lines lines={lines} {...inside} from={from} empty={empty} />
    </Panel>
  );
}

interface EventsProps {
  readonly marks: readonly Mark[];
  readonly cursor: Cursor;
  readonly facts: DrillFacts;
  readonly columns: number;
  readonly rows: number;
  readonly following: boolean;
}

/** The event under the cursor in all its words, among those before and after it. */
export function Events({ marks, cursor, facts, columns, rows, following }: EventsProps): ReactNode {
  const inside = panelInside(columns, rows, 'top');
  const at = markIndex(marks, cursor);
  const mark = marks[at];
  const exact = mark !== undefined && (cursor.nth >= 0 || mark.atUs === cursor.atUs);
  const words = mark === undefined ? texts.beginning : exact ? mark.text : texts.quiet(mark.text);
  const told = wrap(words, Math.max(10, inside.columns - 2)).slice(0, Math.max(1, Math.min(3, inside.rows - 3)));
  const list = Math.max(0, inside.rows - told.length - 1);
  const start = windowStart(marks.length, list, Math.max(0, at));
  const shown = marks.slice(start, start + list).map((each) => markLine(each, inside.columns - 2));
  const glyph = exact ? piece(`${shapes[mark.kind].glyph} `, shapes[mark.kind].style) : '  ';
  const lines: Row[] = [
    ...told.map((text, index): Row => [index === 0 ? glyph : '  ', piece(text, exact ? 'strong' : 'quiet')]),
  ];
  const clocks = useClocks(facts)(cursor.atUs);
  const place = texts.place(at + 1, marks.length);
  const title = following ? `${momentText(cursor.atUs)} ${texts.now}` : momentText(cursor.atUs);
  return (
    <Panel title={title} aside={`${clocks} · ${place}`} columns={columns} rows={rows} frame="top">
      <Box flexDirection="column">
        <Lines lines={lines} columns={inside.columns} rows={inside.rows - list} />
        <Lines
          lines={shown}
          columns={inside.columns}
          rows={list}
          selected={at < 0 ? undefined : at - start}
          from={0}
          empty={texts.empty}
          active={false}
        />
      </Box>
    </Panel>
  );
}

function markLine({ atUs, kind, text, stop }: Mark, columns: number): Row {
  const { glyph, style } = shapes[kind];
  const moment = momentText(atUs);
  return [
    piece(`${cell(moment, Math.max(10, moment.length))} `, 'quiet'),
    piece(`${glyph} `, style),
    piece(cell(text, Math.max(0, columns - 13)), stop ? 'plain' : 'quiet'),
  ];
}

/** `20:24 CEST, 18:24 UTC`. Making a clock is slow, asking it is not. */
function useClocks({ zeroMs, zone }: DrillFacts): (atUs: number) => string {
  return useMemo(() => {
    const [team, utc] = [wallClock(zone), wallClock('UTC')];
    const name = team.name(zeroMs);
    return (atUs) => {
      const atMs = zeroMs + atUs / 1000;
      return zone === 'UTC' ? `${utc.time(atMs)} UTC` : `${team.time(atMs)} ${name}, ${utc.time(atMs)} UTC`;
    };
  }, [zeroMs, zone]);
}

/** Every run of the drill by its name, and how it came out; where it comes from is below it where there is no room beside it. */
export function runLines(forks: readonly Fork[], current: number, columns: number): Row[] {
  return forks.flatMap(({ index, name, parent, atUs, result }): Row[] => {
    const from = forks.find((each) => each.index === parent);
    const isCurrent = index === current;
    const words: Row = [
      piece(isCurrent ? '● ' : '○ ', isCurrent ? 'accent' : 'quiet'),
      piece(name, 'strong'),
      piece(isCurrent ? `, ${texts.thisRun}` : '', 'accent'),
      `, ${outcome(result)}`,
    ];
    if (from === undefined) return [words];
    const origin = texts.from(from.name, momentText(atUs));
    const whole: Row = [...words, piece(`, ${origin}`, 'quiet')];
    return rowWidth(whole) <= columns ? [whole] : [words, [piece(`  ${origin}`, 'quiet')]];
  });
}

function outcome(result: Fork['result']): string {
  if (result === undefined) return texts.goesOn;
  const { recovered, rtoSeconds } = result.recovery;
  return recovered ? texts.recovered(duration(rtoSeconds)) : texts.notRecovered;
}

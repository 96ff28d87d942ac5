/**
 * A run on a line of time: five lanes of bars and marks, and the stops that a person jumps to. Pure: events and a moment go in, plain
 * data comes out; how wide a second is drawn is the screen's affair.
 *
 * ```ts
 * const line = timelineOf(state.events, state.nowUs);
 * nextMark(line.marks, { atUs: 0, nth: 0 }, { stops: true }); // the first fault, decision, failed step or milestone after the start
 * ```
 */
import type { JournalEvent } from '../../journal/index.ts';
import type { Moment, MomentKind } from '../../reports/human/moment.ts';
import { moments } from '../../reports/human/moments.ts';
import { stepSpans } from '../../reports/human/step-moments.ts';
import { duration } from '../../reports/times.ts';

export type LaneName = 'faults' | 'signals' | 'people' | 'steps' | 'probes';
export const laneNames: readonly LaneName[] = ['faults', 'signals', 'people', 'steps', 'probes'];

/** One thing that happened, in words. */
export interface Mark {
  readonly atUs: number;
  /** Among the marks of the same microsecond, from 0: with the time it names the mark, also when others come in before it. */
  readonly nth: number;
  readonly lane: LaneName;
  readonly kind: MomentKind;
  readonly text: string;
  /** A breakpoint: a fault, a decision, a step that failed, a milestone. */
  readonly stop: boolean;
}

export type SpanState = 'on' | 'waiting' | 'running' | 'done' | 'failed' | 'holds' | 'fails';

/** Something that lasted. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
  readonly label: string;
  readonly state: SpanState;
}

export interface Lane {
  readonly name: LaneName;
  /** Bars that overlap stand in rows of their own; probes have one each, with its name. */
  readonly rows: readonly LaneRow[];
  readonly marks: readonly Mark[];
}

export interface LaneRow {
  readonly label?: string;
  readonly spans: readonly Span[];
}

export interface Timeline {
  readonly fromUs: number;
  readonly toUs: number;
  readonly marks: readonly Mark[];
  readonly lanes: readonly Lane[];
}

/** A place on the line: a mark by its time and place in it, or (`nth` -1) a moment at which nothing needs to have happened. */
export interface Cursor {
  readonly atUs: number;
  readonly nth: number;
}

/** The run until `nowUs`. What happened before the fault clock's zero is left out as soon as there is something after it. */
export function timelineOf(events: readonly JournalEvent[], nowUs: number): Timeline {
  const fromUs = Math.min(0, nowUs);
  const marks = marksOf(events).filter(({ atUs }) => atUs >= fromUs);
  const spans: Readonly<Record<LaneName, readonly LaneRow[]>> = {
    faults: packed(faultSpans(events, nowUs)),
    signals: [{ spans: [] }],
    people: packed(questionSpans(events, nowUs)),
    steps: packed(stepBars(events, nowUs)),
    probes: probeRows(events, fromUs, nowUs),
  };
  const lanes = laneNames.map((name) => ({
    name,
    rows: spans[name],
    marks: marks.filter(({ lane }) => lane === name),
  }));
  return { fromUs, toUs: Math.max(nowUs, fromUs), marks, lanes };
}

const laneOf: Readonly<Record<MomentKind, LaneName>> = {
  fault: 'faults',
  signal: 'signals',
  decision: 'people',
  step: 'steps',
  failed: 'steps',
  milestone: 'steps',
  probe: 'probes',
  broken: 'probes',
  end: 'steps',
};
const stops: ReadonlySet<MomentKind> = new Set(['fault', 'decision', 'failed', 'milestone', 'broken', 'end']);

function marksOf(events: readonly JournalEvent[]): Mark[] {
  const all = [...moments(events), ...smallMoments(events)].sort((a, b) => a.atUs - b.atUs);
  let nth = 0;
  return all.map(({ atUs, kind, text }, index) => {
    nth = index > 0 && all[index - 1]!.atUs === atUs ? nth + 1 : 0;
    return { atUs, nth, lane: laneOf[kind], kind, text, stop: stops.has(kind) && !text.startsWith(retried) };
  });
}

const retried = 'again: ';

/** What a report leaves out, and somebody who steps through a run does not want to miss. */
function smallMoments(events: readonly JournalEvent[]): Moment[] {
  return events.flatMap((event): Moment[] => {
    const told = (kind: MomentKind, text: string): Moment[] => [{ atUs: event.at, kind, text, weight: 0 }];
    switch (event.kind) {
      case 'step.retried':
        return told('failed', `${retried}${event.path} in ${duration(event.delaySeconds)}: ${event.error}`);
      case 'step.skipped':
        return told('step', `${event.path} left out: ${event.why}`);
      case 'decision.escalated':
        return told(
          'decision',
          `${event.decision}? the ${event.to} is asked too, after ${duration(event.afterSeconds)}`,
        );
      default:
        return [];
    }
  });
}

function faultSpans(events: readonly JournalEvent[], nowUs: number): Span[] {
  const open = new Map<string, Span>();
  const spans: Span[] = [];
  for (const event of events) {
    if (event.kind === 'fault.started')
      open.set(event.name, { fromUs: event.at, toUs: nowUs, label: event.name, state: 'on' });
    if (event.kind !== 'fault.ended') continue;
    const span = open.get(event.name);
    if (span !== undefined) spans.push({ ...span, toUs: event.at });
    open.delete(event.name);
  }
  return [...spans, ...open.values()].sort((a, b) => a.fromUs - b.fromUs);
}

/** How long somebody was waited for. */
function questionSpans(events: readonly JournalEvent[], nowUs: number): Span[] {
  const open = new Map<string, Span>();
  const spans: Span[] = [];
  for (const event of events) {
    if (event.kind === 'decision.asked')
      open.set(event.path, { fromUs: event.at, toUs: nowUs, label: event.decision, state: 'waiting' });
    if (event.kind !== 'decision.made') continue;
    const span = open.get(event.path);
    if (span !== undefined) spans.push({ ...span, toUs: event.at, state: 'done' });
    open.delete(event.path);
  }
  return [...spans, ...open.values()].sort((a, b) => a.fromUs - b.fromUs);
}

/** The steps that do something themselves: a group or a called runbook is told by its parts. */
function stepBars(events: readonly JournalEvent[], nowUs: number): Span[] {
  const all = stepSpans(events);
  const groups = new Set(all.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  return all
    .filter(({ path }) => !groups.has(path))
    .map(({ path, startUs, endUs, outcome }) => ({
      fromUs: startUs,
      toUs: outcome === 'unfinished' ? nowUs : endUs,
      label: path.split('/').at(-1)!,
      state: outcome === 'unfinished' ? 'running' : outcome === 'failed' ? 'failed' : 'done',
    }));
}

/** Each probe that ever failed, and the steady state above them. */
function probeRows(events: readonly JournalEvent[], fromUs: number, nowUs: number): LaneRow[] {
  const changes = new Map<string, { atUs: number; ok: boolean }[]>();
  const add = (name: string, atUs: number, ok: boolean) =>
    changes.set(name, [...(changes.get(name) ?? []), { atUs: Math.max(fromUs, atUs), ok }]);
  for (const event of events) {
    if (event.kind === 'steady-state') add('steady state', event.at, event.held);
    if (event.kind === 'probe') add(event.name, event.at, event.ok);
  }
  const rows = [...changes].map(([label, list]) => ({
    label,
    spans: list.map(({ atUs, ok }, index): Span => {
      const toUs = list[index + 1]?.atUs ?? nowUs;
      return { fromUs: atUs, toUs, label, state: ok ? 'holds' : 'fails' };
    }),
  }));
  const steady = rows.filter(({ label }) => label === 'steady state');
  const failed = rows.filter((row) => row.label !== 'steady state' && row.spans.some(({ state }) => state === 'fails'));
  return steady.length + failed.length === 0 ? [{ spans: [] }] : [...steady, ...failed];
}

/** The bars in as few rows as keep them apart; each goes into the first row that is free. */
function packed(spans: readonly Span[]): LaneRow[] {
  const rows: Span[][] = [];
  for (const span of spans) {
    const free = rows.find((row) => row.at(-1)!.toUs <= span.fromUs);
    if (free === undefined) rows.push([span]);
    else free.push(span);
  }
  return rows.length === 0 ? [{ spans: [] }] : rows.map((row) => ({ spans: row }));
}

const before = (a: Cursor, b: Cursor) => a.atUs < b.atUs || (a.atUs === b.atUs && a.nth < b.nth);

export interface Jump {
  /** Only to breakpoints: the run's own, and these moments of a person. */
  readonly stops?: boolean;
  readonly own?: readonly number[];
}

/** The mark after the cursor, or the own breakpoint that comes before it; undefined at the end. */
export function nextMark(
  marks: readonly Mark[],
  cursor: Cursor,
  { stops = false, own = [] }: Jump = {},
): Cursor | undefined {
  const mark = marks.find((each) => (!stops || each.stop) && before(cursor, each));
  const mine = stops ? own.filter((atUs) => atUs > cursor.atUs).sort((a, b) => a - b)[0] : undefined;
  if (mine !== undefined && (mark === undefined || mine < mark.atUs)) return { atUs: mine, nth: -1 };
  return mark && { atUs: mark.atUs, nth: mark.nth };
}

/** The mark before the cursor, or the own breakpoint that comes after it; undefined at the beginning. */
export function previousMark(
  marks: readonly Mark[],
  cursor: Cursor,
  { stops = false, own = [] }: Jump = {},
): Cursor | undefined {
  const mark = marks.findLast((each) => (!stops || each.stop) && before(each, cursor));
  const mine = stops ? own.filter((atUs) => atUs < cursor.atUs).sort((a, b) => b - a)[0] : undefined;
  if (mine !== undefined && (mark === undefined || mine > mark.atUs)) return { atUs: mine, nth: -1 };
  return mark && { atUs: mark.atUs, nth: mark.nth };
}

/** The place of the last mark that is not after the cursor; -1 before the first. */
export function markIndex(marks: readonly Mark[], cursor: Cursor): number {
  const at = { atUs: cursor.atUs, nth: cursor.nth < 0 ? Number.POSITIVE_INFINITY : cursor.nth };
  return marks.findLastIndex((mark) => !before(at, mark));
}

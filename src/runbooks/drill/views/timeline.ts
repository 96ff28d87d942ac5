/**
 * A run on a line of time: five lanes of bars and marks. Pure: events and a moment go in, plain data comes out; how
 * wide a second is drawn is the screen's affair.
 *
 * ```ts
 * const story = storyOf(state.events, { seat: 'player', faults: true }); // when there are new events
 * const line = timelineOf(story, state.nowUs); // for each frame
 * ```
 */
import type { JournalEvent } from '../../journal/index.ts';
import type { Moment, MomentKind } from '../../reports/human/moment.ts';
import { moments } from '../../reports/human/moments.ts';
import { duration } from '../../reports/times.ts';
import type { Seat } from '../input.ts';
import type { DrillState } from '../session.ts';
import { faultSpans, type LaneRow, packed, probeRows, questionSpans, type Span, stepBars } from './timeline-bars.ts';

export type { LaneRow, Span, SpanState } from './timeline-bars.ts';

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

export interface Lane {
  readonly name: LaneName;
  /** Bars that overlap stand in rows of their own; probes have one each, with its name. */
  readonly rows: readonly LaneRow[];
  readonly marks: readonly Mark[];
}

export interface Timeline {
  readonly fromUs: number;
  readonly toUs: number;
  readonly marks: readonly Mark[];
  readonly lanes: readonly Lane[];
}

/** Whose eyes see it. */
export interface Eyes {
  readonly seat: Seat;
  /** Whether faults are shown: who responds sees only what follows from them. */
  readonly faults: boolean;
}

/**
 * Whether the faults of a run are shown to somebody who sees the world as `known` or as `true`. Whoever saw the run's end, or went back in
 * it, has seen them.
 */
export function faultsAreShown({ phase, fork }: Pick<DrillState, 'phase' | 'fork'>, sight: 'known' | 'true'): boolean {
  return sight === 'true' || phase === 'ended' || fork > 0;
}

/** What the events say, with bars that are still open. */
export interface Story {
  readonly marks: readonly Mark[];
  readonly lanes: readonly Lane[];
}

export function storyOf(events: readonly JournalEvent[], eyes: Eyes): Story {
  const told = worthTelling(events, eyes);
  const marks = marksOf(told, eyes);
  const rows: Readonly<Record<LaneName, readonly LaneRow[]>> = {
    faults: packed(faultSpans(told)),
    signals: [{ spans: [] }],
    people: packed(questionSpans(told)),
    steps: packed(stepBars(told)),
    probes: probeRows(told),
  };
  const lanes = laneNames.map((name) => ({ name, rows: rows[name], marks: marks.filter(({ lane }) => lane === name) }));
  return { marks, lanes };
}

/** The line until `nowUs`. What happened before the fault clock's zero is left out as soon as there is something after it. */
export function timelineOf({ marks, lanes }: Story, nowUs: number): Timeline {
  const fromUs = Math.min(0, nowUs);
  const within = (all: readonly Mark[]) => all.filter(({ atUs }) => atUs >= fromUs);
  const closed = (span: Span): Span => ({
    ...span,
    fromUs: Math.max(fromUs, span.fromUs),
    toUs: Math.min(span.toUs, nowUs),
  });
  return {
    fromUs,
    toUs: nowUs,
    marks: within(marks),
    lanes: lanes.map((lane) => ({
      ...lane,
      marks: within(lane.marks),
      rows: lane.rows.map((row) => ({
        ...row,
        spans: row.spans.filter(({ toUs }) => toUs >= fromUs).map(closed),
      })),
    })),
  };
}

/** Machines write thousands of lines: the first of each kind tells what began. */
function worthTelling(events: readonly JournalEvent[], { faults }: Eyes): JournalEvent[] {
  const seen = new Set<string>();
  return events.filter((event) => {
    if (!faults && (event.kind === 'fault.started' || event.kind === 'fault.ended')) return false;
    if (event.kind === 'step.progress' || event.kind === 'command.answered') return false;
    if (event.kind !== 'log') return true;
    if (event.at < 0 || seen.has(event.event)) return false;
    seen.add(event.event);
    return true;
  });
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

function marksOf(events: readonly JournalEvent[], eyes: Eyes): Mark[] {
  const all = [...moments(events), ...smallMoments(events, eyes)];
  all.sort((a, b) => a.atUs - b.atUs);
  let nth = 0;
  return all.map(({ atUs, kind, text, weight }, index) => {
    nth = index > 0 && all[index - 1]!.atUs === atUs ? nth + 1 : 0;
    return { atUs, nth, lane: laneOf[kind], kind, text, stop: stops.has(kind) && weight > 0 };
  });
}

/** What a report leaves out, and somebody who steps through a run does not want to miss. Their weight is 0: they are no stops. */
function smallMoments(events: readonly JournalEvent[], { seat }: Eyes): Moment[] {
  return events.flatMap((event): Moment[] => {
    const told = (kind: MomentKind, text: string): Moment[] => [{ atUs: event.at, kind, text, weight: 0 }];
    switch (event.kind) {
      case 'step.retried':
        return told('failed', `${event.path} again in ${duration(event.delaySeconds)}: ${event.error}`);
      case 'step.skipped':
        return told('step', `${event.path} left out: ${event.why}`);
      case 'decision.escalated':
        return told(
          'decision',
          `${event.decision}? the ${event.to} is asked too, after ${duration(event.afterSeconds)}`,
        );
      case 'input':
        if (event.what === 'note') return told('decision', `${event.by} notes: ${event.text}`);
        if (event.what === 'answer' || (event.seat === 'facilitator' && seat === 'player')) return [];
        return told('decision', `${event.by} types: ${event.text}`);
      default:
        return [];
    }
  });
}

/** What stands in each lane of the timeline, as plain data: a row for each thing, with bars and moments on it. */
import { type JournalEvent, ofKind } from '../../../journal/index.ts';
import { type ReportedRun, type StepRecord, stepOutcomes, stepRecords } from '../../debrief/index.ts';
import { duration, sinceFault } from '../../times.ts';

/** Each look has a shape of its own besides its colour. */
export type Look = 'fault' | 'signal' | 'person' | 'step' | 'trouble' | 'holds' | 'fails' | 'milestone';

export interface Bar {
  readonly look: Look;
  readonly fromUs: number;
  readonly toUs: number;
}

export interface Moment {
  readonly look: Look;
  readonly atUs: number;
}

export interface Row {
  readonly label: string;
  /** What it was, in a few words, quietly. */
  readonly aside: string;
  /** Since the first fault. */
  readonly when: string;
  /** How long. */
  readonly took: string;
  /** 0 is a step of the runbook itself, 1 one inside a group or a child runbook. */
  readonly depth: number;
  readonly bars: readonly Bar[];
  readonly moments: readonly Moment[];
}

export interface Lane {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** What was left out, in a sentence. */
  readonly left?: string;
}

/** More rows than this in one lane are no picture any more; the log has them all. */
const rowsMax = 80;

/** The lanes that have something in them. */
export function lanesOf({ events }: Pick<ReportedRun, 'events'>): Lane[] {
  const steps = stepRecords(events);
  const lanes = [
    { id: 'faults', title: 'Faults', rows: faultRows(events) },
    { id: 'signals', title: 'Signals', rows: signalRows(events) },
    { id: 'people', title: 'People', rows: peopleRows(events, steps) },
    { id: 'steps', title: 'Steps', rows: stepRows(steps) },
    { id: 'probes', title: 'Probes', rows: probeRows(events) },
    { id: 'milestones', title: 'Milestones', rows: milestoneRows(events) },
  ];
  return lanes.filter(({ rows }) => rows.length > 0).map(fewer);
}

function fewer(lane: Lane): Lane {
  const more = lane.rows.length - rowsMax;
  return more <= 0 ? lane : { ...lane, rows: lane.rows.slice(0, rowsMax), left: `${more} more stand in the log` };
}

const row = (label: string, more: Partial<Row>): Row => ({
  ...{ label, aside: '', when: '', took: '', depth: 0, bars: [], moments: [] },
  ...more,
});
const at = (us: number): string => sinceFault(us / 1e6);
const span = (fromUs: number, toUs: number): string => duration((toUs - fromUs) / 1e6);
const endOf = (events: readonly JournalEvent[]): number => events.at(-1)?.at ?? 0;

function faultRows(events: readonly JournalEvent[]): Row[] {
  const ends = ofKind(events, 'fault.ended');
  return ofKind(events, 'fault.started').map(({ name, action, at: fromUs, forSeconds }) => {
    const ended = ends.find((end) => end.name === name && end.at >= fromUs);
    const lasts = ended !== undefined || forSeconds !== undefined;
    const toUs = ended?.at ?? (lasts ? endOf(events) : fromUs);
    const look: Look = action.startsWith('control-plane:') ? 'step' : 'fault';
    return row(name, {
      aside: action.split(':').at(-1)!.replaceAll('-', ' '),
      when: at(fromUs),
      took: lasts ? span(fromUs, toUs) : '',
      ...(lasts ? { bars: [{ look, fromUs, toUs }] } : { moments: [{ look, atUs: fromUs }] }),
    });
  });
}

function signalRows(events: readonly JournalEvent[]): Row[] {
  return ofKind(events, 'signal').map(({ via, text, at: atUs }) =>
    row(text, { aside: via, when: at(atUs), moments: [{ look: 'signal', atUs }] }),
  );
}

/** Decisions from the question to the answer, and what people did with their hands. */
function peopleRows(events: readonly JournalEvent[], steps: readonly StepRecord[]): Row[] {
  const made = ofKind(events, 'decision.made');
  const decisions = ofKind(events, 'decision.asked').map(({ decision, role, path, at: fromUs }) => {
    const answer = made.find((each) => each.path === path && each.at >= fromUs);
    const toUs = answer?.at ?? endOf(events);
    return row(`${decision}: ${answer?.choice ?? 'no answer'}`, {
      aside: answer?.by ?? role,
      when: at(fromUs),
      took: span(fromUs, toUs),
      bars: [{ look: 'person', fromUs, toUs }],
      moments: answer === undefined ? [] : [{ look: 'milestone', atUs: toUs }],
    });
  });
  const hands = steps.filter(
    ({ uses, startUs, endUs }) => uses?.startsWith('people:') && uses !== 'people:approve' && endUs > startUs,
  );
  const work = hands.map(({ path, owner = '', startUs, endUs }) =>
    row(path, {
      aside: owner,
      when: at(startUs),
      took: span(startUs, endUs),
      bars: [{ look: 'person', fromUs: startUs, toUs: endUs }],
    }),
  );
  return [...decisions, ...work];
}

function stepRows(steps: readonly StepRecord[]): Row[] {
  const paths = new Set(steps.map(({ path }) => path));
  return steps.map((step) => {
    const { path, uses, outcome, attempts, startUs, endUs } = step;
    const well = outcome === 'succeeded';
    const more = [...(well ? [] : [stepOutcomes[outcome]]), ...(attempts > 1 ? [`${attempts} attempts`] : [])];
    return row(nameIn(path, paths), {
      aside: [uses ?? 'group', ...more].join(', '),
      when: at(startUs),
      took: outcome === 'skipped' ? 'skipped' : span(startUs, endUs),
      depth: Math.min(3, [...paths].filter((other) => path.startsWith(`${other}/`)).length),
      bars: outcome === 'skipped' ? [] : [{ look: well ? 'step' : 'trouble', fromUs: startUs, toUs: endUs }],
    });
  });
}

/** Its last word below the group or the runbook that it belongs to; what stands alone keeps its whole path. */
function nameIn(path: string, paths: ReadonlySet<string>): string {
  const parent = path.split('/').slice(0, -1).join('/');
  return paths.has(parent) ? path.slice(parent.length + 1) : path;
}

/** The steady state first: whether it held, from each change to the next. */
function probeRows(events: readonly JournalEvent[]): Row[] {
  const steady = ofKind(events, 'steady-state').map(({ at: atUs, held }) => ({ atUs, ok: held }));
  const byName = new Map<string, { atUs: number; ok: boolean }[]>();
  for (const { name, at: atUs, ok } of ofKind(events, 'probe'))
    byName.set(name, [...(byName.get(name) ?? []), { atUs, ok }]);
  return [
    ...(steady.length === 0 ? [] : [probeRow('steady state', steady, events)]),
    ...[...byName].map(([name, changes]) => probeRow(name, changes, events)),
  ];
}

function probeRow(
  label: string,
  changes: readonly { atUs: number; ok: boolean }[],
  events: readonly JournalEvent[],
): Row {
  const bars = changes.map(({ atUs, ok }, index): Bar => {
    return { look: ok ? 'holds' : 'fails', fromUs: atUs, toUs: changes[index + 1]?.atUs ?? endOf(events) };
  });
  const failedUs = bars
    .filter(({ look }) => look === 'fails')
    .reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  const first = bars.find(({ look }) => look === 'fails');
  return row(label, {
    aside: failedUs === 0 ? 'held' : 'failed',
    when: first === undefined ? '' : at(first.fromUs),
    took: failedUs === 0 ? '' : duration(failedUs / 1e6),
    bars,
  });
}

function milestoneRows(events: readonly JournalEvent[]): Row[] {
  return ofKind(events, 'milestone').map(({ id, at: atUs }) =>
    row(id, { when: at(atUs), moments: [{ look: 'milestone', atUs }] }),
  );
}

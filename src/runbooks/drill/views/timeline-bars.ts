/** What lasted in a run, as bars in rows: faults, questions, steps, and what probes said. */
import type { JournalEvent } from '../../journal/index.ts';
import { stepSpans } from '../../reports/human/step-moments.ts';

export type SpanState = 'on' | 'waiting' | 'running' | 'done' | 'failed' | 'holds' | 'fails';

/** Something that lasted. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
  readonly label: string;
  readonly state: SpanState;
}

export interface LaneRow {
  readonly label?: string;
  readonly spans: readonly Span[];
}

/** The end of what has not ended. */
const open = Number.POSITIVE_INFINITY;

export function faultSpans(events: readonly JournalEvent[]): Span[] {
  const going = new Map<string, Span>();
  const spans: Span[] = [];
  for (const event of events) {
    if (event.kind === 'fault.started')
      going.set(event.name, { fromUs: event.at, toUs: open, label: event.name, state: 'on' });
    if (event.kind !== 'fault.ended') continue;
    const span = going.get(event.name);
    if (span !== undefined) spans.push({ ...span, toUs: event.at });
    going.delete(event.name);
  }
  return [...spans, ...going.values()].sort((a, b) => a.fromUs - b.fromUs);
}

/** How long somebody was waited for. */
export function questionSpans(events: readonly JournalEvent[]): Span[] {
  const going = new Map<string, Span>();
  const spans: Span[] = [];
  for (const event of events) {
    if (event.kind === 'decision.asked')
      going.set(event.path, { fromUs: event.at, toUs: open, label: event.decision, state: 'waiting' });
    if (event.kind !== 'decision.made') continue;
    const span = going.get(event.path);
    if (span !== undefined) spans.push({ ...span, toUs: event.at, state: 'done' });
    going.delete(event.path);
  }
  return [...spans, ...going.values()].sort((a, b) => a.fromUs - b.fromUs);
}

/** The steps that do something themselves: a group or a called runbook is told by its parts. */
export function stepBars(events: readonly JournalEvent[]): Span[] {
  const all = stepSpans(events);
  const groups = new Set(all.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  return all
    .filter(({ path }) => !groups.has(path))
    .map(({ path, startUs, endUs, outcome }) => ({
      fromUs: startUs,
      toUs: outcome === 'unfinished' ? open : endUs,
      label: path.split('/').at(-1)!,
      state: outcome === 'unfinished' ? 'running' : outcome === 'failed' ? 'failed' : 'done',
    }));
}

/** The steady state, and each probe that ever failed. */
export function probeRows(events: readonly JournalEvent[]): LaneRow[] {
  const changes = new Map<string, { atUs: number; ok: boolean }[]>();
  const add = (name: string, atUs: number, ok: boolean) => {
    const list = changes.get(name) ?? [];
    list.push({ atUs, ok });
    changes.set(name, list);
  };
  for (const event of events) {
    if (event.kind === 'steady-state') add(steadyState, event.at, event.held);
    if (event.kind === 'probe') add(event.name, event.at, event.ok);
  }
  const rows = [...changes].map(([label, list]) => ({
    label,
    spans: list.map(
      ({ atUs, ok }, index): Span => ({
        fromUs: atUs,
        toUs: list[index + 1]?.atUs ?? open,
        label,
        state: ok ? 'holds' : 'fails',
      }),
    ),
  }));
  const steady = rows.filter(({ label }) => label === steadyState);
  const failed = rows.filter((row) => row.label !== steadyState && row.spans.some(({ state }) => state === 'fails'));
  return steady.length + failed.length === 0 ? [{ spans: [] }] : [...steady, ...failed];
}

const steadyState = 'steady state';

/** The bars in as few rows as keep them apart; each goes into the first row that is free. */
export function packed(spans: readonly Span[]): LaneRow[] {
  const rows: Span[][] = [];
  for (const span of spans) {
    const free = rows.find((row) => row.at(-1)!.toUs <= span.fromUs);
    if (free === undefined) rows.push([span]);
    else free.push(span);
  }
  return rows.length === 0 ? [{ spans: [] }] : rows.map((row) => ({ spans: row }));
}

import type { JournalEvent } from '../../journal/index.ts';
import { duration } from '../times.ts';
import type { Moment } from './moment.ts';

/** One step from its first start to its end; what never ended goes on until the journal does. */
export interface StepSpan {
  readonly path: string;
  readonly uses?: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly outcome: 'succeeded' | 'failed' | 'unfinished';
  readonly attempts: number;
}

/** From here on a step gets a line of its own at its end, too. */
const longStepUs = 20 * 60 * 1e6;

/** The steps of the runbooks as spans, in the order in which they began. */
export function stepSpans(events: readonly JournalEvent[]): StepSpan[] {
  const spans = new Map<string, StepSpan>();
  const lastUs = events.at(-1)?.at ?? 0;
  for (const event of events) {
    if (event.kind === 'step.started') {
      const before = spans.get(event.path);
      const { path, uses, attempt } = event;
      if (before === undefined)
        spans.set(path, { path, uses, startUs: event.at, endUs: lastUs, outcome: 'unfinished', attempts: attempt });
      else spans.set(path, { ...before, attempts: attempt });
    } else if (event.kind === 'step.succeeded' || event.kind === 'step.failed') {
      const span = spans.get(event.path);
      const outcome = event.kind === 'step.succeeded' ? 'succeeded' : 'failed';
      if (span !== undefined) spans.set(event.path, { ...span, endUs: event.at, outcome });
    }
  }
  return [...spans.values()];
}

/**
 * A step is told where it begins, with how long it took; a long one also where it ends, unless a milestone says so there.
 * Approvals are left to the decisions, which say more.
 */
export function stepMoments(events: readonly JournalEvent[]): Moment[] {
  const reached = new Set(events.flatMap((event) => (event.kind === 'milestone' ? [`${event.path} ${event.at}`] : [])));
  return stepSpans(events).flatMap((span) => {
    if (span.uses === 'people:approve' && span.outcome === 'succeeded') return [];
    const took = span.endUs - span.startUs;
    const depth = span.path.split('/').length;
    const weight = Math.max(20, 64 - 12 * (depth - 1)) + (took >= longStepUs ? 20 : 0);
    const begins: Moment = { atUs: span.startUs, kind: 'step', weight, text: beginText(span, took) };
    const long = span.outcome === 'succeeded' && took >= longStepUs;
    if (!long || reached.has(`${span.path} ${span.endUs}`)) return [begins];
    return [begins, { atUs: span.endUs, kind: 'step', weight: weight - 10, text: `${span.path}: done` }];
  });
}

/** `views: build views (couchdb), 8 h` */
function beginText({ path, uses, outcome, attempts }: StepSpan, tookUs: number): string {
  const [room, verb] = uses?.split(':') ?? [];
  const what = verb === undefined || room === 'runbook' ? '' : `: ${verb.replaceAll('-', ' ')} (${room})`;
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  if (outcome === 'unfinished') return `${path}${what}, not finished${tries}`;
  return `${path}${what}${tookUs < 1e6 ? '' : `, ${duration(tookUs / 1e6)}`}${tries}`;
}

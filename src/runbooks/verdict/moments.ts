import { type PhaseName, phaseNames } from '../files/catalogue/phases.ts';
import { type JournalEvent, ofKind } from '../journal/index.ts';
import type { Phases } from './result.ts';

/** The milestone that ends mobilising: the moves to the new place begin. */
const mobilisedMilestone = 'migration-started';
/** The milestone that whoever watches the steady state writes once it has held for its time. */
const recoveredMilestone = 'recovered';
/** Choices that do not decide to go. */
const undecided = new Set(['wait', 'abort']);

/** The moments that split a recovery, in microseconds on the journal's clock; undefined when one did not come. */
export interface Moments {
  readonly fault?: number;
  /** The first signal after the fault. */
  readonly signal?: number;
  /** Somebody decided to go. */
  readonly decided?: number;
  readonly mobilised?: number;
  /** The steady state began to hold, for good. */
  readonly holds?: number;
  readonly recovered?: number;
}

/** Finds the moments. Nothing before the first fault counts; the clock starts at the fault, not at somebody's declaration. */
export function momentsOf(events: readonly JournalEvent[]): Moments {
  const start = events.findIndex((event) => event.kind === 'fault.started');
  if (start < 0) return {};
  const after = events.slice(start);
  const milestone = (id: string) => ofKind(after, 'milestone').find((event) => event.id === id)?.at;
  const recovered = after.findIndex((event) => event.kind === 'milestone' && event.id === recoveredMilestone);
  return {
    fault: after[0]?.at,
    signal: ofKind(after, 'signal')[0]?.at,
    decided: ofKind(after, 'decision.made').find(({ choice }) => !undecided.has(choice))?.at,
    mobilised: milestone(mobilisedMilestone),
    ...(recovered >= 0 && { holds: beganToHold(after.slice(0, recovered)), recovered: after[recovered]?.at }),
  };
}

/** When the steady state that held in the end began to; the fault itself, when it never broke. */
function beganToHold(events: readonly JournalEvent[]): number | undefined {
  const last = ofKind(events, 'steady-state').at(-1);
  return last === undefined ? events[0]?.at : last.held ? last.at : undefined;
}

/**
 * The phases between the moments, in seconds. A moment that did not come leaves its phase null and its time to the next
 * one; a moment that came early (the zone returned before anybody decided) makes its phase 0. What is known adds up to
 * the recovery time.
 */
export function phasesOf(moments: Moments): Phases {
  const ends: Readonly<Record<PhaseName, number | undefined>> = {
    detect: moments.signal,
    decide: moments.decided,
    mobilise: moments.mobilised,
    recover: moments.holds,
    verify: moments.recovered,
  };
  const phases: Record<PhaseName, number | null> = {
    detect: null,
    decide: null,
    mobilise: null,
    recover: null,
    verify: null,
  };
  let from = moments.fault;
  for (const name of phaseNames) {
    const end = ends[name];
    if (from === undefined || end === undefined) continue;
    const to = Math.max(from, Math.min(end, moments.recovered ?? end));
    phases[name] = (to - from) / 1e6;
    from = to;
  }
  return phases;
}

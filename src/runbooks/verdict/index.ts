/**
 * The verdict: what a journal means. Pure functions over its events: the same journal has the same result on every
 * machine, in the run that wrote it and in a report years later.
 *
 * ```ts
 * const { verdict } = resultOf(journal.events, scenario, 'finished'); // while the run ends, to write `run.ended`
 * const result = resultOf(readJournal(text).events, scenario);        // from a file
 * process.exitCode = exitCodeOf(result.verdict);
 * ```
 */
import type { Scenario } from '../files/index.ts';
import { type JournalEvent, ofKind, type RunEnding } from '../journal/index.ts';
import { framed, milestonesOf } from './frame.ts';
import { judge } from './judge.ts';
import { judgeBudget, judgeFit, type Measured, namedMeasures } from './measures.ts';
import { momentsOf, phasesOf } from './moments.ts';
import type { InvariantResult, RunResult } from './result.ts';

export { type PhaseName, phaseNames } from '../files/catalogue/phases.ts';
export { framed, type Judged, milestonesOf } from './frame.ts';
export { judgeBudget, type Measured, namedMeasures } from './measures.ts';
export { type Moments, momentsOf, phasesOf } from './moments.ts';
export * from './result.ts';

/** What of a scenario a run is held against. */
export type Objectives = Pick<Scenario, 'budgets' | 'fit' | 'invariants'>;

/** Names of the measures that the world writes: how many seconds of acknowledged writes are lost, and how many writes. */
export const dataLossMeasure = 'data-loss';
export const redisDataLossMeasure = 'redis-data-loss';
export const lostWritesMeasure = 'lost-writes';

/**
 * The result of a run. `ending` is for the run itself, just before it writes `run.ended`; otherwise it is read from the
 * journal, and one without an end is inconclusive. Throws a RangeError on a journal that does not begin with
 * `run.started`.
 */
export function resultOf(events: readonly JournalEvent[], objectives: Objectives, ending?: RunEnding): RunResult {
  const ended = ofKind(events, 'run.ended').at(-1);
  const moments = momentsOf(events);
  const recovered = moments.recovered !== undefined && moments.holds !== undefined;
  const endAt = events.at(-1)?.at ?? 0;
  const measured = measure(events);
  const budgets = objectives.budgets.map((budget) => judgeBudget(budget, measured));
  const invariants = objectives.invariants.map(({ name }) => invariantOf(name, events));
  const { verdict, reasons } = judge({
    ...{ events, recovered, budgets, invariants },
    ending: ending ?? ended?.ending,
    watchedSeconds: moments.fault === undefined ? 0 : (endAt - moments.fault) / 1e6,
  });
  return framed(events, {
    verdict,
    reasons,
    recovery: {
      recovered,
      rtoSeconds: measured.rtoSeconds,
      rpoSeconds: measured.rpoSeconds,
      lostWrites: measured.named.get(lostWritesMeasure) ?? null,
      phases: measured.phases,
    },
    budgets,
    invariants,
    fit: objectives.fit.map((fit) => judgeFit(fit, measured)),
    worlds: { collisions: ofKind(events, 'world.ready').flatMap(({ collisions }) => collisions) },
  });
}

function measure(events: readonly JournalEvent[]): Measured {
  const moments = momentsOf(events);
  const { fault, holds, recovered } = moments;
  const known = fault !== undefined && holds !== undefined && recovered !== undefined;
  const named = namedMeasures(events);
  return {
    rtoSeconds: known ? (recovered - fault) / 1e6 : null,
    rpoSeconds: named.get(dataLossMeasure) ?? null,
    phases: phasesOf(moments),
    milestones: milestonesOf(events),
    named,
  };
}

/** Broken when an event says so; not held either when nothing ever measured it, for what nobody looked at proves nothing. */
function invariantOf(name: string, events: readonly JournalEvent[]): InvariantResult {
  const broken = ofKind(events, 'invariant.broken').find((event) => event.name === name);
  if (broken !== undefined) return { name, held: false, brokenAtSeconds: broken.at / 1e6, why: broken.why };
  if (ofKind(events, 'probe').some((event) => event.name === name)) return { name, held: true };
  return { name, held: false, why: 'nothing measured it: no probe of its name is in the journal' };
}

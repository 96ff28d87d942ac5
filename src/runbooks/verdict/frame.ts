/** What every result says in the same words, of a simulated run and of one in wall time: where it comes from, and what it was held to. */
import { type JournalEvent, ofKind } from '../journal/index.ts';
import type { RunResult } from './result.ts';

/** What a result says beside that: how the run is judged. */
export type Judged = Pick<RunResult, 'verdict' | 'reasons' | 'recovery' | 'budgets' | 'invariants' | 'fit' | 'worlds'>;

/** The result of a journal that is judged so. Throws a RangeError if it does not begin with `run.started`. */
export function framed(events: readonly JournalEvent[], judged: Judged): RunResult {
  const started = events[0];
  if (started?.kind !== 'run.started') throw new RangeError('a journal begins with run.started');
  const ended = ofKind(events, 'run.ended').at(-1);
  const { verdict, reasons, recovery, budgets, invariants, fit, worlds } = judged;
  // The keys stand in the order in which they are documented and printed.
  return {
    schema: 'zonefall.result/v1',
    environment: started.environment,
    scenario: { id: started.scenario.id, sha256: started.scenario.sha256 },
    variant: started.variant,
    seed: started.seed,
    verdict,
    reasons,
    recovery,
    milestones: milestonesOf(events),
    budgets,
    invariants,
    fit,
    worlds,
    trace: { events: ended?.traceEvents ?? 0, sha256: ended?.traceSha256 ?? '' },
    virtualSeconds: events.at(-1)!.at / 1e6,
  };
}

export function milestonesOf(events: readonly JournalEvent[]): RunResult['milestones'] {
  return ofKind(events, 'milestone').map(({ id, at }) => ({ id, atSeconds: at / 1e6 }));
}

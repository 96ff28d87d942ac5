import type { Faults } from '../../../sim/faults/index.ts';
import type { Journal } from '../../journal/index.ts';
import type { Plan } from '../../request.ts';
import type { RunnerOptions } from '../../runner/index.ts';
import type { Testbed } from '../../testbed/testbed.ts';

/** What of a run the console acts through. */
export interface ConsoleContext {
  readonly testbed: Testbed;
  readonly plan: Plan;
  readonly journal: Journal;
  /** The run's own: undefined until its fault clock begins. */
  readonly faults: Faults | undefined;
  /** Those of the run's own runbook: handlers, people, journal. */
  readonly runner: RunnerOptions;
  /** Tells people something, as the scenario's signals do. */
  tell(signal: { readonly via: string; readonly text: string }): void;
}

/** How many events of a kind the journal has whose name fits. */
export function countOf({ journal }: ConsoleContext, kind: 'fault.started' | 'runbook.started', name: RegExp): number {
  return journal.events.filter((event) => {
    if (event.kind !== kind) return false;
    return name.test(event.kind === 'fault.started' ? event.name : event.path);
  }).length;
}

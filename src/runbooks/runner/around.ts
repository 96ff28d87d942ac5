/** What surrounds a plan: the looks before it, and putting things back after it went wrong. */
import type { ActionStep, Runbook } from '../files/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Actions } from './actions.ts';
import type { Cancellation } from './cancellation.ts';
import { join } from './paths.ts';

/** A look before the plan starts may take so long; then its answer is no. */
const preflightTimeoutSeconds = 60;

interface Around {
  readonly actions: Actions;
  readonly journal: Journal;
  readonly within: Cancellation;
}

/** Looks at everything at once and writes down what it saw. */
export async function preflight(runbook: Runbook, prefix: string, { actions, journal, within }: Around): Promise<void> {
  const look = async (one: Runbook['preflight'][number]) => {
    const { id, uses, severity } = one;
    const path = join(prefix, 'preflight', id);
    const { ok, why } = await actions.within(within, preflightTimeoutSeconds, (cancelled) =>
      actions.check(one, { id, path, cancelled }),
    );
    journal.write({ kind: 'preflight', id, uses, severity, ok, why });
  };
  await Promise.all(runbook.preflight.map(look));
}

export interface Undoable {
  readonly step: ActionStep;
  readonly path: string;
}

/** Undoes steps one after the other. What cannot be undone is written down, and the rest goes on. */
export async function rollBack(
  steps: readonly Undoable[],
  why: { readonly why: string; readonly path: string },
  { actions, journal, within }: Around,
): Promise<void> {
  if (steps.length === 0) return;
  journal.write({ kind: 'rollback.started', ...why, steps: steps.map(({ path }) => path) });
  for (const { step, path } of steps) {
    const { ok, why: error } = await actions.within(within, step.timeoutSeconds, (cancelled) =>
      actions.check(step.undo!, { id: step.id, path, cancelled }),
    );
    journal.write({ kind: 'step.undone', path, ok, error: ok ? undefined : error });
  }
}
